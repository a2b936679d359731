"""scale.bench.measure_readers: small digits become as MNIST's are, and what is committed fits the committed readers."""

import numpy as np
from scipy import ndimage

from helpers.data import load_mnist
from helpers.measurements import measured
from helpers.reproducibility import make_reproducible

make_reproducible()

from helpers.preprocessing import pixel_statistics, standardize  # noqa: E402 (after the log is quiet)
from helpers.readers import READERS, trained_reader  # noqa: E402
from scale.bench.measure_readers import COLUMNS, as_mnist, small_digits  # noqa: E402
from scale.strangers import SURE  # noqa: E402


def test_a_digit_is_scaled_and_laid_in_the_middle():
    image = np.zeros((8, 8), np.uint8)
    image[1:6, 0:2] = 255
    prepared = as_mnist(image)
    assert prepared.shape == (28, 28)
    rows, columns = np.flatnonzero(prepared.any(axis=1)), np.flatnonzero(prepared.any(axis=0))
    assert (np.ptp(rows), np.ptp(columns)) == (19, 7)
    np.testing.assert_allclose(ndimage.center_of_mass(prepared), (14, 14), atol=0.5)


def test_the_committed_table_is_what_the_committed_readers_read():
    table = measured("readers")
    assert table.dtype.names == COLUMNS
    assert list(zip(table["reader"], table["images"], table["count"], strict=True)) == [
        (name, *of) for name in READERS for of in (("MNIST", 10_000), ("scikit-learn", 1_797))
    ]
    images, truth = small_digits()
    inputs = standardize(images, *pixel_statistics(load_mnist()[0][0]))
    for row in table[table["images"] == "scikit-learn"]:
        reader = trained_reader(row["reader"])
        assert reader.count_params() == row["parameters"]
        read = reader.predict(inputs, batch_size=500, verbose=0)
        right, sure = read.argmax(axis=1) == truth, read.max(axis=1) >= SURE
        assert tuple(row)[4:] == (right.sum(), sure.sum(), (sure & ~right).sum())
