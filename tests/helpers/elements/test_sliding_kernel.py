"""<sliding-kernel>: what its class packs and refuses, and what its script computes, beside NumPy."""

import re

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.elements.packing import elements_in
from helpers.elements.sliding_kernel import KERNELS, SlidingKernel
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "sliding-kernel"
CHANCE = np.random.default_rng(3)
(IMAGES, LABELS), _ = load_mnist()
IMAGES, LABELS = IMAGES[:3], LABELS[:3]
LEARNED = {"one": CHANCE.normal(size=(3, 3))}
LAYOUTS = [(stride, is_padded) for stride in (1, 2) for is_padded in (False, True)]


def slides(image: np.ndarray, kernel: np.ndarray, stride: int, is_padded: bool) -> np.ndarray:
    """The map that Keras's Conv2D makes: its "same" puts less of the padding before than after."""
    if is_padded:
        count = -(-28 // stride)
        padding = (count - 1) * stride + 3 - 28
        image = np.pad(image, (padding // 2, padding - padding // 2))
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))[::stride, ::stride]
    return (windows * kernel).sum(axis=(2, 3))


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    bundle = SlidingKernel(IMAGES, LABELS, LEARNED)._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].startswith(f"<{TAG} ")
    assert f'define("{TAG}"' in bundle["text/html"]
    assert bundle["text/plain"] == "SlidingKernel()"
    assert bundle == SlidingKernel(IMAGES, LABELS, LEARNED)._repr_mimebundle_()


def test_it_carries_digits_and_kernels() -> None:
    data = data_of(SlidingKernel(IMAGES, LABELS, {"tiny": np.full((3, 3), -0.001)} | LEARNED, kernel="one", relu=True))
    assert data["labels"] == LABELS.tolist()
    assert [name for name, _ in data["kernels"]] == [*KERNELS, "tiny", "one"]
    assert str(data["kernels"][-2][1]) == str([0.0] * 9)
    np.testing.assert_allclose(data["kernels"][-1][1], LEARNED["one"].ravel(), atol=0.005)
    assert (data["kernel"], data["relu"]) == ("one", True)
    shown = run(TAG, "shared.unpackImage(shared.bytes(given), 2)", data["images"])
    np.testing.assert_allclose(shown, IMAGES[2].ravel() / 255, atol=1 / 30)


def test_without_scripts_a_picture_shows_digit_kernel_and_map() -> None:
    (element,) = elements_in(SlidingKernel(IMAGES, LABELS, relu=True)._repr_mimebundle_()["text/html"])
    assert element.inside.count("<img") == 1
    assert re.search("the digit 5, the kernel “upright edge”, and the map", element.inside)
    picture = SlidingKernel(IMAGES, LABELS)._picture()
    assert picture.dtype == np.uint8
    assert picture.shape[0] == 28 * 4
    edge = slides(IMAGES[0] / 255, np.array(KERNELS["upright edge"]), 1, False)
    right = picture[::4, ::4][1:27, -26:].astype(int)
    strong = np.abs(edge) > 0.1
    np.testing.assert_array_equal((right[..., 0] > right[..., 2])[strong], edge[strong] > 0)  # orange above 0


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"images": IMAGES / 255}, TypeError, "images holds float64"),
        ({"images": IMAGES.astype(int)}, ValueError, "images is int64"),
        ({"images": IMAGES[:, :27]}, ValueError, r"expected uint8 of shape \(n, 28, 28\)"),
        ({"labels": [1, 2]}, ValueError, "expected 3 digits from 0 to 9"),
        ({"labels": [1, 2, 10]}, ValueError, "expected 3 digits from 0 to 9"),
        ({"learned": {"wide": np.ones((5, 5))}}, ValueError, r"'wide' has shape \(5, 5\), expected \(3, 3\)"),
        ({"learned": 5}, TypeError, "learned is int, expected a dict"),
        ({"learned": {1: np.ones((3, 3))}}, TypeError, "learned is dict, expected a dict of kernels by name"),
        ({"kernel": "sharp"}, ValueError, "kernel is 'sharp', expected one of upright edge"),
        ({"relu": 1}, TypeError, "relu is int"),
    ],
)
def test_an_error_says_what_is_wrong(given: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        SlidingKernel(**{"images": IMAGES, "labels": LABELS} | given)


# ---- What the script computes ----


def test_maps_are_those_of_numpy_for_each_stride_and_padding() -> None:
    image, kernel = CHANCE.random((28, 28)), CHANCE.normal(size=(3, 3))
    found = run(
        TAG,
        """given.layouts.map(([stride, isPadded]) => {
            const layout = element.layout({ stride, isPadded });
            return [false, true].map((hasReLU) => element.mapOf(given.image, given.kernel, layout, hasReLU));
        })""",
        {"layouts": LAYOUTS, "image": image.ravel().tolist(), "kernel": kernel.ravel().tolist()},
    )
    for (stride, is_padded), (sums, after) in zip(LAYOUTS, found, strict=True):
        expected = slides(image, kernel, stride, is_padded)
        assert (
            expected.shape
            == {(1, False): (26, 26), (1, True): (28, 28), (2, False): (13, 13), (2, True): (14, 14)}[stride, is_padded]
        )
        np.testing.assert_allclose(sums, expected.ravel(), atol=1e-12)
        np.testing.assert_allclose(after, np.maximum(expected, 0).ravel(), atol=1e-12)


def test_the_nine_pixels_below_a_window_are_those_of_the_picture_and_paper_around_it() -> None:
    image = CHANCE.random((28, 28))
    places = [
        (0, 0, 1, False),
        (25, 3, 1, False),
        (0, 0, 1, True),
        (27, 27, 1, True),
        (13, 13, 2, True),
        (12, 5, 2, False),
    ]
    found = run(
        TAG,
        """given.places.map(([row, column, stride, isPadded]) =>
            element.patch(given.image, [row, column], element.layout({ stride, isPadded })))""",
        {"places": places, "image": image.ravel().tolist()},
    )
    framed = np.pad(image, 1)
    for (row, column, stride, is_padded), patch in zip(places, found, strict=True):
        first = 1 if not is_padded or stride == 2 else 0  # "same" with stride 2 pads after the last pixel alone
        top, left = first + row * stride, first + column * stride
        np.testing.assert_allclose(patch, framed[top : top + 3, left : left + 3].ravel())


def test_the_strongest_place_and_the_words() -> None:
    found = run(
        TAG,
        """[
            element.strongest([0, 5, 2, 5, 1, 1, 0, 0, 0], 3),
            element.inWords([4, 7], -1.234, { count: 26, hasReLU: false }),
            element.inWords([4, 7], -1.234, { count: 13, hasReLU: true }),
        ]""",
    )
    assert found == [
        [0, 1],
        "Row 4, column 7: nine products add up to −1.23. The map has 26 × 26 values.",
        "Row 4, column 7: nine products add up to −1.23, and ReLU makes 0.00 of it. The map has 13 × 13 values.",
    ]
