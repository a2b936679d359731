"""Digits as pen strokes, from UCI's file of *Pen-Based Recognition of Handwritten Digits*, as published or unpacked."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PAPER = 28  # how wide and high a drawing's paper is, for `helpers.pen`
TABLET = 500  # the same in units of the tablet, whose y points up
PACKED = b"\x1f\x9d"  # how a file begins that the program compress made
CLEAR = 256  # the code after which its table begins anew
FEWEST_BITS = 9  # of a code
HEAD = re.compile(r"\.COMMENT\s+(\d)\s+(\d+)\s+(\d+)\s*$")  # label, writer, number


@dataclass(frozen=True)
class Drawing:
    """A digit that somebody drew.

    Attributes
    ----------
    label : int
    writer : int
    strokes : list of np.ndarray, each of shape (points, 2)
        Points x, y on a paper 28 wide and high, y down.
    """

    label: int
    writer: int
    strokes: list[np.ndarray]


def read_drawings(path: Path) -> list[Drawing]:
    """Return all drawings of a file.

    Parameters
    ----------
    path : Path
        ``pendigits-orig.tra.Z`` or the like, as UCI publishes it, or unpacked: UNIPEN text.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is another kind of file, or damaged.
    """
    content = path.read_bytes()
    text = (unpacked(content) if content.startswith(PACKED) else content).decode("ascii", "replace")
    drawings = [_drawing(part) for part in text.split(".SEGMENT DIGIT")[1:]]
    if not drawings:
        raise ValueError(f"{path} has no digits in UNIPEN text; pass pendigits-orig.tra.Z, or that file unpacked.")
    return drawings


def _drawing(part: str) -> Drawing:
    """Return what stands between the head of a digit and the next."""
    _, *lines = part.splitlines()
    head = next((found for line in lines if (found := HEAD.match(line))), None)
    if head is None:
        raise ValueError(f"a digit has no line such as '.COMMENT 8 12 224' with its label and writer: {lines[:1]}")
    label, writer, _ = map(int, head.groups())
    strokes: list[list[list[float]]] = []
    for line in lines:
        if line.startswith(".PEN_DOWN"):
            strokes.append([])
        elif line and not line.startswith("."):
            strokes[-1].append([float(number) for number in line.split()])
    points = [np.array(stroke) * [1, -1] + [0, TABLET] for stroke in strokes if stroke]
    return Drawing(label, writer, [PAPER / TABLET * stroke for stroke in points])


def unpacked(content: bytes) -> bytes:
    """Undo what the program compress did, which nothing in Python's library undoes (LZW, codes of 9 to 16 bits).

    Raises
    ------
    ValueError
        If the bytes are no such file, or damaged.
    """
    if not content.startswith(PACKED) or len(content) < 3:
        raise ValueError("this is no file of the program compress, which begins with the bytes 1f 9d.")
    most_bits, has_clear = content[2] & 0x1F, content[2] & 0x80
    table: list[bytes] = []
    out: list[bytes] = []
    before = b""
    bits, first_bit = FEWEST_BITS, 24  # of the codes; of the next one
    group_start = first_bit  # codes come in groups of eight, and when their size changes the rest of a group is empty

    def begin_anew() -> None:
        table[:] = [bytes([value]) for value in range(256)] + ([b""] if has_clear else [])

    begin_anew()
    while first_bit + bits <= 8 * len(content):
        place, offset = divmod(first_bit, 8)
        code = int.from_bytes(content[place : place + 4], "little") >> offset & (1 << bits) - 1
        first_bit += bits
        if has_clear and code == CLEAR:
            begin_anew()
            first_bit, bits, before = _next_group(first_bit, group_start, bits), FEWEST_BITS, b""
            group_start = first_bit
            continue
        if code > len(table) or (code == len(table) and not before):
            raise ValueError("the file is damaged: a code stands for nothing; fetch it again.")
        entry = table[code] if code < len(table) else before + before[:1]
        out.append(entry)
        if before and len(table) < 1 << most_bits:
            table.append(before + entry[:1])
            if len(table) == 1 << bits and bits < most_bits:
                first_bit, bits = _next_group(first_bit, group_start, bits), bits + 1
                group_start = first_bit
        before = entry
    return b"".join(out)


def _next_group(first_bit: int, group_start: int, bits: int) -> int:
    """Return where the next group of eight codes begins."""
    group = 8 * bits
    return group_start + -(-(first_bit - group_start) // group) * group
