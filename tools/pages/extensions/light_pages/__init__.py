"""Make the rendered pages light: a Sphinx extension that takes the pages when all are written.

The theme brings every icon of Font Awesome three times, and two dozen files that are asked for one by one before
a word is shown. So the style sheets become one, of the rules that some page can use, with fonts of only the icons
and the letters of formulas that are used; the scripts become one that waits until the page is there; what interactive
elements are made of, up to nine tenths of a page, comes after its words; pictures are files, say their size and come
when they are near. Each of these is a module here.

Pages are large and alike: only their heads are parsed. To parse all of each page with BeautifulSoup would make a
build a sixth longer (1.7 of 10 seconds), so that in their bodies regular expressions find scripts and pictures.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from helpers.elements.packing import sheet_file, without_sheet
from tools.pages.extensions.light_pages.clearing import clear
from tools.pages.extensions.light_pages.icons import icon_names, with_files, with_icons
from tools.pages.extensions.light_pages.late_data import parted
from tools.pages.extensions.light_pages.math_font import characters_of_formulas, used_glyphs
from tools.pages.extensions.light_pages.pages import with_common_files
from tools.pages.extensions.light_pages.pictures import with_picture_files, with_sizes
from tools.pages.extensions.light_pages.scripts import common_script, early_script
from tools.pages.extensions.light_pages.styles import common_sheet, light_on_paper, rules_in_pages
from tools.pages.extensions.light_pages.used_rules import used_rules, words_in

SHEET_FILE = "digit-sheet.js"  # the digits that elements share, on all pages
FONTS = "vendor/fontawesome/webfonts"
MATH = "fonts/stix-two-math.woff"
REDIRECT = 'http-equiv="Refresh"'  # the first address only leads to the book


def lighten(html: Path) -> None:
    """Rewrite all pages of a rendered book, and leave out what none of them asks for.

    Parameters
    ----------
    html
        The folder that Sphinx has written.

    Raises
    ------
    sphinx.errors.ExtensionError
        The theme's pages are not as this package knows them.
    """
    static = html / "_static"
    pages = {path: path.read_text(encoding="utf-8") for path in html.rglob("*.html") if static not in path.parents}
    if not pages:
        raise ExtensionError(f"{html} holds no page.")
    example = pages[html / "genindex.html"]  # each page has the same head
    early, script, sheet = early_script(example), common_script(html, example), common_sheet(html, example)
    names = icon_names([script, *pages.values()])
    (static / "early.js").write_text(early, encoding="utf-8")
    (static / "book.js").write_text(script, encoding="utf-8")
    sheet = used_rules(sheet, words_in([*pages.values(), *scripts_in(html)]))
    sheet = with_files(with_icons(sheet, names, static / FONTS), static)
    sheet += rules_in_pages(pages.values())
    (static / "book.css").write_text(light_on_paper(sheet), encoding="utf-8")
    math = static / MATH
    math.write_bytes(used_glyphs(math.read_bytes(), characters_of_formulas(pages.values())))
    for path, page in pages.items():
        if REDIRECT not in page:
            rewrite(path, page, html)
    clear(html)


def rewrite(path: Path, page: str, html: Path) -> None:
    """Write a page with the common files, and beside it what its elements are made of."""
    up = "../" * (len(path.relative_to(html).parts) - 1)
    static = f"{up}_static"
    page, sheet = without_sheet(page, f"{static}/{SHEET_FILE}")
    if sheet:
        (html / "_static" / SHEET_FILE).write_text(sheet_file(sheet), encoding="utf-8")
    words, files = parted(page, path.stem, static)
    words = with_picture_files(with_sizes(with_common_files(words, static), html), up, html)
    path.write_text(words, encoding="utf-8")
    for name, script in files.items():
        (path.parent / name).write_text(script, encoding="utf-8")


def scripts_in(html: Path) -> list[str]:
    """What the scripts of a rendered book hold."""
    return [path.read_text(encoding="utf-8") for path in html.rglob("*.js")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Work on the pages when the book is written without an error."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.name == "html":
            lighten(Path(app.outdir))

    app.connect("build-finished", finish, priority=900)  # after the theme has written the colors of code
    return {"parallel_read_safe": True, "parallel_write_safe": True}
