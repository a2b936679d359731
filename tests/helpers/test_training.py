"""helpers.training: the network, its recipe, and the trained weights."""

import random

import numpy as np
import pytest

from helpers import models
from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

from helpers import training  # noqa: E402
from helpers.training import build_network, train_network, trained_network  # noqa: E402


def test_build_network_is_the_one_of_the_post():
    model = build_network()
    assert [layer.count_params() for layer in model.layers] == [100_480, 16_512, 1_290]
    assert [layer.activation.__name__ for layer in model.layers] == ["relu", "relu", "softmax"]
    assert (model.input_shape, model.output_shape) == ((None, 784), (None, 10))
    assert not model.compiled
    assert all(np.array_equal(layer.get_weights()[1], np.zeros(layer.units)) for layer in model.layers)


def test_the_recipe_is_the_post_s(monkeypatch):
    some = tuple((images[:100], labels[:100]) for images, labels in load_mnist())
    monkeypatch.setattr(training, "load_mnist", lambda: some)
    (images, labels), _ = some
    found = train_network()
    make_reproducible(0)
    model = build_network()
    model.compile(keras.optimizers.SGD(0.01), "categorical_crossentropy")
    x, y = standardize(images, *pixel_statistics(images)), keras.utils.to_categorical(labels)
    model.fit(x, y, batch_size=32, epochs=3, verbose=0)
    for ours, theirs in zip(found.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def test_the_model_gets_375_of_10000_wrong():
    model = trained_network()
    (x_train, _), (x_test, y_test) = load_mnist()
    x_test = standardize(x_test, *pixel_statistics(x_train))
    predictions = model.predict(x_test, batch_size=1_000, verbose=0)
    assert predictions.dtype == np.float64
    assert (predictions.argmax(axis=1) != y_test).sum() == 375
    loss, accuracy = model.evaluate(x_test, keras.utils.to_categorical(y_test), batch_size=1_000, verbose=0)
    assert loss == pytest.approx(0.12865052776524868, rel=1e-9)
    assert accuracy == pytest.approx(0.9625, abs=1e-12)


def test_after_loading_everything_is_as_after_a_training():
    keras.utils.clear_session()  # layers are numbered anew, as in a new process
    model = trained_network()
    assert random.random() == random.Random(0).random()  # as after make_reproducible(0)
    assert [layer.name for layer in model.layers] == ["dense", "dense_1", "dense_2"]
    assert int(model.optimizer.iterations) == 0
    assert float(model.optimizer.learning_rate) == 0.01


def test_loading_needs_no_data_set(monkeypatch):
    monkeypatch.setattr("helpers.data.PATH", None)  # so that a training would fail
    assert trained_network().count_params() == 118_282


def test_weights_are_named_after_layers():
    model = build_network()
    named = models.weights_of(model)
    assert list(named)[:3] == ["layer_1_kernel", "layer_1_bias", "layer_2_kernel"]
    for ours, theirs in zip(named.values(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs, strict=True)


def test_the_weights_of_another_network_are_refused():
    small = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)])
    with pytest.raises(ValueError, match=r"but the network needs .*; load its own weights"):
        models.set_weights(small, models.load_weights("network"))
