"""Networks of all kinds of layers in the page's script, run in Node, against Keras with random weights."""

import numpy as np
import pytest

from helpers.elements.network import Network, network_of
from helpers.reproducibility import make_reproducible
from tests.pages.node import run

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

L = keras.layers


def convolutional() -> list[keras.Layer]:
    """A small network as one would train it."""
    return [
        *(L.Conv2D(8, 3, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(), L.MaxPooling2D()),
        *(L.Conv2D(16, 3, padding="same", activation="relu"), L.MaxPooling2D(), L.Dropout(0.3), L.Flatten()),
        L.Dense(10, activation="softmax"),
    ]


PICTURE = (28, 28, 1)
NETWORKS = {  # the shape of an image, and the layers
    "dense": ((784,), lambda: [L.Dense(20, activation="relu"), L.Dense(10, activation="softmax")]),
    "dense without a bias": ((784,), lambda: [L.Dense(20, use_bias=False), L.ReLU(), L.Dense(10), L.Softmax()]),
    "normalized and dense": ((784,), lambda: [L.Dense(9), L.BatchNormalization(), L.Activation("relu"), *last()]),
    "normalized at first": ((784,), lambda: [L.BatchNormalization(), *last()]),
    "normalized rows": ((28, 28), lambda: [L.BatchNormalization(scale=False), L.Flatten(), *last()]),
    "normalized pictures": (PICTURE, lambda: [L.BatchNormalization(), L.Flatten(), *last()]),
    "convolutional": (PICTURE, convolutional),
    "normalized after ReLU": (PICTURE, lambda: [L.Conv2D(3, 5, activation="relu"), L.BatchNormalization(), *flat()]),
    "not centered": (PICTURE, lambda: [L.Conv2D(3, 3), L.BatchNormalization(center=False), L.ReLU(), *flat()]),
    "strides, valid": (PICTURE, lambda: [L.Conv2D(4, (5, 3), strides=(2, 3), activation="relu"), *flat()]),
    "strides, same": (PICTURE, lambda: [L.Conv2D(4, (5, 2), strides=(3, 2), padding="same"), L.ReLU(), *flat()]),
    "pools, same": (PICTURE, lambda: [L.Conv2D(3, 4), L.MaxPooling2D(3, strides=2, padding="same"), *flat()]),
    "pools, valid": (PICTURE, lambda: [L.MaxPooling2D((3, 2), strides=(2, 1)), L.Conv2D(2, 2), *flat()]),
    "reshaped": ((784,), lambda: [L.Reshape(PICTURE), L.Conv2D(2, 3, activation="relu"), *flat()]),
}


def last() -> list[keras.Layer]:
    return [L.Dense(10, activation="softmax")]


def flat() -> list[keras.Layer]:
    return [L.Flatten(), *last()]


def made(name: str) -> keras.Sequential:
    """A network with random weights, a normalization's moving statistics included."""
    shape, layers = NETWORKS[name]
    model = keras.Sequential([keras.Input(shape), *layers()])
    chance = np.random.default_rng(len(name))
    for weight in model.weights:
        positive = "variance" in weight.name
        inputs = np.prod(weight.shape[:-1], initial=1)
        numbers = chance.uniform(0.5, 2, weight.shape) if positive else chance.normal(0, inputs**-0.5, weight.shape)
        weight.assign(numbers)
    return model


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(3, 784))


@pytest.fixture(scope="module")
def models() -> dict[str, keras.Sequential]:
    return {name: made(name) for name in NETWORKS}


@pytest.fixture(scope="module")
def networks(models: dict[str, keras.Sequential]) -> dict[str, Network]:
    return {name: network_of(model) for name, model in models.items()}


def test_numpy_computes_what_keras_does(models, networks, images):
    for name, model in models.items():
        expected = model.predict(images.reshape(-1, *model.input_shape[1:]), verbose=0)
        assert expected.max() < 0.999, name  # it is unsure, so all layers matter
        np.testing.assert_allclose(networks[name].predict(images), expected, rtol=0, atol=1e-9, err_msg=name)


def test_the_page_computes_the_same_with_weights_rounded_to_16_bits(networks, images):
    given = [[network.rounded().packed(), images.tolist()] for network in networks.values()]
    classify = """given.map(([packed, images]) => {
        const layers = shared.unpackNetwork(packed);
        return images.map((image) => shared.forward(layers, image).at(-1));
    })"""
    for (name, network), found in zip(networks.items(), run("digit-pad", classify, given), strict=True):
        np.testing.assert_allclose(found, network.rounded().predict(images), rtol=0, atol=1e-9, err_msg=name)
        np.testing.assert_allclose(found, network.predict(images), rtol=0, atol=5e-3, err_msg=name)


def test_normalization_right_after_weights_is_folded_into_them(networks):
    kinds = {name: [layer.kind for layer in network.layers] for name, network in networks.items()}
    assert kinds["convolutional"] == ["conv", "relu", "pool", "conv", "relu", "pool", "reshape", "dense", "softmax"]
    assert kinds["normalized after ReLU"] == ["conv", "relu", "scale", "reshape", "dense", "softmax"]


LOOK = """given.map(([packed, image]) => {
    const layers = shared.unpackNetwork(packed);
    const given = shared.forward(layers, image);
    return shared.hiddenLayers(layers).map((place) => {
        const inputs = place === 0 ? image : given[place - 1];
        const seen = [1, 3].map((neuron) => shared.neuronAt(layers[place], inputs, given[place], neuron));
        return [layers[place].shape, seen, Array.from(given[place])];
    });
})"""


def test_a_neuron_tells_how_its_sum_comes_about(networks, images):
    names = ["dense", "convolutional", "strides, same"]
    given = [[networks[name].rounded().packed(), images[0].tolist()] for name in names]
    dense, convolutional, strided = run("digit-pad", LOOK, given)
    assert [len(dense), len(convolutional), len(strided)] == [1, 2, 1]
    for shape, neurons, sums in [*dense, *convolutional, *strided]:
        of_each = np.reshape(sums, (-1, shape[-1]))
        for place, seen in zip([1, 3], neurons, strict=True):
            products = np.multiply(seen["inputs"], seen["weights"])
            np.testing.assert_allclose(seen["products"], products)
            np.testing.assert_allclose(seen["sum"], products.sum() + seen["bias"], atol=1e-9)
            assert seen["sum"] == of_each[:, place].max()  # where a filter responds most
            assert len(seen["weights"]) == np.prod(seen["shape"])
    (weights, bias), (_, [seen, _], _) = networks["dense"].rounded().layers[0].numbers, dense[0]
    assert (seen["weights"], seen["bias"]) == (weights[:, 1].tolist(), bias[1])
    assert [neuron["shape"] for _, [neuron, _], _ in convolutional] == [[3, 3, 1], [3, 3, 8]]


PLACES = """given.map(([packed, image]) => {
    const layers = shared.unpackNetwork(packed);
    const given = shared.forward(layers, image);
    return shared.hiddenLayers(layers).map((place) => {
        const inputs = place === 0 ? image : given[place - 1];
        const [rows, columns] = layers[place].shape;
        return Array.from({ length: rows * columns }, (_, pixel) => [
            shared.neuronAt(layers[place], inputs, given[place], 1, pixel).sum,
            shared.fieldOf(layers, place, pixel),
        ]);
    });
})"""


def test_a_value_of_a_map_depends_on_its_field_alone(networks, images):
    """Ink elsewhere changes nothing, and ink in the field does, in each row and column at its edge."""
    names = ["convolutional", "strides, same"]
    given = [[networks[name].rounded().packed(), images[0].tolist()] for name in names]
    for name, layers in zip(names, run("digit-pad", PLACES, given), strict=True):
        hidden = [k for k, layer in enumerate(networks[name].layers) if layer.kind == "conv"]
        for place, values in zip(hidden, layers, strict=True):
            part = Network(networks[name].shape, networks[name].rounded().layers[: place + 1])
            sums = part.predict(images[:1])[0, :, :, 1].ravel()
            np.testing.assert_allclose([sum_ for sum_, _ in values], sums, atol=1e-9)
            for pixel in (0, len(values) // 2, len(values) - 1):
                field = values[pixel][1]
                box = np.zeros((28, 28), bool)
                box[field["top"] : field["bottom"], field["left"] : field["right"]] = True
                others, own = images[0].copy(), images[0].copy()
                others[~box.ravel()] += 10
                own[box.ravel()] += 10
                found = part.predict(np.stack([others, own]))[:, :, :, 1].reshape(2, -1)[:, pixel]
                assert found[0] == pytest.approx(sums[pixel], abs=1e-9)
                assert found[1] != pytest.approx(sums[pixel], abs=1e-6)
