"""helpers.reproducibility: double precision, one seed, a quiet log."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from helpers.reproducibility import make_reproducible


@pytest.fixture
def keras():
    make_reproducible(0)
    import keras

    yield keras
    make_reproducible(0)


def draw(keras):
    return [random.random(), np.random.rand(), *np.ravel(keras.random.normal((2,))), *_weights(keras)]  # noqa: NPY002


def _weights(keras):
    layer = keras.layers.Dense(3)
    layer.build((None, 2))
    return np.ravel(layer.get_weights()[0])


def test_same_seed_same_numbers_and_another_seed_others(keras):
    make_reproducible(3)
    first = draw(keras)
    make_reproducible(3)
    assert draw(keras) == first
    make_reproducible(4)
    assert not set(draw(keras)) & set(first)


def test_models_are_in_double_precision(keras):
    keras.config.set_floatx("float32")
    make_reproducible()
    assert keras.config.floatx() == "float64"
    assert _weights(keras).dtype == np.float64


@pytest.mark.parametrize(
    ("seed", "error", "says"),
    [
        (-1, ValueError, "seed is -1"),
        (2**32, ValueError, "from 0 to 4294967295"),
        (0.0, TypeError, "seed is float"),
        (None, TypeError, "seed is NoneType"),
        (True, TypeError, "seed is bool"),
    ],
)
def test_bad_seeds_are_refused(seed, error, says):
    with pytest.raises(error, match=says):
        make_reproducible(seed)


def test_a_training_in_double_precision_logs_nothing(monkeypatch):
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    code = """
from helpers.reproducibility import make_reproducible
make_reproducible(0)
import os
assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == "3"
import keras, numpy as np
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(("name", "value"), [("TF_CPP_MIN_LOG_LEVEL", "1"), ("TF_ENABLE_ONEDNN_OPTS", "1")])
def test_what_is_set_already_stays(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    make_reproducible(0)
    assert os.environ[name] == value
