"""Make the rendered pages light: a Sphinx extension that takes the pages when all are written.

The theme brings every icon of Font Awesome twice, all of Bootstrap, and two dozen files that are
asked for one by one before a word is shown. A page needs a tenth of it. So the style sheets become
one, without the rules that no page can use and with a font of only the icons that are left; the
scripts become one that waits until the page is there; what interactive elements are made of,
up to nine tenths of a page, comes after its words; pictures say their size and come when they
are near.
"""

import base64
import io
import re
from collections.abc import Iterable
from pathlib import Path

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from helpers.elements.packing import long_data_script, without_long_data

SHEET = re.compile(r'[ \t]*<link\b[^>]*\bhref="([^"?]+\.css)[^>]*>\n?')
PRELOAD = re.compile(r'[ \t]*<link rel="preload"[^>]*>\n?')
VIEWPORT = re.compile(r'[ \t]*<meta name="viewport"[^>]*>\n?')
SCRIPT = re.compile(r"[ \t]*<script\b([^>]*)>(.*?)</script>\n?", re.DOTALL)
SOURCE = re.compile(r'\bsrc="(?:\.\./)*([^"?]+)')
PICTURE = re.compile(r'<img\b([^>]*\bsrc="(?:\.\./)*(_images/[^"]+)"[^>]*?) ?/?>')
FIRST = "data-cfasync"  # what chooses light or dark must run before anything is painted
UNUSED = ("fontawesome.js", "design-tabs.js")  # icons drawn by a script; tabs, which no page has
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")  # for the page of the search alone
ICONS = "vendor/fontawesome/webfonts/fa-solid-900.ttf"
ICON = re.compile("[\ue000-\uf8ff]")  # the private characters that stand for icons
LONG = 10_000  # characters; what an element has to say in fewer stays in the page
NAME = re.compile(r"[.#]((?:[\w-]|\\.)+)")
WORD = re.compile(r"[\w-]+")


def lighten(html: Path) -> None:
    """Rewrite all pages of a rendered book, and leave out what none of them asks for.

    Parameters
    ----------
    html
        The folder that Sphinx has written.

    Raises
    ------
    sphinx.errors.ExtensionError
        The theme's pages are not as this module knows them.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in html.rglob("*.html") if "_static" not in path.parts}
    if not pages:
        raise ExtensionError(f"{html} holds no page.")
    static = html / "_static"
    example = pages[html / "genindex.html"]  # each page has the same head
    scripts = [script for script in SCRIPT.findall(example) if not is_left(*script)]
    (static / "book.js").write_text("\n;\n".join(content(html, *script) for script in scripts), encoding="utf-8")

    code = [(static / name).read_text(encoding="utf-8") for name in ("book.js", "searchtools.js")]
    words = used_words(pages.values(), "\n".join(code))
    sheets = [html / name for name in SHEET.findall(example)]
    css = "\n".join(prune(read_sheet(path, static), words) for path in sheets)
    (static / "book.css").write_text(with_icons(css, static / ICONS), encoding="utf-8")

    for path, page in pages.items():
        if "<title>" in page and SHEET.search(page):  # the first address only leads to the book
            up = "../" * (len(path.relative_to(html).parts) - 1)
            words, script = parted(page, path.stem)
            path.write_text(lighter(words, f"{up}_static", html), encoding="utf-8")
            if script:
                path.with_suffix(".js").write_text(script, encoding="utf-8")
    clear(html)


def is_left(attributes: str, code: str) -> bool:
    """Whether a script of the theme does not go into the common one."""
    source = SOURCE.search(attributes)
    name = source[1].rsplit("/", 1)[-1] if source else ""
    return FIRST in attributes or name in UNUSED or is_search(attributes) or "pagename" in code


def is_search(attributes: str) -> bool:
    """Whether a script belongs to the page of the search."""
    return any(name in attributes for name in SEARCH)


def content(html: Path, attributes: str, code: str) -> str:
    """Code of a script, its own or that of its file."""
    source = SOURCE.search(attributes)
    text = (html / source[1]).read_text(encoding="utf-8") if source else code
    return re.sub(r"//# sourceMappingURL=.*", "", text)


def used_words(pages: Iterable[str], script: str) -> set[str]:
    """All that could be the name of a class or an id: in attributes of the pages, anywhere in scripts."""
    texts = [script]
    for page in pages:
        texts += re.findall(r'\b(?:class|id)="([^"]*)"', page)
        texts += [code for _, code in SCRIPT.findall(page)]
    return {word for text in texts for word in WORD.findall(text)}


def read_sheet(path: Path, static: Path) -> str:
    """Text of a style sheet with those that it imports, and addresses as seen from ``static``."""
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", path.read_text(encoding="utf-8"))

    def imported(match: re.Match[str]) -> str:
        return read_sheet((path.parent / match[1]).resolve(), static)

    def address(match: re.Match[str]) -> str:
        if match[1].startswith(("data:", "#")):
            return match[0]
        return f"url({(path.parent / match[1]).resolve().relative_to(static.resolve()).as_posix()})"

    text = re.sub(r"""url\(["']?([^"')]+)["']?\)""", address, text)
    return re.sub(r"""@import\s+(?:url\()?["']?([^"');]+)["']?\)?;""", imported, text)


def prune(css: str, words: set[str]) -> str:
    """Leave out the rules that ask for a class or an id which no page and no script names."""
    starts = tuple(word for word in words if word.endswith("-") and len(word) > 4)  # put together by a script

    def is_used(selector: str) -> bool:
        names = [name.replace("\\", "") for name in NAME.findall(re.sub(r":not\([^)]*\)|\[[^]]*\]", "", selector))]
        return all(name in words or name.startswith(starts) for name in names)

    def kept(rules: list[tinycss2.ast.Node]) -> str:
        parts = []
        for rule in rules:
            if rule.type == "qualified-rule":
                selectors = [each for each in split_selectors(rule.prelude) if is_used(each)]
                if selectors:
                    parts.append(f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}")
            elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
                inner = kept(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
                if inner:
                    parts.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
            elif rule.type == "comment" and rule.value.startswith("!"):
                parts.append(rule.serialize())  # a license
            elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
                parts.append(rule.serialize())
        return "\n".join(parts)

    return kept(tinycss2.parse_stylesheet(css, skip_whitespace=True))


def split_selectors(prelude: list[tinycss2.ast.Node]) -> list[str]:
    """The selectors of a rule, of which each would do."""
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def with_icons(css: str, font: Path) -> str:
    """Put a font of the icons that are used in place of the whole ones."""
    characters = [ord(icon) for icon in ICON.findall(css)]
    icons = TTFont(font)
    subsetter = subset.Subsetter(subset.Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(unicodes=characters)
    subsetter.subset(icons)
    icons.flavor = "woff"
    file = io.BytesIO()
    icons.save(file)
    data = f"data:font/woff;base64,{base64.b64encode(file.getvalue()).decode()}"
    css = re.sub(r"@font-face\s*{[^}]*(?:fa-regular|fa-brands|fa-v4)[^}]*}", "", css)
    css, found = re.subn(r"src:\s*url\([^)]*fa-solid-900[^;}]*", f'src:url({data}) format("woff")', css)
    if not found or not characters:
        raise ExtensionError("The theme's icons are not where they were: see tools/pages/extensions/light_pages.py.")
    return css


def parted(page: str, name: str) -> tuple[str, str]:
    """Part a page from the scripts of its elements and their long data; give both.

    The script is ``name.js`` beside the page. It comes while the page can be read already.
    """
    if "<article" not in page:
        return page, ""
    before, article, after = re.split(r"(?s)(<article.*</article>)", page)
    article, long = without_long_data(article, name, LONG)
    scripts = list(dict.fromkeys(code for attributes, code in SCRIPT.findall(article) if not attributes))
    if not scripts:
        return page, ""
    article = SCRIPT.sub(lambda script: script[0] if script[1] else "", article)
    article = article.replace("</article>", f'<script defer src="{name}.js"></script>\n</article>')
    return before + article + after, "\n;\n".join([long_data_script(long), *scripts])


def lighter(page: str, static: str, html: Path) -> str:
    """Rewrite one page: one style sheet, one script, pictures with their size."""
    head, body = page.split("</head>", 1)
    kept = [script[0] for script in SCRIPT.finditer(head) if FIRST in script[1]]
    if not kept or not SHEET.search(head):
        raise ExtensionError("The theme's pages are not what they were: see tools/pages/extensions/light_pages.py.")
    if 'id="search-results"' in body:
        kept += [
            script[0].replace("<script", "<script defer") for script in SCRIPT.finditer(head) if is_search(script[1])
        ]
    for pattern in (SCRIPT, SHEET, PRELOAD, VIEWPORT):
        head = pattern.sub("", head)
    start = head.index("<title>")
    links = f"""<meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="stylesheet" href="{static}/book.css">
    <script defer src="{static}/book.js"></script>
    """
    # The search's own scripts use the common one, so they come after it.
    head = head[:start] + links + head[start:] + "".join(kept)
    body = SCRIPT.sub(lambda script: "" if "/scripts/" in script[1] else script[0], body)
    first = PICTURE.search(body)
    return head + "</head>" + PICTURE.sub(lambda each: with_size(each, html, lazy=each[0] != first[0]), body)


def with_size(picture: re.Match[str], html: Path, *, lazy: bool) -> str:
    """Tell a picture's width and height, so that nothing moves when it comes; if lazy, it comes when it is near."""
    file = html / picture[2]
    if file.suffix == ".svg":
        root = file.read_text(encoding="utf-8")
        size = [re.search(rf'<svg\b[^>]*\b{side}="(\d+)"', root) for side in ("width", "height")]
        width, height = (side[1] if side else "" for side in size)
    else:
        start = file.read_bytes()[:24]
        width, height = (str(int.from_bytes(start[at : at + 4])) for at in (16, 20))
    when = 'loading="lazy" decoding="async"' if lazy else 'fetchpriority="high"'
    return f'<img{picture[1]} width="{width}" height="{height}" {when}>'


def clear(html: Path) -> None:
    """Delete what no page asks for any more."""
    static = html / "_static"
    needed = {"book.css", "book.js", "searchtools.js", "language_data.js"}
    sheet = (static / "book.css").read_text(encoding="utf-8")
    needed |= set(re.findall(r"url\(([^)]+)\)", sheet))
    pages = [path.read_text(encoding="utf-8") for path in html.rglob("*.html") if static not in path.parents]
    for page in pages:
        needed |= set(re.findall(r'"(?:\.\./)*_static/([^"?]+)', page))
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(static).as_posix() not in needed:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def setup(app: Sphinx) -> dict[str, bool]:
    """Work on the pages when the book is written without an error."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.name == "html":
            lighten(Path(app.outdir))

    app.connect("build-finished", finish, priority=900)  # after the theme has written the colors of code
    return {"parallel_read_safe": True, "parallel_write_safe": True}
