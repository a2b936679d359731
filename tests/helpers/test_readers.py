"""helpers.readers: four networks, each with the weights that belong to it."""

import random

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

make_reproducible()

from helpers.readers import READERS, build_reader, trained_reader  # noqa: E402 (after the log is quiet)

# Of the 10,000 test images. Each was counted once, when the weights were made, and decides nothing.
WRONG = {"linear": 824, "network": 375, "convolutional": 137, "best": 72}
PARAMETERS = {"linear": 7_850, "network": 118_282, "convolutional": 12_810, "best": 49_410}


@pytest.mark.parametrize("name", READERS)
def test_each_reader_takes_rows_of_pixels_and_gives_ten_probabilities(name):
    reader = build_reader(name)
    assert reader.count_params() == PARAMETERS[name]
    assert (reader.input_shape, reader.output_shape) == ((None, 784), (None, 10))
    assert reader.layers[-1].activation.__name__ == "softmax"
    assert not reader.compiled


def test_a_reader_that_is_not_there_is_a_sentence():
    with pytest.raises(ValueError, match="no reader 'good', only linear, network, convolutional, best; pass"):
        build_reader("good")
    with pytest.raises(ValueError, match="no reader 'good'"):
        trained_reader("good")


def test_after_loading_everything_is_as_after_a_training():
    trained_reader("linear")
    assert random.random() == random.Random(0).random()  # as after make_reproducible(0)


@pytest.fixture(scope="module")
def test_images():
    (x_train, _), (x_test, y_test) = load_mnist()
    return standardize(x_test, *pixel_statistics(x_train)), y_test


@pytest.mark.parametrize("name", READERS)
def test_each_reader_has_the_weights_that_were_judged(name, test_images):
    x, y = test_images
    read = trained_reader(name).predict(x, batch_size=1_000, verbose=0)
    assert read.dtype == np.float64
    assert (read.argmax(axis=1) != y).sum() == WRONG[name]
