"""``<sliding-kernel>``: nine weights slide over a digit, and their sums make a map (the chapter on neighborhoods)."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._checks import checked_array, checked_bool
from helpers.elements.packing import element_html, packed_images
from helpers.figures import BLUE_WHITE_ORANGE

SIDE, WIDTH = 28, 3  # pixels of a digit and of a kernel, along a side
PLACES = 2  # of a weight
PICTURE_SCALE = 4  # points of the picture along the side of a pixel
KERNELS = {  # each has a name that says what it does
    "upright edge": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "level edge": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "blur": [[0.11, 0.11, 0.11], [0.11, 0.11, 0.11], [0.11, 0.11, 0.11]],
    "a lone 1": [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
}


class SlidingKernel:
    """A digit, a window of three by three pixels that slides over it, and the map of the sums.

    Parameters
    ----------
    images : np.ndarray, shape (n, 28, 28), uint8
        Digits to choose from, at most 20: 0 is paper, 255 full ink. In the page a pixel goes from 0 to 1.
    labels : array_like of int, shape (n,)
        Which digits they are.
    learned : mapping of str to array_like of shape (3, 3), optional
        More kernels by name, beside those of `KERNELS`; kept to two places.
    kernel : str
        The kernel that is shown first.
    relu : bool
        Whether sums below 0 are shown as 0 at first.

    Raises
    ------
    TypeError
        If an argument holds other types.
    ValueError
        If a shape does not fit, or there is no such kernel.
    """

    def __init__(
        self,
        images: ArrayLike,
        labels: ArrayLike,
        learned: Mapping[str, ArrayLike] | None = None,
        *,
        kernel: str = "upright edge",
        relu: bool = False,
    ) -> None:
        images = checked_array(images, "images", "(n, 28, 28)", kinds="iu")
        if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE) or not 0 < len(images) <= 20:
            found = f"images is {images.dtype} of shape {images.shape}"
            raise ValueError(f"{found}, expected uint8 of shape (n, 28, 28) with n from 1 to 20; pass images of MNIST.")
        labels = checked_array(labels, "labels", "(n,)", kinds="iu")
        if labels.shape != (len(images),) or not 0 <= labels.min() <= labels.max() < 10:
            raise ValueError(f"labels is {labels}, expected {len(images)} digits from 0 to 9; pass one for each image.")
        if learned is not None and not (
            isinstance(learned, Mapping) and all(isinstance(name, str) for name in learned)
        ):
            raise TypeError(
                f"learned is {type(learned).__name__}, expected a dict of kernels by name; pass such a one."
            )
        self._kernels = {name: _rounded(weights, name) for name, weights in (KERNELS | dict(learned or {})).items()}
        if not isinstance(kernel, str) or kernel not in self._kernels:
            raise ValueError(
                f"kernel is {kernel!r:.60}, expected one of {', '.join(self._kernels)}; pass a name of these."
            )
        self._images, self._labels, self._kernel = images, labels, kernel
        self._relu = checked_bool(relu, "relu")

    def __repr__(self) -> str:
        return "SlidingKernel()"

    @property
    def _data(self) -> dict[str, Any]:
        return {
            "images": packed_images(self._images),
            "labels": self._labels.tolist(),
            "kernels": [[name, weights.ravel().tolist()] for name, weights in self._kernels.items()],
            "kernel": self._kernel,
            "relu": self._relu,
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        sentence = (
            "Here is a kernel to slide over a digit, for which scripts have to be switched on. From left to right: "
            f"the digit {self._labels[0]}, the kernel “{self._kernel}”, and the map of its sums, orange above 0 and "
            "blue below."
        )
        html = element_html("sliding-kernel", self._data, sentence, self._picture())
        return {"text/html": html, "text/plain": repr(self)}

    def _picture(self) -> np.ndarray:
        """Return the first digit, the kernel and the map side by side, as colors of shape (height, width, 3)."""
        share, kernel = self._images[0] / 255, self._kernels[self._kernel]
        windows = np.lib.stride_tricks.sliding_window_view(share, (WIDTH, WIDTH))
        sums = np.einsum("rcij,ij->rc", windows, kernel)
        if self._relu:
            sums = np.maximum(sums, 0)
        ink = np.repeat(255 * (1 - share[..., np.newaxis]), 3, axis=2)
        large = kernel.repeat(WIDTH, axis=0).repeat(WIDTH, axis=1)
        parts = [ink, *(_framed(_colors(values)) for values in (large, sums))]
        picture = np.hstack([part for each in parts for part in (each, np.full((SIDE, 4, 3), 255.0))][:-1])
        return picture.round().astype(np.uint8).repeat(PICTURE_SCALE, axis=0).repeat(PICTURE_SCALE, axis=1)


def _rounded(weights: ArrayLike, name: str) -> np.ndarray:
    """Return nine weights, rounded as they travel, or raise."""
    array = checked_array(weights, f"the kernel {name!r}").astype(float)
    if array.shape != (WIDTH, WIDTH):
        raise ValueError(f"the kernel {name!r} has shape {array.shape}, expected (3, 3); pass nine weights.")
    return array.round(PLACES) + 0.0  # a plain zero of a negative one


def _colors(values: np.ndarray) -> np.ndarray:
    """Return the colors of numbers with a sign, of which the largest has a full one."""
    most = np.abs(values).max() or 1.0
    return 255 * BLUE_WHITE_ORANGE((values / most + 1) / 2)[..., :3]


def _framed(picture: np.ndarray) -> np.ndarray:
    """Return a picture in the middle of white, as high as a digit."""
    above = (SIDE - picture.shape[0]) // 2
    below = SIDE - picture.shape[0] - above
    return np.pad(picture, ((above, below), (0, 0), (0, 0)), constant_values=255)
