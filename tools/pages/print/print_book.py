"""Print the whole book as one PDF, ``_build/reading-digits.pdf``: ``make pdf``.

The articles of the rendered pages are gathered in one document, ``_build/print/print.html``, which Chromium prints.
Page numbers are known only after printing, so it is printed again until they no longer change.
"""

import io
import re
import sys
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import matplotlib
import yaml
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page, sync_playwright
from pypdf import PdfReader

from helpers.elements.packing import elements_in, whole_page
from tools.pages.browser import BrowserMissing, launch
from tools.pages.build import ROOT, BuildFailed, build, cannot_write

ABOUT = "How a computer learns to read handwritten digits, from the first look at the data to a judged model"
LICENSE = (
    "Text and figures: CC BY 4.0. Code: MIT License. The handwritten digits: MNIST, by Yann LeCun, Corinna Cortes "
    "and Christopher J. C. Burges, CC BY-SA 3.0."
)
EDITION = """<p>This is the print edition. What moves in the web edition stands still here. Where you are asked to
predict, the answer follows below a line: cover it, and predict first. Solutions of the exercises, and the answers
to the questions with their reasons, are gathered at the end. The code of the figures is left out; the web edition and
the notebooks have it.</p>"""

TEMPLATE = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
<style>
{styles}
</style>
</head>
<body>
<div class="title">
{picture}
<p class="name">{title}</p>
<p class="about">{about}</p>
<p class="authors">{author}, {copyright}</p>
<div class="license">{edition}<p>{license}</p></div>
</div>
{contents}
{articles}
</body>
</html>
"""

# The fonts come with matplotlib, so that pages are the same on all computers.
FONTS = {
    "Book Serif": ("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    "Book Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    "Book Mono": ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSansMono-BoldOblique"),
}
STYLES = (("normal", "normal"), ("bold", "normal"), ("normal", "italic"), ("bold", "italic"))

GUESS_ON_PAPER = "Mark your guess here, or draw it, before you read on. In the web edition it is answered."

DRAW = """() => {
    for (const pad of document.querySelectorAll("digit-pad")) {
        if (pad.prediction !== null) continue; // something stands on it
        const choice = pad.shadowRoot.querySelector("select");
        if (!choice) continue; // it has no examples
        choice.selectedIndex = 1;
        choice.dispatchEvent(new Event("change"));
    }
}"""
LEARN = """() => Promise.all([...document.querySelectorAll("live-training")].map(host => host.prepare()))"""
PAUSE = 1000  # milliseconds, after which all elements have said what they show

# Wait for fonts, images and what elements wait for; elements become pictures of their state.
STILL = """async () => {
    await Promise.all([...document.querySelectorAll(".living")].map(host => host.ready));
    for (const {shadowRoot} of document.querySelectorAll(".living")) {
        const style = new CSSStyleSheet();
        style.replaceSync(`
            :host { font: 8.5pt/1.35 "Book Sans", sans-serif; padding: 2.5mm; max-width: 148mm; margin: 0 auto 3mm; }
            :host(:is(digit-pad, weighing-digit)) { zoom: .8; max-width: 180mm; font-size: 9.5pt; }
            * { print-color-adjust: exact; }
            .controls { display: flex !important; }
            :host(case-file) { padding: 0; }
            :host(case-file) .answer { display: none; } /* it stands in the appendix */
            button, input, .frame .row, .help { display: none !important; }
            th > button { display: inline !important; }
            label, th, td { min-height: 0 !important; height: auto !important; }
            td:nth-child(2):has(> input) { width: 0; padding: 0; }
            .tiles { grid-template-columns: repeat(8, 1fr); margin: 0; gap: 2mm 1mm; }
            .tiles canvas { width: 56px; }
            .tiles li { font-size: 6.5pt; }
            .tiles b { font-size: 7pt; }
            figure img { zoom: .8; }`);
        shadowRoot.adoptedStyleSheets.push(style); // behind the element's own
        for (const control of shadowRoot.querySelectorAll("select, [type=checkbox], [type=radio]")) {
            const chosen = document.createElement("b");
            chosen.textContent = control.matches("select") ? control.selectedOptions[0].text : "☐☑"[+control.checked];
            control.replaceWith(chosen);
        }
    }
    await document.fonts.ready;
    await Promise.allSettled([...document.images].map(image => image.decode()));
}"""

STATIC = ROOT / "book" / "_static"
SHEETS = [
    *(STATIC / name for name in ("palette.css", "openings.css", "paper.css")),  # the first two: pictures of chapters
    Path(__file__).parent / "print_book.css",
]
TIGHTEN = """names => names.forEach(name => document.getElementById(name).classList.add("tight"))"""
FEW = 500  # characters on an article's last page for which no page should be turned

NUMBER = """pages => document.querySelectorAll("a:has(.page)").forEach(link => {
    link.querySelector(".page").textContent = pages[link.hash.slice(1)];
})"""


class NotPrinted(Exception):
    """The book could not be printed; the message says why."""


def page_names(root: Path = ROOT) -> list[str]:
    """Names of the book's pages, such as ``"01_dataset"``, in the order of ``_toc.yml``."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [each for part in toc.get("parts", [toc]) for each in part["chapters"]]
    return [Path(each).name for each in (toc["root"], *(chapter["file"] for chapter in chapters))]


def parsed(markup: str) -> Tag:
    """The first element of some HTML."""
    return BeautifulSoup(markup, "html.parser").find()


def with_data(page: Path) -> BeautifulSoup:
    """A rendered page, with the data of its elements in it.

    Raises
    ------
    NotPrinted
        The page, or the script with the data, is missing or another one.
    """
    try:
        return BeautifulSoup(whole_page(page), "html.parser")
    except FileNotFoundError as error:
        raise NotPrinted(f"{error.filename} is missing: remove _build, and build the book again.") from error
    except ValueError as error:
        raise NotPrinted(f"{page} cannot be read: {error}") from error


def article_of(page: Path, names: list[str]) -> Tag:
    """The article of a rendered page, whose ids and links hold in the document of all pages.

    Parameters
    ----------
    page
        The rendered page.
    names
        The names of all pages that are printed.
    """
    name, article = page.stem, with_data(page).select_one("article.bd-article")
    article["id"] = name
    for part in article.select(".headerlink, .toctree-wrapper"):
        part.decompose()
    for part in article.select(".highlight span:is(.n, .nn, .o, .p, .w)"):
        part.unwrap()  # black as all text: each would be an element of the tagged PDF
    for section in article.select("section[id]"):
        title, there = section.find(["h1", "h2", "h3"], recursive=False), section.attrs.pop("id")
        if title:
            title["id"] = there
    for part in article.select("[id]:not(svg.figure, svg.figure *)"):  # figures keep theirs, which their rules name
        part["id"] = f"{name}--{part['id']}"
    for part in article.select("[src]"):
        if not urlsplit(part["src"]).scheme:
            part["src"] = f"../html/book/{part['src']}"
        del part["loading"]  # none may come late
    for part in article.select("image"):  # within figures
        if not urlsplit(part["xlink:href"]).scheme:
            part["xlink:href"] = f"../html/book/{part['xlink:href']}"
    for part in article.select("data.digit-sheet"):
        part["value"] = f"../html/book/{part['value']}"
    for link in article.select("a[href]"):
        parts = urlsplit(link["href"])
        target = Path(parts.path).stem or name
        if target in names and not parts.scheme:
            link["href"] = f"#{target}--{parts.fragment}" if parts.fragment else f"#{target}"
    return article


def code_marked(text: str) -> str:
    """HTML of a text in which backticks enclose code."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(text))


def page_link(target: str, words: str) -> str:
    """A link in words to an id of the document, with the number of its page."""
    return f'<a href="#{target}">{words} <span class="page">000</span></a>'


def unfold(article: Tag) -> None:
    """Show the outputs of predictions below a line, leave out set-up and code of figures, open the rest."""
    for part in article.select("details.figure-code, div.cell.set-up"):
        part.decompose()
    for part in article.select("details"):
        if part.find_parent(class_="solution"):
            part.summary.decompose()
            part.unwrap()
        elif part.find_parent(class_="tag_hide-output") or "answer" in part.get("class", []):
            part.summary.replace_with(parsed('<p class="answer-title">Answer: predict before you read on</p>'))
            part.name, part["class"] = "div", "answer"
        else:
            title = part.summary.get_text(" ", strip=True)
            part.summary.replace_with(parsed(f'<p class="opened-title">{escape(title)}</p>'))
            part.name, part["class"] = "div", "opened"


def keep_still(article: Tag) -> None:
    """Say below each interactive element where it moves."""
    for part in article.select(".living"):
        part.clear()  # what stands there where scripts do not run
        words = GUESS_ON_PAPER if part.name == "reader-guess" else "Interactive in the web edition."
        part.insert_after(parsed(f'<p class="still">{words}</p>'))


def take_answers(article: Tag) -> str:
    """Take the answers of the questions out of an article, and leave the questions; give the part of the appendix."""
    quiz = article.find("chapter-quiz")
    if not quiz:
        return ""
    asked, answers = f"{article['id']}--asked", f"{article['id']}--answers"
    questions, reasons = [], []
    (element,) = elements_in(str(quiz))
    for number, each in enumerate(element.data["questions"], start=1):
        options = "".join(f"<li>{code_marked(option)}</li>" for option, _ in each["answers"])
        questions.append(f"<li><p>{code_marked(each['asks'])}</p><ol>{options}</ol></li>")
        letters = [(chr(ord("A") + place), code_marked(reason)) for place, (_, reason) in enumerate(each["answers"])]
        letter, reason = letters.pop(each["right"])
        others = " ".join(f"<em>{letter}:</em> {reason}" for letter, reason in letters)
        reasons.append(f"<li><p><strong>{number} {letter}.</strong> {reason}</p><p>Not {others}</p></li>")
    quiz.replace_with(
        parsed(
            f'<div class="quiz" id="{asked}"><ol class="questions">{"".join(questions)}</ol>'
            f'<p class="leads">{page_link(answers, "Answers: page")}</p></div>'
        )
    )
    return f'{answer_head("Questions", answers, asked)}<ol class="reasons">{"".join(reasons)}</ol>'


def take_cases(article: Tag) -> str:
    """Take the answers of the cases out of an article, and leave the page where they are; give the appendix's part.

    The results of their tests stay, in the printed state of the element.
    """
    taken = []
    for number, case in enumerate(article.select("case-file"), start=1):
        (element,) = elements_in(str(case))
        asked, target = f"{article['id']}--case-{number}", f"{article['id']}--case-answer-{number}"
        case["id"] = asked
        case.insert_after(parsed(f'<p class="leads">{page_link(target, "Answer: page")}</p>'))
        culprit = element.data["suspects"][element.data["culprit"]]
        readings = "".join(
            f"<li><strong>{escape(test['name'])}.</strong> {'✓ Enough by itself. ' if test['enough'] else ''}"
            f"{escape(test['reading'])}</li>"
            for test in element.data["tests"]
        )
        answer = f"<p><strong>{escape(culprit['name'])}</strong> {escape(culprit['reason'])}</p><ul>{readings}</ul>"
        taken.append(answer_head(element.data["title"], target, asked) + answer)
    return "".join(taken)


def answer_head(title: str, target: str, asked: str) -> str:
    """A heading in the appendix, and the way back."""
    words = escape(" ".join(title.split()))
    return f'<div class="solved"><h3 id="{target}">{words}</h3>{page_link(asked, "asked on page")}</div>'


def take_solutions(article: Tag) -> str:
    """Take the solutions out of an article, and leave the page where they are; give the part of the appendix."""
    taken = []
    for part in article.select(".exercise, .solution"):
        if "exercise" in part["class"]:
            asked = part["id"]
            target = asked.replace("--", "--solution-")
            part.append(parsed(f'<p class="leads">{page_link(target, "Solution: page")}</p>'))
            taken.append(answer_head(part.select_one(".admonition-title").get_text(), target, asked))
        else:
            taken.append(str(part.extract()))
    return "".join(taken)


def contents(articles: list[Tag]) -> str:
    """The table of contents: the articles and their sections."""

    def line(heading: Tag, target: str) -> str:
        return page_link(target, f"<span>{heading.decode_contents()}</span>")

    lines = []
    for article in articles:
        sections = "".join(f"<li>{line(each, each['id'])}</li>" for each in article.select("h2[id]"))
        lines.append(f"<li>{line(article.h1, article['id'])}<ul>{sections}</ul></li>")
    return f'<nav id="contents"><h1>Contents</h1><ul>{"".join(lines)}</ul></nav>'


def assemble(html: Path, names: list[str], settings: dict[str, str]) -> str:
    """The document of all pages: title, contents, articles, answers.

    Parameters
    ----------
    html
        The folder of the rendered book.
    names
        The names of its pages, in order.
    settings
        The contents of ``_config.yml``.
    """
    articles, answers = [], []
    for name in names:
        article = article_of(html / "book" / f"{name}.html", names)
        unfold(article)
        if found := take_answers(article) + take_cases(article) + take_solutions(article):
            answers.append(f'<section><h2 id="{name}--all">{escape(article.h1.get_text())}</h2>{found}</section>')
        keep_still(article)
        articles.append(article)
    articles[0].h1.string = "Introduction"  # the title stands on the title page
    articles.append(parsed(f'<article id="answers"><h1>Answers and solutions</h1>{"".join(answers)}</article>'))
    for article in articles:
        article["style"] = f"page: p-{article['id']}"
    styles = [
        font_faces(),
        *(sheet.read_text(encoding="utf-8") for sheet in SHEETS),
        running_heads(articles),
    ]
    return TEMPLATE.format(
        styles="\n".join(styles),
        contents=contents(articles),
        articles="\n".join(map(str, articles)),
        picture="".join(f'<img src="{escape(each["src"])}" alt="">' for each in articles[0].select("figure img")[:1]),
        about=ABOUT,
        edition=EDITION,
        license=LICENSE,
        **{key: escape(settings[key]) for key in ("title", "author", "copyright")},
    )


def font_faces() -> str:
    """The style rules that bring the fonts; that of formulas comes with the book."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    formulas = '@font-face { font-family: "Book Math"; src: url("../html/_static/fonts/stix-two-math.woff"); }\n'
    return formulas + "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
        f' src: url("{(folder / name).as_uri()}.ttf"); }}'
        for family, files in FONTS.items()
        for name, (weight, style) in zip(files, STYLES, strict=True)
    )


def running_heads(articles: list[Tag]) -> str:
    """The style rules that bring the title of each article on its pages."""
    return "\n".join(
        f"@page p-{article['id']} {{ @top-left {{ content: {css_string(article.h1.get_text())}; }} }}"
        for article in articles
    )


def css_string(text: str) -> str:
    """A text as a style sheet within a page has it: between quotes, and without what would end it."""
    special = re.compile(r'["\\<\x00-\x1f]')
    escaped = special.sub(lambda found: rf"\{ord(found[0]):x} ", text)
    return f'"{escaped}"'


def page_numbers(reader: PdfReader) -> dict[str, int]:
    """The number of the page, from 1, of each id that a link of the document leads to."""
    return {
        unquote(name.removeprefix("/")): reader.get_destination_page_number(target) + 1
        for name, target in reader.named_destinations.items()
    }


def nearly_empty(reader: PdfReader, starts: list[int]) -> list[int]:
    """Which of the articles, that start at these pages, end on a page with a few lines alone."""
    ends = [*starts[1:], len(reader.pages) + 1]
    found = []
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        last = reader.pages[end - 2]
        if end - start > 1 and len(last.extract_text()) < FEW and not last.images:
            found.append(place)
    return found


def print_pages(page: Page, names: list[str]) -> bytes:
    """Print a page again and again, until the page numbers in it are right.

    Parameters
    ----------
    page
        The document.
    names
        Its articles. One that ends with a nearly empty page is set a little tighter.

    Raises
    ------
    NotPrinted
        They are not right after some rounds.
    """
    numbers: dict[str, int] = {}
    for _ in range(6):
        pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
        reader = PdfReader(io.BytesIO(pdf))
        found = page_numbers(reader)
        if found == numbers:
            return pdf
        numbers = found
        page.evaluate(NUMBER, numbers)
        page.evaluate(TIGHTEN, [names[place] for place in nearly_empty(reader, [numbers[name] for name in names])])
    raise NotPrinted("The numbers of the pages change with every printing; make the column of numbers wider.")


def open_still(page: Page, document: Path) -> None:
    """Open a document, with the elements in it as pictures of their first state, the pad with a digit on it."""
    page.clock.install()
    page.goto(document.as_uri())
    page.evaluate(DRAW)
    page.evaluate(LEARN)
    page.clock.run_for(PAUSE)  # by the page's clock alone, without waiting
    page.evaluate(STILL)


def print_book(root: Path = ROOT) -> Path:
    """Print the book, which is built when it is missing or stale, and give the path of the PDF.

    Raises
    ------
    BuildFailed, BrowserMissing, NotPrinted
        The book cannot be built, or there is no browser, or something is missing.
    """
    html, names = build(root), page_names(root)
    config = (root / "_config.yml").read_text(encoding="utf-8")
    document = html.parent / "print" / "print.html"
    write(document, assemble(html, names, yaml.safe_load(config)).encode())
    with sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(color_scheme="light", reduced_motion="reduce", viewport={"width": 800, "height": 1000})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", lambda request: faults.append(f"{request.url} is missing"))
        open_still(page, document)
        if faults:
            raise NotPrinted(f"The book was not printed, for its pages do not work in the browser: {faults[0]}")
        pdf = print_pages(page, [*names, "answers"])
    path = html.parent / "reading-digits.pdf"
    write(path, pdf)
    return path


def write(path: Path, content: bytes) -> None:
    """Write a file, and its folder if there is none; raise NotPrinted where that cannot be."""
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise NotPrinted(cannot_write(path, error)) from None


def main() -> int:
    """Print the book and say where it lies."""
    try:
        path = print_book()
    except (BuildFailed, BrowserMissing, NotPrinted) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The print edition is {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
