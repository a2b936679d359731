"""Softmax under the reader's hand: ten logits, a temperature, ten probabilities. Used in chapter 3."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._checks import checked_array
from helpers.elements.packing import element_html, packed_images

CLASSES = 10
PLACES = 6  # of a logit; the last digits of an exact one differ between machines
SENTENCE = (
    "Here is an interactive softmax, for which scripts have to be switched on: sliders set ten logits and a "
    "temperature, and bars show the ten probabilities, which sum to 1."
)


class SoftmaxBars:
    """Sliders for ten logits and a temperature, bars for the ten probabilities, and their sum.

    Parameters
    ----------
    logits : array_like, shape (n, 10)
        Examples to start from, one a row, such as a model's logits for some digits; kept to six places, so
        that the probabilities shown, with three, are those of the logits given.
    images : np.ndarray, shape (n, 28, 28), uint8, optional
        The digits that the logits belong to: 0 is paper, 255 full ink.
    labels : array_like of int, shape (n,), optional
        Which digits they are, from 0 to 9.

    Raises
    ------
    TypeError
        If an argument holds other types.
    ValueError
        If the shapes do not fit, or a label is no digit.
    """

    def __init__(self, logits: ArrayLike, images: ArrayLike | None = None, labels: ArrayLike | None = None) -> None:
        logits = checked_array(logits, "logits", "(n, 10)")
        if logits.shape[1] != CLASSES:
            raise ValueError(f"logits has shape {logits.shape}, expected (n, 10); pass ten logits a row.")
        rounded = [[round(logit, PLACES) + 0.0 for logit in row] for row in logits.astype(float).tolist()]
        self._data: dict[str, Any] = {"logits": rounded}  # + 0.0 makes a plain zero of a negative one
        self._picture = None
        if images is not None:
            images = checked_array(images, "images", "(n, 28, 28)", kinds="iu")
            if images.dtype != np.uint8 or images.shape != (len(logits), 28, 28):
                found = f"images is {images.dtype} of shape {images.shape}"
                raise ValueError(f"{found}, expected uint8 of shape ({len(logits)}, 28, 28); pass one image a row.")
            self._data["images"], self._picture = packed_images(images), images[0]
        if labels is not None:
            labels = checked_array(labels, "labels", "(n,)", kinds="iu")
            if labels.shape != (len(logits),) or not 0 <= labels.min() <= labels.max() < CLASSES:
                raise ValueError(f"labels is {labels}, expected {len(logits)} digits from 0 to 9; pass one a row.")
            self._data["labels"] = labels.tolist()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        shown = element_html("softmax-bars", self._data, SENTENCE, self._picture)
        return {"text/html": shown, "text/plain": "SoftmaxBars()"}
