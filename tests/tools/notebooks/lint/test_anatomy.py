"""Anatomy: a page that opens, proceeds or closes otherwise than readers expect is found."""

import tomllib

import pytest

from tests.tools.notebooks.lint.made_up import code, explorer_html, make, shown, words
from tools.notebooks.lint.anatomy import MAX_COLUMNS, book_faults, faults, listing_faults
from tools.notebooks.lint.notebooks import ROOT, Notebook

TITLE = "# Meet the digits\n\nWe look at the data.\n\n**What you will do.** Look.\n\n"
TITLE += "**What you will learn.**\n\n- to look\n- to see\n\n**What you need.** Eyes."
END = "## Summary\n\nWe looked.\n\n## The way on\n\nGo to [the next chapter](02_one_hot.ipynb)."
ALT = "Ten rows of ten gray digits, one row a class"
WORDS = {"image": {"alt": ALT}, "figure": {"name": "fig-rows", "caption": "Ten of each."}}
PNG = shown(image_png="iVBOR", text_plain="<Figure>")
LONG = "\n".join(f"x{n} = {n}" for n in range(13))
FOLDED_LONG = "\n".join(f"x{n} = {n}" for n in range(61))
DRAWN = ":::{figure} figures/neuron.svg\n:name: fig-neuron\n:alt: A circle that four arrows enter\n\nA neuron.\n:::"


def page(title: str = TITLE, body: str = "word " * 70, end: str = END, cell: dict | None = None) -> Notebook:
    return make(words(title), words(body), cell or code("plot()", PNG, mystnb=WORDS), words(end))


def test_good_page_has_no_fault() -> None:
    assert faults(page()) == []
    listing = "```python\nraise SystemExit('just!')\n```\n\n`a != b` and $n!$"
    assert faults(page(body=f"{'word ' * 60}\n\n{DRAWN}\n\n{listing}")) == []
    assert faults(page(title="(digits)=\n" + TITLE)) == []
    assert faults(page(body=":::{solution} ex-just-so\n:class: dropdown\n\nIt is so.\n:::")) == []
    assert faults(page(cell=code("explore()", explorer()))) == []
    assert faults(page(cell=code(LONG, PNG, mystnb=WORDS, tags=["hide-input"]))) == []
    assert faults(page(cell=code("# One.\n# Two.\nx = 1\n# Three.\ny = 2"))) == []
    assert faults(page(body="Few words.")) == []
    assert faults(page(body="word " * 500)) == []


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
        (page(cell=code(FOLDED_LONG, PNG, mystnb=WORDS, tags=["hide-input"])), "61 lines"),
        (page(cell=code("# One.\n# Two.\n# Three.\nx = 1")), "3 lines of comment one below the other; say it in text"),
        (page(cell=code("if x:\n    # One.\n    # Two.\n    # Three.\n    y()")), "3 lines of comment"),
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


def test_practice_does_not_count_for_lines() -> None:
    practice = [words("Count.", tags=["exercise"]), code(LONG, tags=["solution", "hide-cell"])]
    assert faults(make(*page().cells[:-1], *practice, words(END))) == []
    assert book_faults([make(code("x"), *practice)]) == []


@pytest.mark.parametrize("name", ["index", "design"])
def test_index_and_unlisted_pages_need_no_opening(name: str) -> None:
    assert faults(make(words("# Reading digits\n\nWelcome."), name=name)) == []


def test_fault_of_the_whole_book_is_found() -> None:
    assert book_faults([make(code("x"), name=name) for name in "abc"]) == []
    assert "have 6 lines" in book_faults([make(code("x\n\n" * 6), code("x"), code("x\n" * 7))])[0]
    assert (
        book_faults([make(code("x"), code("x\n" * 9, tags=["hide-input"]), code("x\n" * 9, tags=["hide-input"]))]) == []
    )
    hidden = code("x", tags=["hide-cell"])
    assert "1 of 19 inputs are hidden" in book_faults([make(hidden, *[code("x") for _ in range(18)])])[0]
    assert book_faults([make(hidden, *[code("x") for _ in range(19)])]) == []
    twice = book_faults([page(), page()])
    assert [fault.split(" the ")[1].split()[0] for fault in twice[-3:]] == ["name", "caption", "alt"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Words.\n\n```python\nx = 1\n{'y' * 89}\n```\n\nMore.", 1),
        (f"Words.\n\n```python\n{'y' * 88}\n```\n\n{'long ' * 40}\n\n```\nz\n```", 0),
        (f"```{{note}}\n{'long ' * 40}\n```", 0),
    ],
)
def test_a_line_of_a_listing_that_does_not_fit_is_found(text: str, found: int) -> None:
    assert len(listing_faults(make(words(text)))) == found


def test_listings_have_the_limit_of_cells() -> None:
    settings = tomllib.loads((ROOT / "book" / "ruff.toml").read_text(encoding="utf-8"))
    assert settings["line-length"] == MAX_COLUMNS
