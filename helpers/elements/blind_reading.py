"""``<blind-reading>``: hard digits that the reader reads without labels, then beside the model (the best reader)."""

from typing import Any

import numpy as np

from helpers._checks import checked_array
from helpers.elements.packing import element_html, packed_images

COLUMNS = 8  # of the picture for readers without scripts
LONGEST = 60  # digits: more than anybody would read
MOST = {"images": 255, "labels": 9, "answers": 9, "confidences": 1, "indices": 10**9}


class BlindReading:
    """Digits that a reader reads one after the other, before labels and a model's answers are shown.

    As a cell's output it asks for each digit, and at the end lays all of them out, with three answers each: the
    reader's, the model's, and the label. Used in the chapter on the best reader.

    Parameters
    ----------
    images : array_like of int, shape (n, 28, 28)
        Gray values from 0 (paper) to 255 (ink); at most 60 images.
    labels, answers : array_like of int, shape (n,)
        True classes, and those that the model reads, 0 to 9.
    confidences : array_like, shape (n,)
        The probability that the model gives to its answer, 0 to 1.
    indices : array_like of int, shape (n,)
        Where the images stand in their data set. The order in which they are read is a fixed shuffle.

    Raises
    ------
    TypeError
        If an argument holds other than numbers, or one that asks for whole numbers holds others.
    ValueError
        If a shape or a value does not fit.
    """

    def __init__(self, images: Any, labels: Any, answers: Any, confidences: Any, indices: Any) -> None:
        images = checked_array(images, "images", "(n, 28, 28)", kinds="iu")
        if images.shape[1:] != (28, 28):
            raise ValueError(f"images has shape {images.shape}, expected (n, 28, 28); pass images of MNIST.")
        if len(images) > LONGEST:
            raise ValueError(f"There are {len(images)} images, at most {LONGEST}; nobody reads more in a row.")
        given = {
            "labels": checked_array(labels, "labels", "(n,)", kinds="iu"),
            "answers": checked_array(answers, "answers", "(n,)", kinds="iu"),
            "confidences": checked_array(confidences, "confidences", "(n,)"),
            "indices": checked_array(indices, "indices", "(n,)", kinds="iu"),
        }
        for name, array in given.items():
            if array.shape != images.shape[:1]:
                raise ValueError(f"{name} has shape {array.shape}, expected ({len(images)},); pass one for each image.")
        for name, array in {"images": images, **given}.items():
            if array.min() < 0 or array.max() > MOST[name]:
                raise ValueError(
                    f"{name} holds values outside 0 to {MOST[name]}; pass them as the data set and the model do."
                )
        order = np.random.default_rng(0).permutation(len(images))
        self.images = images[order].astype(np.uint8)
        self.labels, self.answers = given["labels"][order], given["answers"][order]
        self.confidences, self.indices = given["confidences"][order].astype(float), given["indices"][order]

    def __repr__(self) -> str:
        return f"BlindReading({len(self.images)} digits)"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return the game as HTML; confidences are rounded, so that it is the same on every machine."""
        data = {
            "images": packed_images(self.images),
            "labels": self.labels.tolist(),
            "answers": self.answers.tolist(),
            "confidences": (1000 * self.confidences).round().astype(int).tolist(),
            "indices": self.indices.tolist(),
        }
        sentence = (
            f"{len(self.images)} hard digits, row by row. Read them first. Their labels: {_listed(self.labels)}. "
            f"The model's answers: {_listed(self.answers)}."
        )
        return {
            "text/html": element_html("blind-reading", data, sentence, _sheet(self.images)),
            "text/plain": repr(self),
        }


def _listed(digits: np.ndarray) -> str:
    """Return digits with spaces between, in rows as the picture has them."""
    rows = [digits[first : first + COLUMNS] for first in range(0, len(digits), COLUMNS)]
    return " / ".join(" ".join(map(str, row)) for row in rows)


def _sheet(images: np.ndarray) -> np.ndarray:
    """Return the images in rows, shape (height, width), each twice as large; empty places are paper."""
    rows = -(-len(images) // COLUMNS)
    sheet = np.zeros((rows * COLUMNS, 28, 28), np.uint8)
    sheet[: len(images)] = images
    sheet = sheet.reshape(rows, COLUMNS, 28, 28).swapaxes(1, 2).reshape(rows * 28, COLUMNS * 28)
    return sheet.repeat(2, axis=0).repeat(2, axis=1)
