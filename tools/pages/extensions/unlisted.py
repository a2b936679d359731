"""Sphinx extension: pages that are built and stand in no table of contents, which the search does not find either.

``unlisted_pages`` in ``_config.yml`` names them.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

AFTER_TITLES = 100  # sphinx-exercise writes those of exercises at 20


class NameExercises(SphinxPostTransform):
    """Take the brackets from the names of exercises, which have no number here to stand behind."""

    default_priority = AFTER_TITLES
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Name the exercises of one page."""
        if self.env.docname in self.config.unlisted_pages:
            for title in self.document.findall(nodes.title):
                without_brackets(title)


def without_brackets(title: nodes.title) -> None:
    """Let a title that is nothing but words in brackets be these words."""
    if len(title) > 2 and (title[0].astext(), title[-1].astext()) == (" (", ")"):
        del title[-1], title[0]


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
    app.add_post_transform(NameExercises)
    app.connect("doctree-read", let_stand_alone)
    app.connect("html-collect-pages", hide_from_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
