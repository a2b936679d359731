"""Anatomy: each page opens, proceeds and closes as readers of the book expect it to."""

import re
import statistics
from collections import Counter
from pathlib import Path

import pytest

from tools.notebooks.lint.notebooks import (
    HOLE,
    PATHS,
    Figure,
    Notebook,
    code,
    explorer_html,
    figures,
    lessons,
    make,
    page_texts,
    read,
    read_markdown,
    shown,
    tags,
    words,
)

LEAD_INS = ["What you will do.", "What you will learn.", "What you need."]
CLOSING = ["Summary", "The way on"]
MAX_LINES, MAX_MEDIAN, MAX_PERCENTILE = 12, 4, 12  # non-blank lines: of a cell; over the book
MIN_WORDS, MAX_WORDS = 60, 110  # of prose per code cell, averaged over a chapter
HIDDEN, MAX_HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}, 0.05
MIN_ALT = 30  # characters


def faults(notebook: Notebook) -> list[str]:
    """Say where a page departs from the anatomy; the index needs no opening, closing or measure."""
    found = figure_faults(notebook) + wording_faults(notebook) + code_faults(notebook)
    if notebook.name != "index":
        found = opening_faults(notebook) + closing_faults(notebook) + length_faults(notebook) + found
    return found


def opening_faults(notebook: Notebook) -> list[str]:
    """Say what the first cell lacks: title, a word of introduction, the three lead-ins, a list of goals."""
    first = notebook.cells[0] if notebook.cells else words("")
    source = re.sub(r"\A\([\w-]+\)=\n", "", first["source"])
    starts = [source.find(f"\n\n**{lead_in}**") for lead_in in LEAD_INS]
    found = []
    if first["cell_type"] != "markdown" or not source.startswith("# "):
        found.append("begin it with the title, '# …'")
    if -1 in starts or starts != sorted(starts):
        found.append(f"give it three paragraphs that begin, in this order, {', '.join(f'**{x}**' for x in LEAD_INS)}")
    else:
        if not source[: starts[0]].partition("\n")[2].strip():
            found.append("introduce the page in a paragraph between the title and **What you will do.**")
        if not re.search(r"\n[-*] ", source[starts[1] : starts[2]]):
            found.append("list what is learned, as bullets, after **What you will learn.**")
    return [f"{notebook.name}, first cell: {fault}" for fault in found]


def closing_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with headings, summary and the way on."""
    source = "\n\n".join(cell["source"] for _, cell in notebook.numbered("markdown"))
    headings = read_markdown(source).headings
    levels = [level for level, _ in headings]
    found = []
    if levels[:1] != [1] or levels.count(1) != 1:
        found.append("it needs one H1, and first")
    for before, (level, title) in zip(levels, headings[1:], strict=False):
        if level > before + 1:
            found.append(f"heading {title!r} skips a level: H{level} after H{before}")
    if [title for level, title in headings if level == 2][-2:] != CLOSING:
        found.append(f"its last two H2 headings have to be {CLOSING}")
    else:
        summary, _, way_on = source.rpartition("\n## Summary")[2].partition("\n## The way on")
        if not summary.strip():
            found.append("its summary is empty")
        if not [link for link in read_markdown(way_on).links if not re.match(r"https?:|#", link)]:
            found.append("link another page of the book in 'The way on'")
    return [f"{notebook.name}: {fault}" for fault in found]


def line_count(cell: dict) -> int:
    """Count the non-blank lines of a cell."""
    return sum(bool(line.strip()) for line in cell["source"].split("\n"))


def prose_words(notebook: Notebook) -> int:
    """Count the words of the Markdown cells: no headings, captions, listings or displayed equations."""
    texts = [t for _, cell in lessons(notebook.numbered("markdown")) for t in read_markdown(cell["source"]).paragraphs]
    return len(re.findall(rf"\S*[\w{HOLE}]\S*", "\n".join(texts)))


def length_faults(notebook: Notebook) -> list[str]:
    """Say which cells are too long, and whether there is too little or too much prose."""
    cells = lessons(notebook.numbered("code"))
    found = [
        f"{where}: {line_count(cell)} lines; split it, or move plumbing to helpers ({MAX_LINES} at most)"
        for where, cell in cells
        if line_count(cell) > MAX_LINES
    ]
    mean = prose_words(notebook) / max(len(cells), 1)
    if not MIN_WORDS <= mean <= MAX_WORDS:
        found.append(f"{notebook.name}: {mean:.0f} words of prose per code cell; {MIN_WORDS} to {MAX_WORDS} read well")
    return found


def figure_faults(notebook: Notebook) -> list[str]:
    """Say which figures lack a caption, a name or an alternative text worth reading."""
    found = []
    for where, cell in notebook.numbered("code"):
        drawn = figures(cell)
        if len(drawn) > 1:
            found.append(f"{where}: {len(drawn)} figures; one a cell")
        found += [f"{where}: {fault}" for figure in drawn[:1] for fault in description_faults(figure)]
    for where, cell in notebook.numbered("markdown"):
        drawn = read_markdown(cell["source"]).figures
        found += [f"{where}: {fault}" for figure in drawn for fault in description_faults(figure)]
        if "<img" in cell["source"]:
            found.append(f"{where}: use {{figure}} rather than <img>")
    return found


def description_faults(figure: Figure) -> list[str]:
    """Say what is wrong with the words that go with a figure."""
    found = []
    for alt in map(str.strip, (figure.alt, *figure.more)):
        if len(alt) < MIN_ALT:
            found.append(f"its alt text {alt!r} has {len(alt)} characters; say in {MIN_ALT} or more what it shows")
        elif " " not in alt or re.search(r"\.(png|svg|jpe?g|gif|webp)$", alt):
            found.append(f"its alt text {alt!r} is a file name; say what the figure shows")
        elif alt == figure.caption.strip():
            found.append("its alt text repeats the caption; say what the figure shows to one who does not see it")
    if figure.kind != "image" and not figure.caption.strip():
        found.append("its figure has no caption")
    if figure.kind in ("output", "figure") and not re.fullmatch(r"fig-[a-z0-9-]+", figure.name):
        found.append(f"its figure's name is {figure.name!r}; give it one like 'fig-mean-images'")
    return found


def wording_faults(notebook: Notebook) -> list[str]:
    """Say where the prose shouts, or calls a thing easy."""
    texts = list(page_texts(notebook))
    for where, cell in notebook.numbered("markdown"):
        texts += [(where, title) for _, title in read_markdown(cell["source"]).headings]
    return [
        f"{where}: {match[0]!r} in “{text[max(match.start() - 25, 0) : match.end() + 15]}”; do without"
        for where, text in texts
        for match in re.finditer(r"(?i)\b(?:simply|just)\b|!", text)
    ]


def code_faults(notebook: Notebook) -> list[str]:
    """Say which cells set styles, or import names that nobody sees."""
    banned = {
        r"\brcParams\b|\brc\(": "the book has one style sheet, which helpers.figures applies",
        r"\bstyle\.(use|context)\b": "the book has one style sheet, which helpers.figures applies",
        r"""["']C[0-9]["']""": "name a color by what it shows, as helpers.figures lists it",
        r"^\s*from .+ import \*": "import names one by one",
    }
    return [
        f"{where}: {match[0].strip()!r}: {advice}"
        for where, cell in notebook.numbered("code")
        for pattern, advice in banned.items()
        if (match := re.search(pattern, cell["source"], flags=re.MULTILINE))
    ]


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say what is wrong with the pages taken together."""
    found = []
    cells = [cell for n in notebooks if n.name != "index" for _, cell in lessons(n.numbered("code"))]
    lines = [line_count(cell) for cell in cells] or [0]
    median, percentile = statistics.median(lines), sorted(lines)[int(0.9 * (len(lines) - 1))]
    if median > MAX_MEDIAN or percentile > MAX_PERCENTILE:
        found.append(
            f"the book: half of the code cells have {median} lines or more, a tenth {percentile} or more; "
            f"at most {MAX_MEDIAN} and {MAX_PERCENTILE}, so make steps smaller"
        )
    hidden = sum(bool(tags(cell) & HIDDEN) for cell in cells)
    if hidden > MAX_HIDDEN * len(cells):
        found.append(f"the book: {hidden} of {len(cells)} inputs are hidden; at most {MAX_HIDDEN:.0%} may be")
    every = [figure for n in notebooks for _, cell in n.numbered("code") for figure in figures(cell)[:1]]
    every += [f for n in notebooks for _, cell in n.numbered("markdown") for f in read_markdown(cell["source"]).figures]
    for part in ("name", "caption", "alt"):
        counts = Counter(getattr(figure, part).strip() for figure in every)
        found += [f"the book: {n} figures have the {part} {x!r}" for x, n in counts.items() if x and n > 1]
    return found


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_page_has_the_anatomy(path: Path) -> None:
    assert not faults(read(path))


def test_book_has_the_anatomy() -> None:
    assert not book_faults([read(path) for path in PATHS])


TITLE = "# Meet the digits\n\nWe look at the data.\n\n**What you will do.** Look.\n\n"
TITLE += "**What you will learn.**\n\n- to look\n- to see\n\n**What you need.** Eyes."
END = "## Summary\n\nWe looked.\n\n## The way on\n\nGo to [the next chapter](02_one_hot.ipynb)."
ALT = "Ten rows of ten gray digits, one row a class"
WORDS = {"image": {"alt": ALT}, "figure": {"name": "fig-rows", "caption": "Ten of each."}}
PNG = shown(image_png="iVBOR", text_plain="<Figure>")
LONG = "\n".join(f"x{n} = {n}" for n in range(13))
DRAWN = ":::{figure} figures/neuron.svg\n:name: fig-neuron\n:alt: A circle that four arrows enter\n\nA neuron.\n:::"


def page(title: str = TITLE, body: str = "word " * 70, end: str = END, cell: dict | None = None) -> Notebook:
    return make(words(title), words(body), cell or code("plot()", PNG, mystnb=WORDS), words(end))


def test_good_page_has_no_fault() -> None:
    assert faults(page()) == []
    listing = "```python\nraise SystemExit('just!')\n```\n\n`a != b` and $n!$"
    assert faults(page(body=f"{'word ' * 60}\n\n{DRAWN}\n\n{listing}")) == []
    assert faults(page(title="(digits)=\n" + TITLE)) == []
    assert faults(page(cell=code("explore()", explorer()))) == []


def explorer(caption: str = "Ten of each.", alts: tuple[str, ...] = (ALT, f"{ALT}, larger")) -> dict:
    html = explorer_html(caption, *alts)
    return shown(text_html=html, text_plain="Explorer(size)")


def mystnb(alt: str = ALT, name: str = "fig-rows", caption: str = "Ten of each.") -> dict:
    return code("plot()", PNG, mystnb={"image": {"alt": alt}, "figure": {"name": name, "caption": caption}})


@pytest.mark.parametrize(
    ("notebook", "fault"),
    [
        (page(title="A text\n\n" + TITLE), "begin it with the title"),
        (page(title=TITLE.replace("do.**", "do**")), "three paragraphs"),
        (page(title=TITLE.replace("will do.", "need.").replace("need.** Eyes", "will do.** Eyes")), "three par"),
        (page(title=TITLE.replace("- to", "to")), "as bullets"),
        (page(title=TITLE.replace("We look at the data.\n\n", "")), "introduce the page"),
        (page(body="# Again\n\n" + "word " * 70), "one H1"),
        (page(body="## A\n\n#### B\n\n" + "word " * 70), "skips a level: H4 after H2"),
        (page(end=END.replace("Summary", "Recap")), "last two H2"),
        (page(end=END + "\n\n## Thanks"), "last two H2"),
        (page(end=END.replace("We looked.", "")), "summary is empty"),
        (page(end=END.replace("02_one_hot.ipynb", "https://keras.io")), "link another page"),
        (page(cell=code(LONG)), "13 lines"),
        (page(body="word " * 20), "words of prose per code cell"),
        (page(body="word " * 120), "words of prose per code cell"),
        (page(cell=code("plot()", PNG, PNG, mystnb=WORDS)), "2 figures"),
        (page(cell=mystnb(alt="Digits")), "6 characters"),
        (page(cell=mystnb(alt="_build/jupyter_execute/figure_0001.png")), "file name"),
        (page(cell=mystnb(caption=ALT)), "repeats the caption"),
        (page(cell=mystnb(caption="")), "no caption"),
        (page(cell=mystnb(name="Figure 1")), "name is 'Figure 1'"),
        (page(cell=code("x", explorer(), explorer())), "2 figures"),
        (page(cell=code("x", explorer(), PNG, mystnb=WORDS)), "2 figures"),
        (page(cell=code("x", explorer(alts=("Digits", ALT)))), "6 characters"),
        (page(cell=code("x", explorer(alts=(ALT, "Digits")))), "6 characters"),
        (page(cell=code("x", explorer(caption=""))), "no caption"),
        (page(cell=code("x", explorer(caption="Ten of each, just so."))), "'just'"),
        (page(cell=code("x", explorer(alts=(ALT, f"{ALT}, just so")))), "'just'"),
        (page(body="word " * 70 + "![A neuron](neuron.svg)"), "8 characters"),
        (page(body="word " * 70 + "\n\n" + DRAWN.replace(":name: fig-neuron\n", "")), "name is ''"),
        (page(body="word " * 70 + "\n\n" + DRAWN.replace("A neuron.", "")), "no caption"),
        (page(body="word " * 70 + '<img src="a.png">'), "rather than <img>"),
        (page(body="word " * 70 + "It is done!"), "'!'"),
        (page(body="word " * 70 + "\n\n:::{note}\nSimply call it.\n:::"), "'Simply'"),
        (page(body="## Just so\n\n" + "word " * 70), "'Just'"),
        (page(cell=mystnb(caption="Ten of each, just so.")), "'just'"),
        (page(cell=code("plt.rcParams['font.size'] = 9")), "one style sheet"),
        (page(cell=code("plt.style.use('x')")), "one style sheet"),
        (page(cell=code("ax.plot(x, color='C1')")), "by what it shows"),
        (page(cell=code("from numpy import *")), "one by one"),
    ],
)
def test_fault_is_found(notebook: Notebook, fault: str) -> None:
    found = faults(notebook)
    assert len(found) == 1
    assert fault in found[0]
    assert "09_made_up" in found[0]


def test_practice_counts_neither_for_words_nor_for_lines() -> None:
    practice = [words("word " * 500, tags=["exercise"]), code(LONG, tags=["solution", "hide-input"])]
    assert faults(make(*page().cells[:-1], *practice, words(END))) == []
    assert book_faults([make(code("x"), *practice)]) == []


def test_index_needs_no_opening() -> None:
    assert faults(make(words("# Reading digits\n\nWelcome."), name="index")) == []


def test_fault_of_the_whole_book_is_found() -> None:
    assert book_faults([make(code("x"), name=name) for name in "abc"]) == []
    assert "have 5 lines" in book_faults([make(code("x\n\n" * 5), code("x"), code("x\n" * 6))])[0]
    hidden = code("x", tags=["hide-input"])
    assert "1 of 19 inputs are hidden" in book_faults([make(hidden, *[code("x") for _ in range(18)])])[0]
    assert book_faults([make(hidden, *[code("x") for _ in range(19)])]) == []
    twice = book_faults([page(), page()])
    assert [fault.split(" the ")[1].split()[0] for fault in twice[-3:]] == ["name", "caption", "alt"]
