"""Digits that travel with a page: 2,000 training and 500 validation digits in 16 shades, one file for all elements.

A page cannot ask Python for digits. So those that its elements learn from, or are judged on, are committed in the
form in which they travel: packed by a program whose bytes are not the same everywhere, they would change outputs.
"""

import base64
import zlib
from pathlib import Path

import numpy as np

from helpers._committed import committed_bytes

PATH = Path(__file__).parent / "datasets" / "digit_sheet.zlib"
IN_REPOSITORY = "helpers/datasets/digit_sheet.zlib"
SHA256 = "85b9d9f064b9399b03dcfc4b38dd90e1cf6e2b6d703648272c9f01a3ece7d735"

TRAINING, VALIDATION = 2_000, 500
FIRST_VALIDATION = 50_000  # place in the training file of the first validation digit, as in all chapters
SHADE = 17  # gray values between two shades of the sheet: 0, 17, 34 and so on to 255

Samples = tuple[np.ndarray, np.ndarray]


def digit_sheet() -> tuple[Samples, Samples]:
    """Load the digits that the elements of a page share.

    Returns
    -------
    (x_train, y_train), (x_validation, y_validation) : tuples of np.ndarray
        Images of shape (2000, 28, 28) and (500, 28, 28), ``uint8`` from 0 (paper) to 15 (full ink): a sixteenth of
        the 256 gray values, rounded. Labels of shape (2000,) and (500,), ``uint8``: the digits 0 to 9. They are the
        first 2,000 images of the training file, and the first 500 of its last 10,000.

    Raises
    ------
    FileNotFoundError
        If the file is missing.
    OSError
        If it cannot be read.
    ValueError
        If it is not, to the byte, the file that belongs to this book.

    Notes
    -----
    Source: MNIST, as :func:`helpers.data.load_mnist` gives it.
    """
    pairs = np.frombuffer(zlib.decompress(_packed()), np.uint8)
    shades = np.stack([pairs >> 4, pairs & 15], axis=1).reshape(-1)
    count = TRAINING + VALIDATION
    images, labels = shades[: count * 784].reshape(count, 28, 28), shades[count * 784 :]
    return (images[:TRAINING], labels[:TRAINING]), (images[TRAINING:], labels[TRAINING:])


def packed_sheet() -> str:
    """Return the sheet as it travels: what `make_sheet` has made, as base64.

    Raises
    ------
    FileNotFoundError, OSError, ValueError
        As `digit_sheet` does.
    """
    return base64.b64encode(_packed()).decode()


def make_sheet(images: np.ndarray, labels: np.ndarray) -> bytes:
    """Return a sheet's bytes: two pixels a byte, the left one in its upper half, then two labels a byte; deflated.

    Parameters
    ----------
    images : np.ndarray
        All images of the training file, shape (60000, 28, 28), ``uint8``.
    labels : np.ndarray
        Their labels, shape (60000,), ``uint8``.

    Returns
    -------
    bytes
        What belongs into the file. Another version of zlib may pack the same digits into other bytes.
    """
    chosen = np.r_[:TRAINING, FIRST_VALIDATION : FIRST_VALIDATION + VALIDATION]
    shades = (images[chosen].astype(np.uint16) + SHADE // 2) // SHADE
    pairs = np.concatenate([shades.reshape(-1), labels[chosen]]).astype(np.uint8).reshape(-1, 2)
    return zlib.compress((pairs[:, 0] << 4 | pairs[:, 1]).tobytes(), level=9)


def _packed() -> bytes:
    return committed_bytes(PATH, IN_REPOSITORY, SHA256)
