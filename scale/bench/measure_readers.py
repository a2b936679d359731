"""Measure the book's readers on two sets of digits: ``python -m scale.bench.measure_readers``.

On MNIST's 10,000 test images, and on the 1,797 digits of other writers that scikit-learn brings along. Those have 8 × 8
pixels; each is prepared as MNIST's were: its longer side scaled to 20 pixels, its center of mass laid in the middle.
``readers.csv`` in ``book/measurements`` has how many each reader reads right, how many of its answers are sure, and how
many of these are wrong. Of the test images, that is counted once for each committed reader, and decides nothing.
"""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, write_rows
from scale.strangers import SURE

SIDE, BOX = 28, 20  # pixels: of an image, and of the longer side of the digit in it
COLUMNS = ("reader", "parameters", "images", "count", "right", "sure", "sure_and_wrong")


def as_mnist(image: np.ndarray) -> np.ndarray:
    """Return a digit, of any size and with grays up to 255, as MNIST has it."""
    ink = Image.fromarray(image)
    ink = ImageOps.contain(ink.crop(ink.getbbox()), (BOX, BOX))
    frame = Image.new("L", (SIDE, SIDE))
    frame.paste(ink, ((SIDE - ink.width) // 2, (SIDE - ink.height) // 2))
    framed = np.asarray(frame)
    return ndimage.shift(framed, np.round(SIDE / 2 - np.array(ndimage.center_of_mass(framed))), order=0)


def small_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's digits, prepared, and their labels."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    grays = np.round(digits.images * 255 / 16).astype(np.uint8)
    return np.stack([as_mnist(each) for each in grays]), digits.target


def rows() -> Iterator[dict[str, str]]:
    """Give a row for each reader and set."""
    make_reproducible()
    from helpers.readers import READERS, trained_reader

    (x_train, _), test = load_mnist()
    mean, std = pixel_statistics(x_train)
    for name in READERS:
        reader = trained_reader(name)
        for which, (images, truth) in {"MNIST": test, "scikit-learn": small_digits()}.items():
            probabilities = reader.predict(standardize(images, mean, std), batch_size=500, verbose=0)
            right, sure = probabilities.argmax(axis=1) == truth, probabilities.max(axis=1) >= SURE
            counts = (len(truth), right.sum(), sure.sum(), (sure & ~right).sum())
            yield dict(zip(COLUMNS, map(str, (name, reader.count_params(), which, *counts)), strict=True))


def main() -> None:
    """Write the rows, and print them."""
    measured = list(rows())
    for row in measured:
        print(*row.values())
    write_rows(RECORDED / "readers.csv", COLUMNS, measured)


if __name__ == "__main__":
    main()
