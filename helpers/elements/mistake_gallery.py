"""``<mistake-gallery>``: all test digits that the model gets wrong, to look through or to guess first (chapter 7)."""

from typing import Any

import numpy as np

from helpers._checks import checked_array
from helpers.elements.packing import element_html, packed_images

PICTURED = 10  # digits in the picture for readers without scripts
LEVELS = (0.5, 0.7, 0.9, 0.99)  # the least confidences among which the reader chooses, in whole thousandths


class MistakeGallery:
    """Pictures that a model gets wrong, with their true class, the class read, and the model's confidence.

    As a cell's output it is a grid of digits that the reader filters and sorts, or labels before the answers
    are shown. Used in chapter 7.

    Parameters
    ----------
    images : array_like of int, shape (n, 28, 28)
        Gray values from 0 (paper) to 255 (ink), right and wrong answers alike: the mistakes are found here. An
        image's place is the index that the reader sees.
    labels : array_like of int, shape (n,)
        True classes, 0 to 9.
    probabilities : array_like, shape (n, 10)
        What the model predicts; the largest of a row gives the class read, and is the confidence.

    Raises
    ------
    TypeError
        If an argument holds other than numbers, or images or labels other than integers.
    ValueError
        If a shape or a value does not fit, or nothing is wrong.
    """

    def __init__(self, images: Any, labels: Any, probabilities: Any) -> None:
        images = checked_array(images, "images", "(n, 28, 28)", kinds="iu")
        labels = checked_array(labels, "labels", "(n,)", kinds="iu")
        probabilities = checked_array(probabilities, "probabilities", "(n, 10)")
        n = len(images)
        for name, array, shape in [
            ("images", images, (n, 28, 28)),
            ("labels", labels, (n,)),
            ("probabilities", probabilities, (n, 10)),
        ]:
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, expected {shape}; pass one entry for each image.")
        for name, array, most in [("images", images, 255), ("labels", labels, 9), ("probabilities", probabilities, 1)]:
            if array.min() < 0 or array.max() > most:
                raise ValueError(f"{name} holds values outside 0 to {most}; pass them as the data set and model do.")
        predictions, confidences = probabilities.argmax(axis=1), probabilities.max(axis=1).astype(float)
        wrong = np.flatnonzero(predictions != labels)
        if wrong.size == 0:
            raise ValueError("All predictions equal the labels, so there is nothing to show; pass some mistakes.")
        self.indices = wrong[np.argsort(-confidences[wrong], kind="stable")]  # the surest first, as in the chapter
        self.images, self.labels = images[self.indices], labels[self.indices]
        self.predictions, self.confidences = predictions[self.indices], confidences[self.indices]

    def __repr__(self) -> str:
        return "MistakeGallery()"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return the gallery as HTML; its confidences are rounded, so that it is the same on every machine."""
        data = {
            "images": packed_images(self.images.astype(np.uint8)),
            "labels": self.labels.tolist(),
            "predictions": self.predictions.tolist(),
            "confidences": _in_thousandths(self.confidences).tolist(),
            "indices": self.indices.tolist(),
            "levels": LEVELS,
        }
        first = list(zip(self.labels[:PICTURED], self.predictions[:PICTURED], strict=True))
        sentence = (
            f"The model gets {len(self.images)} of these digits wrong. Row by row, those it is surest of: "
            + ", ".join(f"{truth} read as {read}" for truth, read in first)
            + "."
        )
        picture = np.zeros((PICTURED, 28, 28), np.uint8)
        picture[: len(first)] = self.images[:PICTURED]
        picture = picture.reshape(2, -1, 28, 28).swapaxes(1, 2).reshape(56, -1)  # two rows
        picture = picture.repeat(2, axis=0).repeat(2, axis=1)  # large enough to read
        return {
            "text/html": element_html("mistake-gallery", data, sentence, picture),
            "text/plain": repr(self),
        }


def _in_thousandths(confidences: np.ndarray) -> np.ndarray:
    """Return confidences, shape (n,), as whole thousandths that pass the levels which the exact numbers pass.

    They are rounded to the nearest, as a cell rounds them that prints them; what would thereby rise to a level,
    such as 0.6997 to 0.700, stays below it.
    """
    rounded = (1000 * confidences).round().astype(int)
    for level in LEVELS:
        rounded[(rounded == round(1000 * level)) & (confidences < level)] -= 1
    return rounded
