"""helpers.training: the network, and the model that is trained once."""

import random
import subprocess
import sys

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

from helpers.training import build_network, trained_network  # noqa: E402


def test_build_network_is_the_one_of_the_post():
    model = build_network()
    assert [layer.count_params() for layer in model.layers] == [100_480, 16_512, 1_290]
    assert [layer.activation.__name__ for layer in model.layers] == ["relu", "relu", "softmax"]
    assert (model.input_shape, model.output_shape) == ((None, 784), (None, 10))
    assert not model.compiled
    assert all(np.array_equal(layer.get_weights()[1], np.zeros(layer.units)) for layer in model.layers)


TRAIN = """
import resource, sys
from helpers.training import trained_network
model = trained_network()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
import numpy, random
numpy.savez(sys.argv[1], *model.get_weights())
print([layer.name for layer in model.layers], int(model.optimizer.iterations), random.random())
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Train *the model* once, in a process of its own: give the cache, the weights and what it printed."""
    folder = tmp_path_factory.mktemp("cache")
    weights = tmp_path_factory.mktemp("weights") / "weights.npz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_DIGITS_CACHE", str(folder))
        done = subprocess.run([sys.executable, "-c", TRAIN, weights], check=True, stdout=subprocess.PIPE, text=True)
    with np.load(weights) as file:
        return folder, [file[name] for name in file.files], done.stdout.splitlines()


@pytest.fixture(scope="module")
def kept(trained):
    """Give the model as the second caller gets it, from the cache, and the state it leaves behind."""
    keras.utils.clear_session()  # layers are numbered anew, as in a new process
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_DIGITS_CACHE", str(trained[0]))
        patch.setattr("helpers.data.PATH", None)  # so that a training would fail
        model = trained_network()
    state = f"{[layer.name for layer in model.layers]} {int(model.optimizer.iterations)} {random.random()}"
    return model, state


def test_the_model_gets_375_of_10000_wrong(kept):
    model = kept[0]
    (x_train, _), (x_test, y_test) = load_mnist()
    x_test = standardize(x_test, *pixel_statistics(x_train))
    predictions = model.predict(x_test, verbose=0)
    assert predictions.dtype == np.float64
    assert (predictions.argmax(axis=1) != y_test).sum() == 375
    loss, accuracy = model.evaluate(x_test, keras.utils.to_categorical(y_test), verbose=0)
    assert loss == pytest.approx(0.12865052776524868, rel=1e-9)
    assert accuracy == pytest.approx(0.9625, abs=1e-12)


def test_the_weights_from_the_cache_are_those_of_the_training(trained, kept):
    for ours, made in zip(kept[0].get_weights(), trained[1], strict=True):
        np.testing.assert_array_equal(ours, made, strict=True)


def test_after_a_cache_hit_everything_is_as_after_a_training(trained, kept):
    next_random_number = random.Random(0).random()  # as after make_reproducible(0)
    assert kept[1] == trained[2][1] == f"['dense', 'dense_1', 'dense_2'] 0 {next_random_number}"


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit there, or does not exist")
def test_the_training_stays_below_two_gigabytes(trained):
    assert int(trained[2][0]) * 1024 < 1.9e9  # bytes


def test_another_recipe_is_another_file(trained, monkeypatch):
    monkeypatch.setenv("READING_DIGITS_CACHE", str(trained[0]))
    monkeypatch.setattr("helpers.data.PATH", trained[0] / "missing.npz")
    trained_network()
    for name, value in (("FIT", {"epochs": 4, "batch_size": 32}), ("SEED", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(f"helpers.training.{name}", value)
            with pytest.raises(FileNotFoundError, match="is missing"):  # it would have to train
                trained_network()
    with monkeypatch.context() as patch:
        patch.setattr("helpers.data.SHA256", "0" * 64)
        with pytest.raises(FileNotFoundError, match="is missing"):
            trained_network()
