"""What a hand teaches: NumPy, Keras and the page's script come to the same weights."""

import numpy as np
import pytest

from helpers.digit_sheet import digit_sheet
from helpers.elements.network import network_of
from helpers.reproducibility import make_reproducible
from helpers.teaching import BLOCK, MOMENTUM, PULL, RATE, REHEARSED, STEPS, emphasized, lesson, size_of, taught_layer
from tests.pages.node import run

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

MEAN, STD = 33.3, 78.6
L = keras.layers
TEACH = """given.map(({ packed, sheet, examples, standard }) => {
    const drain = (work) => { for (;;) { const { done, value } = work.next(); if (done) return value; } };
    const layers = shared.unpackNetwork(packed);
    const layer = layers[shared.placeOfTaught(layers)];
    const { rehearsed, others } = drain(shared.rehearsalOf(layers, standard, {
        images: Uint8Array.from(sheet.images), labels: Uint8Array.from(sheet.labels), training: sheet.training,
    }));
    const own = shared.featuresOfExamples(layers, standard, examples);
    const taught = drain(shared.taught(layer, own, rehearsed));
    const before = Array.from(layer.weights);
    return { ...taught, reads: shared.judged(taught, others).reads, own: shared.judged(taught, own).reads, before };
})"""


def dense() -> list[tuple[np.ndarray, np.ndarray]]:
    chance = np.random.default_rng(0)
    sizes = [(784, 20), (20, 10)]
    return [(chance.normal(size=size) / size[0] ** 0.5, chance.normal(size=size[1])) for size in sizes]


def convolutional() -> keras.Sequential:
    keras.utils.set_random_seed(0)
    layers = [L.Conv2D(4, 5, strides=2, activation="relu"), L.MaxPooling2D(), L.Flatten(), L.Dense(10), L.Softmax()]
    return keras.Sequential([keras.Input((28, 28, 1)), *layers])


def linear() -> list[tuple[np.ndarray, np.ndarray]]:
    chance = np.random.default_rng(1)
    return [(chance.normal(size=(784, 10)) / 28, chance.normal(size=10))]


NETWORKS = {"linear": linear, "dense": dense, "convolutional": convolutional}


@pytest.fixture(scope="module")
def examples() -> tuple[np.ndarray, np.ndarray]:
    """Three pictures, and the first once more, a little paler, under another name: one of the two is always misread."""
    images = np.random.default_rng(2).integers(0, 256, (4, 28, 28), dtype=np.uint8)
    images[3] = 0.99 * images[0]
    return images, np.array([9, 9, 1, 4])


@pytest.fixture(scope="module")
def in_node(examples: tuple[np.ndarray, np.ndarray]) -> dict[str, dict]:
    (images, labels), (others, truths) = digit_sheet()
    images, labels = (
        np.concatenate([images[:REHEARSED], others[:20]]),
        np.concatenate([labels[:REHEARSED], truths[:20]]),
    )
    sheet = {"images": images.ravel().tolist(), "labels": labels.tolist(), "training": REHEARSED}
    own = [{"image": image.ravel().tolist(), "label": int(label)} for image, label in zip(*examples, strict=True)]
    given = [
        {
            "packed": network_of(make()).rounded().packed(),
            "sheet": sheet,
            "examples": own,
            "standard": {"mean": MEAN, "std": STD},
        }
        for make in NETWORKS.values()
    ]
    return dict(zip(NETWORKS, run("digit-pad", TEACH, given), strict=True))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_page_teaches_as_numpy_does(name, examples, in_node):
    found = in_node[name]
    weights, bias = taught_layer(NETWORKS[name](), *examples, MEAN, STD)
    np.testing.assert_allclose(np.reshape(found["weights"], weights.shape), weights, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found["bias"], bias, rtol=0, atol=1e-9)
    assert np.abs(np.ravel(found["before"]) - weights.ravel()).max() > 0.01
    assert found["own"][1:3] == [9, 1]
    assert found["own"][0] in (9, 4)
    assert len(found["reads"]) == 20


def test_keras_teaches_as_numpy_does(examples):
    model = convolutional()
    weights, bias = taught_layer(model, *examples, MEAN, STD)
    x, y, shares = lesson(model, *examples, MEAN, STD)
    before, size = [part.astype(float) for part in network_of(model).rounded().layers[-2].numbers], size_of(x, shares)
    pull = lambda then: lambda now: size * PULL / 2 * keras.ops.sum((now - then) ** 2)  # noqa: E731
    regularizers = {"kernel_regularizer": pull(before[0]), "bias_regularizer": pull(before[1])}
    last = keras.Sequential([keras.Input(x.shape[1:]), L.Dense(10, **regularizers)])
    last.set_weights(before)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, reduction="sum")
    last.compile(keras.optimizers.SGD(RATE / size, MOMENTUM), loss)
    at_first = shares
    for block in range(STEPS // BLOCK):
        shares = emphasized(shares, x, y, *last.get_weights()) if block else shares
        last.fit(x, y, sample_weight=shares, batch_size=len(x), epochs=BLOCK, verbose=0)
    assert (shares[:4] > at_first[:4]).any()
    found_weights, found_bias = last.get_weights()
    np.testing.assert_allclose(found_weights, weights, rtol=0, atol=1e-6)
    np.testing.assert_allclose(found_bias, bias, rtol=0, atol=1e-6)


def test_what_cannot_be_taught_is_told(examples):
    images, labels = examples
    filters_alone = keras.Sequential([keras.Input((28, 28, 1)), L.Conv2D(10, 28), L.Flatten(), L.Softmax()])
    with pytest.raises(ValueError, match="does not end in a dense layer"):
        taught_layer(filters_alone, images, labels, MEAN, STD)
    five = keras.Sequential([keras.Input((784,)), L.Dense(5, activation="softmax")])
    with pytest.raises(ValueError, match="the network has 5 outputs, expected 10, one for each digit; pass"):
        taught_layer(five, images, labels, MEAN, STD)
    with pytest.raises(ValueError, match="images has values from -510 to 0, expected 0 to 255; pass"):
        taught_layer(dense(), -2 * images.astype(int), labels, MEAN, STD)
    with pytest.raises(ValueError, match=r"images has shape \(4, 28, 28\) and labels \(2,\)"):
        taught_layer(dense(), images, labels[:2], MEAN, STD)
