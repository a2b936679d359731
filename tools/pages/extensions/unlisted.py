"""Sphinx extension: pages that are built and stand in no table of contents, which the search does not find either.

``unlisted_pages`` in ``_config.yml`` names them.
"""

from docutils import nodes
from sphinx.application import Sphinx


def let_stand_alone(app: Sphinx, doctree: nodes.document) -> None:
    """Let no warning come of a page that is in no table of contents."""
    if app.env.docname in app.config.unlisted_pages:
        app.env.metadata[app.env.docname]["orphan"] = ""


def hide_from_search(app: Sphinx) -> list:
    """Take the pages out of the index of the search, once all are in it; no further pages are to be written."""
    if app.builder.name == "html":
        app.builder.indexer.prune(set(app.env.all_docs).difference(app.config.unlisted_pages))
    return []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_config_value("unlisted_pages", [], "env", list)
    app.connect("doctree-read", let_stand_alone)
    app.connect("html-collect-pages", hide_from_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
