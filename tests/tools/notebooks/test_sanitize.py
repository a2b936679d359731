"""tools/notebooks/sanitize.cfg: it evens out what differs between two runs, and nothing else."""

import pytest

from helpers.elements import live
from helpers.elements.packing import element_html
from tools.notebooks.sanitize import sanitize, sanitizers

ORDINARY = """accuracy: 0.9625 - loss: 0.12865052776524868 - val_loss: 0.1418
(60000, 784) float64 uint8 [0 1 2 3 4 5 6 7 8 9] 96.25%
Total params: 118,282 (924.08 KB) Epoch 1/3 1875/1875 375 wrong of 10,000
label: 5, 0.000123 1.5e-07 -0.4240738943910262 {'lr': 0.01} True None [[0. 1.]]
<table><tr><td>28 x 28</td></tr></table> /tmp/digits.npz 2026-01-31 <class 'int'>"""


def test_sanitize_file_leaves_ordinary_outputs_alone() -> None:
    assert sanitize(ORDINARY) == ORDINARY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1875/1875 - 3s - 2ms/step - loss: 0.1", "1875/1875 - 12s - 956us/step - loss: 0.1"),
        ("1875/1875 \u2501\u2501 3s 2ms/step - loss: 0.1", "1875/1875 \u2501\u2501 0s 956us/step - loss: 0.1"),
        ("<Model at 0x7f01ab>", "<Model at 0x5555c0ffee>"),
        ("<Figure size 640x480 with 1 Axes>", "<Figure size 500x200 with 1 Axes>"),
        (element_html("chapter-quiz", {}, "", name=live.new_name()), element_html("chapter-quiz", {}, "")),
        ('<img src="data:image/png;base64,iVBOR+/=">', '<img src="data:image/png;base64,AAAA">'),
        ('data=\'{"content":"data:image/webp;base64,UklG"}\'', 'data=\'{"content":"data:image/webp;base64,AAAA"}\''),
    ],
)
def test_sanitize_file_evens_out_what_differs_between_runs(one: str, other: str) -> None:
    assert sanitizers()
    assert sanitize(one) == sanitize(other)


def test_sanitize_file_keeps_results_beside_timings() -> None:
    line = "1875/1875 - 3s - 2ms/step - accuracy: {} - loss: {}"
    assert sanitize(line.format(0.96, 0.1)) != sanitize(line.format(0.97, 0.1))
    assert sanitize(line.format(0.96, 0.1)) != sanitize(line.format(0.96, 0.2))
    image = '<img src="data:image/png;base64,AAAA" alt="a {}">'
    assert sanitize(image.format(5)) != sanitize(image.format(6))
