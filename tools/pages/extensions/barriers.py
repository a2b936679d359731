"""Take barriers for readers out of the rendered pages: a Sphinx extension that mends what the theme leaves.

Each mend is a piece of a page as the tools below write it, and what stands in its place. When one of them writes
it otherwise some day, the tests of the rendered pages find the barrier again.
"""

from pathlib import Path

from sphinx.application import Sphinx

SEARCH = 'search-button-field search-button__button pst-js-only" title="Search"'
MENDS = {
    # Theme: without scripts a page would be neither light nor dark, and on a dark system code black on gray.
    'data-theme="auto"': 'data-theme="light"',
    # Theme: whoever goes from landmark to landmark would miss the book's name and the search.
    '<div id="pst-primary-sidebar"': '<div id="pst-primary-sidebar" role="complementary" aria-label="Book"',
    # Theme: by voice one says what one sees, and that is more than the label. The words are label enough.
    f'{SEARCH} aria-label="Search"': SEARCH,
    # MyST-NB: likewise; one sees "Show the answer".
    '<summary aria-label="Toggle hidden content">': "<summary>",
    # Theme: a server may allow no code within a page; book/_static/keyboard.js has it.
    'onclick="window.print()"': 'data-press="print"',
    'onclick="toggleFullScreen()"': 'data-press="toggleFullScreen"',
    # docutils: a list has to have items, and the items' role is no longer in the standard.
    'role="doc-biblioentry"': 'role="listitem"',
}


def mend(html: Path) -> None:
    """Mend all pages of a rendered book."""
    for path in html.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        for barrier, way in MENDS.items():
            page = page.replace(barrier, way)
        path.write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Mend the pages when the book is written without an error."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.name == "html":
            mend(Path(app.outdir))

    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
