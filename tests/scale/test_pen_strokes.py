"""scale.pen_strokes: UCI's file of pen strokes, packed and unpacked."""

import shutil
import subprocess

import numpy as np
import pytest

from scale.pen_strokes import PACKED, read_drawings, unpacked

TEXT = """.INCLUDE        dene.doc
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "8"
.COMMENT 8 12  224
.PEN_DOWN
 250  500
 500  0
.PEN_UP
.DT 100
.PEN_DOWN
 0  250
.PEN_UP
.SEGMENT DIGIT    1-2 ? "1"
.COMMENT 1 3  7
.PEN_DOWN
 10  20
 10  30
.PEN_UP
"""


def packed(content, most_bits):
    """What the program compress makes of bytes: codes of growing size, in groups of eight."""
    table = {bytes([value]): value for value in range(256)}
    following, bits, size, codes, out = 257, 9, most_bits, [], PACKED + bytes([0x80 | most_bits])

    def group():
        number = sum(code << bits * place for place, code in enumerate(codes))
        whole = number.to_bytes(bits, "little")
        used = -(-len(codes) * bits // 8)
        codes.clear()
        return whole, used

    entry = b""
    for value in content:
        longer = entry + bytes([value])
        if longer in table:
            entry = longer
            continue
        codes.append(table[entry])
        if following < 1 << size:
            table[longer] = following
            following += 1
        grows = following > (1 << bits) and bits < most_bits
        if len(codes) == 8 or grows:
            out += group()[0]
            bits += grows
        entry = longer[-1:]
    codes.append(table[entry])
    whole, used = group()
    return out + whole[:used]


SOME = [
    b"a",
    b"aaaaaaaaaaaaaaaaaaaaaaa",
    TEXT.encode(),
    np.random.default_rng(0).integers(0, 256, 3_000, np.uint8).tobytes(),
    np.random.default_rng(1).integers(48, 58, 60_000, np.uint8).tobytes(),
]


@pytest.mark.parametrize("content", SOME, ids=len)
@pytest.mark.parametrize("most_bits", [12, 16])
def test_what_was_packed_is_unpacked(content, most_bits):
    assert unpacked(packed(content, most_bits)) == content


@pytest.mark.skipif(shutil.which("gzip") is None, reason="gzip is not there to compare with")
@pytest.mark.parametrize("content", SOME[2:], ids=len)
def test_packed_files_here_are_those_that_gzip_unpacks(content, tmp_path):
    (tmp_path / "some.Z").write_bytes(packed(content, 16))
    done = subprocess.run(["gzip", "-dc", "some.Z"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == content


@pytest.mark.parametrize("pack", [str.encode, lambda text: packed(text.encode(), 16)])
def test_drawings_are_read_packed_or_not(tmp_path, pack):
    path = tmp_path / "strokes"
    path.write_bytes(pack(TEXT))
    eight, one = read_drawings(path)
    assert (eight.label, eight.writer, one.label, one.writer) == (8, 12, 1, 3)
    np.testing.assert_allclose(eight.strokes[0], [[14, 0], [28, 28]])
    np.testing.assert_allclose(eight.strokes[1], [[0, 14]])
    assert [len(stroke) for stroke in one.strokes] == [2]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"nothing", "has no digits in UNIPEN text; pass"),
        (b'.SEGMENT DIGIT 0 ? "8"\n.PEN_DOWN\n 1 2\n', "no line such as"),
        (PACKED, "is no file of the program compress"),
        (PACKED + b"\x90" + b"\xff" * 20, "is damaged"),
    ],
)
def test_another_file_is_a_sentence(tmp_path, content, says):
    path = tmp_path / "strokes"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=says):
        read_drawings(path)
