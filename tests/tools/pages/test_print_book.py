"""tools.pages.print: the print edition, of a small book in `make test`, of the real one in `make test-slow`."""

import base64
import functools
import io
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import nbformat.v4 as nb
import numpy as np
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from playwright.sync_api import expect, sync_playwright
from pypdf import PdfReader, PdfWriter

from helpers.elements.chapter_quiz import ChapterQuiz, Question
from helpers.elements.live_training import LiveTraining
from helpers.elements.packing import element_around, elements_in, png, sheet_file, without_sheet
from helpers.elements.reader_guess import ReaderGuess
from tests.conftest import launch_or_skip
from tests.helpers.elements.cases import made_up
from tests.tools.pages.small_book import ROOT, copy_settings
from tools.notebooks.lint.notebooks import unlisted
from tools.pages.extensions.light_pages.late_data import parted
from tools.pages.extensions.native_figures import set_in_page
from tools.pages.print import print_book

TOC = """format: jb-book
root: book/index
parts:
  - caption: Chapters
    numbered: 1
    chapters:
      - file: book/page
"""
WORDS = "A few words that stand here for the many words of a page. " * 2
INDEX = f"# A book\n\n{WORDS}\n\n## A map\n\nSee {{ref}}`a formula <formula>`, {{eq}}`eq-mean`.\n"
PAGE = """# A chapter

A few words.

(formula)=
## A formula

```{math}
:label: eq-mean
\\bar{x} = \\frac{1}{n} \\sum_i x_i
```

## A figure, and more

**Predict.** What is six times seven?"""
EXERCISE = "## Exercises\n\n```{exercise} Seven\n:label: ex-seven\n\nWhich number is it?\n```"
SOLUTION = ":::{solution} ex-seven\n:class: dropdown\n\nIt is the sum of three and four.\n:::"
WRONG = {"Two.": "It is even.", "Four.": "It too."}
QUIZ = Question("Which is `odd`?", right=("Three.", "Two do not divide it."), wrong=WRONG, objective=1)
FRAMES = {
    "settings": [{"name": "size", "values": ["small", "large"], "slider": True}],
    **{"play": None, "interval": 500, "caption": "It moves.", "size": []},
    "frames": [{"content": "first frame", "alt": "A frame. " * 1500}, {"content": "second frame", "alt": "Another."}],
}
COMMANDS = "bar|begin|cdot|eta|exp|frac|hat|left|ln|mathbb|mathbf|odot|partial|right|sigma|sqrt|sum|text|times"
RAW = re.compile(rf"\\(?:{COMMANDS})\b|{{(?:ref|eq|term|cite|numref)\b|data-from|page 000")


def cell(source: str, *tags: str, output: dict | None = None, **metadata: object) -> NotebookNode:
    """A cell of code with its tags and at most one output, given by its media types."""
    outputs = [nb.new_output("execute_result", data=output, execution_count=1)] if output else []
    return nb.new_code_cell(source, metadata={"tags": [*tags], **metadata}, outputs=outputs, execution_count=1)


def small_book(root: Path) -> Path:
    """Write a book with one chapter, which has one of each thing that print treats in its own way."""
    copy_settings(root)
    figure = {"image/png": base64.b64encode(png(np.zeros((60, 80), np.uint8))).decode()}
    caption = {"figure": {"caption": "A dot.", "name": "fig-dot"}, "image": {"alt": "One dark pixel."}}
    explorer = element_around("frame-explorer", FRAMES, "<p>No frames.</p>")
    cells = [
        nb.new_markdown_cell(PAGE),
        cell("prepare_it()", "set-up"),
        cell("6 * 7", "hide-output", output={"text/plain": "42"}),
        cell("draw_a_dot()", "hide-input", output=figure, mystnb=caption),
        cell("explore()", output={"text/html": explorer}),
        cell("quiz", "question", "remove-input", output=ChapterQuiz("page", [QUIZ])._repr_mimebundle_()),
        nb.new_markdown_cell(EXERCISE),
        nb.new_markdown_cell(SOLUTION, metadata={"tags": ["solution"]}),
        cell("# Solution\nprint(3 + 4)", "solution", output={"text/plain": "7"}),
    ]
    language = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    notebook = nb.new_notebook(cells=cells, metadata=language)
    (root / "book" / "page.ipynb").write_text(json.dumps(notebook))
    (root / "book" / "index.md").write_text(INDEX)
    (root / "_toc.yml").write_text(TOC)
    return root


@functools.cache
def texts(path: Path) -> list[str]:
    """The words of each page of a PDF; ligatures are letters."""
    pages = PdfReader(path).pages
    return [unicodedata.normalize("NFKC", re.sub(r"\s+", " ", page.extract_text())) for page in pages]


@functools.cache
def bookmarks(path: Path) -> list[tuple[int, str, int]]:
    """Depth from 0, words and page from 1 of each bookmark."""
    reader = PdfReader(path)

    def walk(entries: list, depth: int) -> list[tuple[int, str, int]]:
        found = []
        for each in entries:
            if isinstance(each, list):
                found += walk(each, depth + 1)
            else:
                title = unicodedata.normalize("NFKC", each.title)
                found.append((depth, title, reader.get_destination_page_number(each) + 1))
        return found

    return walk(reader.outline, 0)


def faults(path: Path) -> list[str]:
    """What is wrong with a PDF, whatever the book in it."""
    reader, found = PdfReader(path), []
    root = reader.trailer["/Root"]
    if reader.metadata.title != "Reading Digits" or root.get("/Lang") != "en":
        found.append("title or language is missing")
    if "/StructTreeRoot" not in root or "/DisplayDocTitle" not in root.get("/ViewerPreferences", {}):
        found.append("it is not tagged, or its title is not displayed")
    for number, (page, text) in enumerate(zip(reader.pages, texts(path), strict=True), start=1):
        if len(text) < 120 and not page.images:
            found.append(f"page {number} is nearly empty")
        if raw := RAW.search(text):
            found.append(f"page {number} shows {raw[0]}")
        for font in page["/Resources"].get("/Font", {}).values():
            if font.get_object()["/Subtype"] == "/Type3":
                continue  # words with an edge around them: their letters are drawings in the file
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            if not {"/FontFile2", "/FontFile3"} & descriptor.keys():
                found.append(f"page {number} has a font that is not embedded")
        for link in page.get("/Annots", []):
            address = link.get_object().get("/A", {}).get("/URI", "https://")
            if not address.startswith("https://"):
                found.append(f"page {number} leads to {address}")
    return found


def contents_faults(path: Path) -> list[str]:
    """Where contents, bookmarks and pages differ."""
    marks = bookmarks(path)[1:]  # the first is that of the contents
    listed = [f"{title} {page}" for depth, title, page in marks if depth < 2]
    contents = " ".join(re.sub(r"^\d+ ", "", text) for text in texts(path)[1 : marks[0][2] - 1])
    found = [line for line in listed if f" {line} " not in f"{contents} "]
    return found + [f"{title} is not on page {page}" for _, title, page in marks if title not in texts(path)[page - 1]]


def dead_links(document: Path) -> list[str]:
    """The links within the printed document that lead nowhere."""
    soup = BeautifulSoup(document.read_text(encoding="utf-8"), "html.parser")
    targets = {f"#{part['id']}" for part in soup.select("[id]")}
    return [link["href"] for link in soup.select('a[href^="#"]') if link["href"] not in targets]


def overfull(document: Path) -> list[str]:
    """The parts of the printed document that are wider than the paper between its margins."""
    with sync_playwright() as playwright, launch_or_skip(playwright) as browser:
        page = browser.new_page(viewport={"width": 643, "height": 1000})  # 170 mm
        print_book.open_still(page, document)
        return page.evaluate("""() => [...document.querySelectorAll("article *, nav *")]
            .filter(part => part.getBoundingClientRect().right > document.body.clientWidth + 1
                || part.getBoundingClientRect().left < -1)
            .map(part => part.outerHTML.slice(0, 200))""")


def exercise_faults(path: Path) -> list[str]:
    """Exercises without a solution behind the last chapter, or without the way there and back."""
    pages, found = texts(path), []
    start = next(page for _, title, page in bookmarks(path) if title == "Answers and solutions")
    for number, text in enumerate(pages[: start - 1], start=1):
        if "# Solution" in text:
            found.append(f"a solution stands on page {number}")
        for name, page in re.findall(r"(Exercise \d+\.\d+) \(.*?Solution: page (\d+)", text):
            answer = " ".join(pages[int(page) - 1 : int(page) + 1])
            why = "(?:(?! asked on page ).)+"
            if not re.search(rf"{re.escape(name)} \(.*?\) asked on page {number} {why} # Solution", answer):
                found.append(f"{name} of page {number} is not solved on page {page}")
    return found


def without_dates(pdf: bytes) -> bytes:
    """A PDF without the moments at which it was made."""
    return re.sub(rb"/(CreationDate|ModDate) \(.*?\)", b"", pdf)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small book, printed."""
    with sync_playwright() as playwright:
        launch_or_skip(playwright).close()
    root = small_book(tmp_path_factory.mktemp("small"))
    print_book.print_book(root)
    return root


@pytest.fixture
def pdf(small: Path) -> Path:
    """The print edition of the small book."""
    return small / "_build" / "reading-digits.pdf"


def test_a_printed_book_is_whole(small: Path, pdf: Path) -> None:
    assert faults(pdf) == []
    document = small / "_build" / "print" / "print.html"
    assert dead_links(document) == []
    assert overfull(document) == []


def test_contents_and_bookmarks_lead_to_the_right_pages(pdf: Path) -> None:
    assert contents_faults(pdf) == []
    assert bookmarks(pdf)[:6] == [
        (0, "Contents", 2),
        *[(0, "Introduction", 3), (1, "A map", 3)],
        *[(0, "1. A chapter", 4), (1, "A formula", 4), (1, "A figure, and more", 4)],
    ]


def test_a_solution_stands_behind_the_chapters_with_the_way_there_and_back(pdf: Path) -> None:
    assert exercise_faults(pdf) == []
    chapter, answers = texts(pdf)[3:]
    assert "Which number is it? Solution: page 5" in chapter
    assert "Exercise 1.1 (Seven) asked on page 4 It is the sum of three and four. # Solution print(3 + 4) 7" in answers


def test_the_code_of_a_figure_is_left_out(pdf: Path) -> None:
    assert "draw_a_dot" not in " ".join(texts(pdf))
    assert "set-up" not in " ".join(texts(pdf))
    assert "prepare_it" not in " ".join(texts(pdf))
    assert "A dot." in " ".join(texts(pdf))


def test_questions_keep_their_place_and_the_answers_do_not(pdf: Path) -> None:
    chapter, answers = texts(pdf)[3:]
    right = "ABC"[QUIZ.place]
    assert f"1. Which is odd? {' '.join(f'{a}. {b[0]}' for a, b in zip('ABC', QUIZ.answers, strict=True))}" in chapter
    assert "Answers: page 5" in chapter
    assert WRONG["Two."] not in chapter
    assert f"1 {right}. Two do not divide it. Not " in answers
    assert WRONG["Two."] in answers


def test_formula_figure_prediction_and_element_stand_in_the_page(pdf: Path) -> None:
    chapter = texts(pdf)[3]
    assert "(1.1)" in chapter
    assert "∑" in chapter
    assert "Fig. 1.1 A dot." in chapter
    assert "6 * 7 Answer: predict before you read on 42" in chapter
    for words in ("size small", "first frame", "It moves.", "Interactive in the web edition."):
        assert words in chapter
    assert "second frame" not in chapter


def test_a_guess_stands_in_the_page_and_below_it_the_answer() -> None:
    guess = ReaderGuess.choice("Six times eight?", "48", {"48": "Six more.", "54": "Twelve more."})
    shown = guess._repr_mimebundle_()["text/html"].partition("<script>")[0]
    fold = "<details class='hide answer'><summary>Show the answer</summary><p>It is 48.</p></details>"
    article = print_book.parsed(f"<article><div class='guess'>{shown}{fold}</div></article>")
    print_book.unfold(article)
    print_book.keep_still(article)
    words = article.get_text(" ", strip=True)
    assert words == f"{print_book.GUESS_ON_PAPER} Answer: predict before you read on It is 48."


def test_a_second_printing_gives_the_same(small: Path, pdf: Path) -> None:
    before = pdf.read_bytes()
    assert without_dates(before) == without_dates(print_book.print_book(small).read_bytes())


def test_data_that_was_put_beside_a_page_comes_back(tmp_path: Path) -> None:
    page = f"<article class='bd-article'>{element_around('frame-explorer', FRAMES, '')}</article>"
    words, files = parted(page, "page")
    assert "first frame" not in words
    (tmp_path / "page.html").write_text(words)
    (tmp_path / "page-1.js").write_text(files["page-1.js"])
    (element,) = elements_in(str(print_book.with_data(tmp_path / "page.html")))
    assert element.data == FRAMES
    (tmp_path / "page-1.js").write_text("let other;")
    with pytest.raises(print_book.NotPrinted, match=r"page\.html cannot be read: .* build the book again\.$"):
        print_book.with_data(tmp_path / "page.html")


def test_a_figure_keeps_the_names_that_its_rules_and_parts_call(tmp_path: Path) -> None:
    figure = set_in_page("<svg><style>text { fill: red }</style><path id='head'/><use href='#head'/></svg>", "A", "f-1")
    (tmp_path / "page.html").write_text(f"<article class='bd-article'><p id='here'>A</p>{figure}</article>")
    article = print_book.article_of(tmp_path / "page.html", ["page"])
    assert article.p["id"] == "page--here"
    assert article.svg["id"] == "f-1"
    assert article.style.text.startswith("#f-1 text")
    assert f"#{article.path['id']}" == article.use["href"]


def test_a_network_has_learned_before_it_is_printed(tmp_path: Path) -> None:
    html, printed = tmp_path / "html", tmp_path / "print" / "print.html"
    output = LiveTraining(steps=3)._repr_mimebundle_()["text/html"]
    article = f"<article class='bd-article'><h1>A</h1><p style='height: 9000px'>Far above.</p>{output}</article>"
    words, sheet = without_sheet(article, "../_static/sheet.js")
    for path in (html / "book", html / "_static", printed.parent):
        path.mkdir(parents=True)
    (html / "book" / "page.html").write_text(words, encoding="utf-8")
    (html / "_static" / "sheet.js").write_text(sheet_file(sheet), encoding="utf-8")
    settings = {"title": "T", "author": "A", "copyright": "C"}
    printed.write_text(print_book.assemble(html, ["page"], settings), encoding="utf-8")
    with sync_playwright() as playwright, launch_or_skip(playwright) as browser:
        page = browser.new_page()
        print_book.open_still(page, printed)
        network = page.locator("live-training")
        assert network.evaluate("host => [host.hasAttribute('ready'), host.steps]") == [True, 3]
        page.emulate_media(media="print")
        expect(network.locator(".plots svg").first).to_be_visible()


@pytest.mark.parametrize(
    ("title", "content"),
    [
        ("2 – 3 手", '"2 – 3 手"'),
        ('A "word"', r'"A \22 word\22 "'),
        ("C:\\news\n</style>", r'"C:\5c news\a \3c /style>"'),
    ],
)
def test_the_head_of_a_page_shows_its_title_as_it_is(title: str, content: str) -> None:
    article = BeautifulSoup("<article id='p'><h1></h1></article>", "html.parser").article
    article.h1.string = title
    assert f"content: {content};" in print_book.running_heads([article])


def test_a_title_is_no_markup(tmp_path: Path) -> None:
    question = "<chapter-quiz class='living' data='{\"questions\":[]}'></chapter-quiz>"
    page = f"<article class='bd-article'><h1>Bits &amp; &lt;b&gt;</h1>{question}</article>"
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "page.html").write_text(page, encoding="utf-8")
    settings = {"title": "T", "author": "A", "copyright": "C"}
    document = BeautifulSoup(print_book.assemble(tmp_path, ["page"], settings), "html.parser")
    assert document.find(id="page--all").string == "Bits & <b>"


def test_the_answer_of_a_case_stands_in_the_appendix_with_the_way_there_and_back(tmp_path: Path) -> None:
    case = made_up()._repr_mimebundle_()["text/html"]
    (tmp_path / "book").mkdir()
    page = f"<article class='bd-article'><h1>A clinic</h1>{case}{case}</article>"
    (tmp_path / "book" / "page.html").write_text(page, encoding="utf-8")
    settings = {"title": "T", "author": "A", "copyright": "C"}
    document = BeautifulSoup(print_book.assemble(tmp_path, ["page"], settings), "html.parser")
    words = document.find(id="answers").get_text(" ", strip=True)
    assert words.count("The butler. As always.") == 2
    assert "Count. ✓ Enough by itself. That is it." in words
    assert "As always" not in document.find(id="page").get_text()
    targets = {f"#{part['id']}" for part in document.select("[id]")}
    ways = [link["href"] for link in document.select("#page .leads a, #answers .solved a")]
    assert len(ways) == 4
    assert set(ways) <= targets


def test_an_article_that_ends_with_few_lines_on_a_page_is_found() -> None:
    writer, file = PdfWriter(), io.BytesIO()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    writer.write(file)
    assert print_book.nearly_empty(PdfReader(file), [1, 2]) == [1]
    assert print_book.nearly_empty(PdfReader(file), [1, 2, 3]) == []


@pytest.mark.parametrize("name", ["index.html", "page.html", "page-1.js"])
def test_a_file_that_is_missing_is_one_sentence(
    name: str, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    html = shutil.copytree(small / "_build" / "html", tmp_path / "html")
    (html / "book" / name).unlink()
    monkeypatch.setattr(print_book, "build", lambda root: html)
    monkeypatch.setattr(print_book, "print_book", functools.partial(print_book.print_book, small))
    assert print_book.main() == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"{html / 'book' / name} is missing: remove _build, and build the book again."


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "print").touch()  # below a file nothing can be written, not even by root
    with pytest.raises(print_book.NotPrinted, match=r"print\.html cannot be written to \(.*\): name a folder"):
        print_book.write(tmp_path / "print" / "print.html", b"")


def test_a_missing_browser_is_one_sentence(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    monkeypatch.setattr(print_book, "print_book", functools.partial(print_book.print_book, small))
    assert print_book.main() == 1
    assert capsys.readouterr().err == "CHROMIUM is no-such-browser, and there is no such program.\n"


def test_a_picture_that_does_not_come_is_one_sentence(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_book, "ABOUT", '<img src="gone.png">')
    with pytest.raises(print_book.NotPrinted, match=r"^The book was not printed.*gone\.png is missing$"):
        print_book.print_book(small)


def test_faults_of_a_pdf_are_found(small: Path, tmp_path: Path) -> None:
    link = '<a href="file:///book/page.html">'
    pages = rf"<p>{link}\frac{{1}}{{2}}</a> {{ref}}`x`</p><p style='break-before: page'>.</p>"
    with sync_playwright() as playwright, launch_or_skip(playwright) as browser:
        page = browser.new_page()
        page.set_content(pages)
        page.pdf(path=tmp_path / "bad.pdf", tagged=False)
    found = "\n".join(faults(tmp_path / "bad.pdf"))
    for words in (
        "language",
        "not tagged",
        r"page 1 shows \frac",
        "page 1 leads to file:///",
        "page 2 is nearly empty",
    ):
        assert words in found
    wide = tmp_path / "wide.html"
    wide.write_text('<body><article><pre style="width: 900px"><a href="#gone">x</a></pre></article>')
    assert dead_links(wide) == ["#gone"]
    assert len(overfull(wide)) == 1


@pytest.fixture(scope="module")
def real() -> Iterator[Path]:
    """The print edition of this book."""
    with sync_playwright() as playwright:
        launch_or_skip(playwright).close()
    return print_book.print_book()


def notebook_cells() -> list[dict]:
    """All cells of the notebooks that are printed."""
    printed = [path for path in sorted((ROOT / "book").glob("*.ipynb")) if path.stem not in unlisted()]
    return [each for path in printed for each in json.loads(path.read_text())["cells"]]


def captions() -> list[str]:
    """The captions of all figures in the notebooks, up to the first word that is more than letters."""
    found = []
    for each in notebook_cells():
        found += [each["metadata"].get("mystnb", {}).get("figure", {}).get("caption")]
        found += re.findall(r"{figure}.*\n(?:(?:---|:?\w[\w-]*:.*)\n)*\n*(.*)", "".join(each["source"]))
    return [re.split(r"[`$*{\\\"']", caption)[0].strip() for caption in found if caption]


@pytest.mark.slow
def test_the_real_book_is_whole(real: Path) -> None:
    assert faults(real) == []
    document = real.parent / "print" / "print.html"
    assert dead_links(document) == []
    assert overfull(document) == []


@pytest.mark.slow
def test_the_real_book_has_each_chapter_where_contents_and_bookmarks_say(real: Path) -> None:
    assert contents_faults(real) == []
    titles = [title for depth, title, _ in bookmarks(real) if depth == 0]
    for number, path in enumerate(sorted((ROOT / "book").glob("0*.ipynb")), start=1):
        title = "".join(json.loads(path.read_text())["cells"][0]["source"]).splitlines()[0].removeprefix("# ")
        assert f"{number}. {title}" in titles


@pytest.mark.slow
def test_the_real_book_has_all_solutions_behind_its_chapters(real: Path) -> None:
    assert exercise_faults(real) == []
    cells = notebook_cells()
    tags = [tag for each in cells for tag in each["metadata"].get("tags", [])]
    text = " ".join(texts(real))
    assert len(re.findall(r"Solution: page \d+", text)) == tags.count("exercise") > 40
    assert text.count("# Solution") == sum("".join(each["source"]).startswith("# Solution") for each in cells)
    assert len(re.findall(r"Answers: page \d+", text)) == tags.count("question")


@pytest.mark.slow
def test_the_real_book_has_all_figures_with_their_captions(real: Path) -> None:
    text, expected = " ".join(texts(real)), captions()
    assert len(expected) > 30
    for caption in expected:
        assert re.search(rf"Fig\. [\d.]+ {re.escape(caption)}", text.replace("’", "'")), caption
    assert len(set(re.findall(r"Fig\. (\d+(?:\.\d+)?)", text))) == len(expected)


def test_pictures_of_chapters_have_their_colors_on_paper():
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in print_book.SHEETS)
    for picture in sorted((ROOT / "book" / "figures" / "openings").glob("*.svg")):
        shapes = BeautifulSoup(picture.read_text(encoding="utf-8"), "html.parser").find_all(["rect", "circle", "path"])
        for kind in {each["class"][0] for each in shapes if each.get("class")}:
            assert f"svg .{kind}" in sheets or f".{kind}," in sheets, f"{picture.name}: .{kind} has no color in print"
