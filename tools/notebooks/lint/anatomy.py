"""Anatomy: each page opens, proceeds and closes as readers of the book expect it to."""

import re
import statistics
from collections import Counter

from tools.notebooks.lint.folding import DRAWING
from tools.notebooks.lint.markdown import Figure, read_markdown
from tools.notebooks.lint.notebooks import SET_UP, Cell, Notebook, lessons, tags
from tools.notebooks.lint.page import figures, page_texts

LEAD_INS = ["What you will do.", "What you will learn.", "What you need."]
CLOSING = ["Summary", "The way on"]
MAX_LINES, MAX_MEDIAN, MAX_PERCENTILE = 12, 5, 12  # non-blank lines: of a cell that is read; over the book
MAX_FOLDED = 60  # non-blank lines of a cell whose code is folded
MAX_COMMENT = 2  # lines of comment one below the other: a remark on the code; three are a paragraph
HIDDEN, MAX_HIDDEN = {"hide-cell", "remove-input", "remove-cell"}, 0.05
MIN_ALT = 30  # characters
MAX_COLUMNS = 88  # of a listing, as in book/ruff.toml: so many fit at 1280 pixels
SHOUTING = re.compile(r"(?i)\b(?:simply|just)\b|!")
BANNED_CODE = {  # a pattern, and what to do instead
    r"\brcParams\b|\brc\(": "the book has one style sheet, which helpers.figures applies",
    r"\bstyle\.(use|context)\b": "the book has one style sheet, which helpers.figures applies",
    r"""["']C[0-9]["']""": "name a color by what it shows, as helpers.figures lists it",
    r"^\s*from .+ import \*": "import names one by one",
}


LISTING = re.compile(r"(?ms)^(`{3,})[^{\n]*\n(.*?)^\1`*$")  # no directive: its name stands in braces


def faults(notebook: Notebook) -> list[str]:
    """Say where a page departs from the anatomy; only lessons need an opening, a closing and a measure."""
    found = figure_faults(notebook) + wording_faults(notebook) + code_faults(notebook)
    found += comment_faults(notebook) + listing_faults(notebook)
    if notebook.is_lesson:
        found = opening_faults(notebook) + closing_faults(notebook) + length_faults(notebook) + found
    return found


def opening_faults(notebook: Notebook) -> list[str]:
    """Say what the first cell lacks: title, a word of introduction, the three lead-ins, a list of goals."""
    first = notebook.cell(1)
    source = re.sub(r"\A\([\w-]+\)=\n", "", first["source"])
    starts = [source.find(f"\n\n**{lead_in}**") for lead_in in LEAD_INS]
    found = []
    if first["cell_type"] != "markdown" or not source.startswith("# "):
        found.append("begin it with the title, '# …'")
    if -1 in starts or starts != sorted(starts):
        wanted = ", ".join(f"**{lead_in}**" for lead_in in LEAD_INS)
        found.append(f"give it three paragraphs that begin, in this order, {wanted}")
    else:
        _, _, introduction = source[: starts[0]].partition("\n")
        if not introduction.strip():
            found.append("introduce the page in a paragraph between the title and **What you will do.**")
        if not re.search(r"\n[-*] ", source[starts[1] : starts[2]]):
            found.append("list what is learned, as bullets, after **What you will learn.**")
    return [f"{notebook.name}, first cell: {fault}" for fault in found]


def closing_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with headings, summary and the way on."""
    source = notebook.markdown()
    headings = read_markdown(source).headings
    found = heading_faults(headings)
    if [title for level, title in headings if level == 2][-2:] != CLOSING:
        found.append(f"its last two H2 headings have to be {CLOSING}")
    else:
        summary, _, way_on = source.rpartition("\n## Summary")[2].partition("\n## The way on")
        if not summary.strip():
            found.append("its summary is empty")
        if not [link for link in read_markdown(way_on).links if not re.match(r"https?:|#", link)]:
            found.append("link another page of the book in 'The way on'")
    return [f"{notebook.name}: {fault}" for fault in found]


def heading_faults(headings: list[tuple[int, str]]) -> list[str]:
    """Say whether the levels of the headings begin with one H1, and skip none."""
    levels = [level for level, _ in headings]
    found = []
    if levels[:1] != [1] or levels.count(1) != 1:
        found.append("it needs one H1, and first")
    for before, (level, title) in zip(levels, headings[1:], strict=False):
        if level > before + 1:
            found.append(f"heading {title!r} skips a level: H{level} after H{before}")
    return found


def line_count(cell: Cell) -> int:
    """Count the non-blank lines of a cell."""
    return sum(bool(line.strip()) for line in cell["source"].split("\n"))


def length_faults(notebook: Notebook) -> list[str]:
    """Say which cells are too long."""
    found = []
    for where, cell in lessons(notebook.numbered("code")):
        lines, most = line_count(cell), MAX_FOLDED if DRAWING in tags(cell) else MAX_LINES
        if lines > most:
            found.append(f"{where}: {lines} lines; split it, or move plumbing to helpers ({most} at most)")
    return found


def comment_faults(notebook: Notebook) -> list[str]:
    """Say which cells hold a paragraph in their comments."""
    return [
        f"{where}: {lines} lines of comment one below the other; say it in text ({MAX_COMMENT} at most)"
        for where, cell in notebook.numbered("code")
        if (lines := longest_comment(cell)) > MAX_COMMENT
    ]


def longest_comment(cell: Cell) -> int:
    """Count the lines of the longest comment that stands on lines of its own."""
    longest = current = 0
    for line in cell["source"].split("\n"):
        current = current + 1 if line.lstrip().startswith("#") else 0
        longest = max(longest, current)
    return longest


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
        for match in SHOUTING.finditer(text)
    ]


def code_faults(notebook: Notebook) -> list[str]:
    """Say which cells set styles, or import names that nobody sees."""
    found = []
    for where, cell in notebook.numbered("code"):
        for pattern, advice in BANNED_CODE.items():
            match = re.search(pattern, cell["source"], flags=re.MULTILINE)
            if match:
                found.append(f"{where}: {match[0].strip()!r}: {advice}")
    return found


def listing_faults(notebook: Notebook) -> list[str]:
    """Say which lines of code within the prose do not fit; ruff looks at those of cells."""
    return [
        f"{where}: {len(line)} characters in {line[:30]!r}…; {MAX_COLUMNS} fit, so break the line"
        for where, cell in notebook.numbered("markdown")
        for listing in LISTING.finditer(cell["source"])
        for line in listing[2].split("\n")
        if len(line) > MAX_COLUMNS
    ]


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say what is wrong with the pages taken together."""
    cells = []
    for notebook in notebooks:
        if notebook.is_lesson:
            cells += [cell for _, cell in lessons(notebook.numbered("code"))]
    return step_faults(cells) + hidden_faults(cells) + repeated_faults(notebooks)


def step_faults(cells: list[Cell]) -> list[str]:
    """Say whether the code cells that are read in the book are too long, by and large."""
    lines = sorted(line_count(cell) for cell in cells if not tags(cell) & {DRAWING, SET_UP}) or [0]
    median, percentile = statistics.median(lines), lines[int(0.9 * (len(lines) - 1))]
    if median <= MAX_MEDIAN and percentile <= MAX_PERCENTILE:
        return []
    return [
        f"the book: half of the code cells have {median} lines or more, a tenth {percentile} or more; "
        f"at most {MAX_MEDIAN} and {MAX_PERCENTILE}, so make steps smaller"
    ]


def hidden_faults(cells: list[Cell]) -> list[str]:
    """Say whether the book hides too much of its code with its outputs, or for good."""
    hidden = sum(bool(tags(cell) & HIDDEN) for cell in cells)
    if hidden <= MAX_HIDDEN * len(cells):
        return []
    return [f"the book: {hidden} of {len(cells)} inputs are hidden; at most {MAX_HIDDEN:.0%} may be"]


def repeated_faults(notebooks: list[Notebook]) -> list[str]:
    """Say which figures share a name, a caption or an alternative text."""
    every: list[Figure] = []
    for notebook in notebooks:
        for _, cell in notebook.numbered("code"):
            every += figures(cell)[:1]
        for _, cell in notebook.numbered("markdown"):
            every += read_markdown(cell["source"]).figures
    found = []
    for part in ("name", "caption", "alt"):
        counts = Counter(getattr(figure, part).strip() for figure in every)
        found += [f"the book: {n} figures have the {part} {text!r}" for text, n in counts.items() if text and n > 1]
    return found
