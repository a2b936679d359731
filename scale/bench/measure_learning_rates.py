"""Measure what a learning rate does to the network of the book, from several starts.

``python -m scale.bench.measure_learning_rates`` writes ``learning_rates.csv`` to ``book/measurements``, which the
chapter on training shows. Only the rate and the start change. Steps and orders are those of Keras's ``fit``; loss and
accuracy are taken with the weights of the moment, on the first 10,000 of the images to learn from and on those kept
aside.
"""

from collections.abc import Iterator

import numpy as np

from helpers.data import load_mnist
from helpers.numpy_network import affine, cross_entropy, relu, softmax
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, EPOCHS
from helpers.reproducibility import make_reproducible
from scale.bench.results import record

RATES = (0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1.0)
SEEDS = range(3)
LEARNED_FROM = 50_000  # images; those that follow judge
EPOCH = -(-LEARNED_FROM // BATCH_SIZE)  # steps
MOMENTS = sorted([0, *(2**power for power in range(13)), *(EPOCH * epoch for epoch in range(1, EPOCHS + 1))])
COLUMNS = (
    "learning_rate",
    "seed",
    "steps",
    "training_loss",
    "training_accuracy",
    "validation_loss",
    "validation_accuracy",
    "dead_neurons",
)


def judged(weights: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> tuple[float, float, int]:
    """Return loss, accuracy, and how many hidden neurons give 0 for all samples; NaN where numbers are too large.

    Parameters
    ----------
    weights
        Weights and biases, layer by layer.
    x, y
        Samples (n, inputs), and their labels (n, classes).
    """
    if not all(np.isfinite(numbers).all() for numbers in weights):
        return np.nan, np.nan, 0
    layers = list(zip(weights[::2], weights[1::2], strict=True))
    silent = 0
    for layer in layers[:-1]:
        x = relu(affine(x, *layer))
        silent += int((~(x > 0).any(axis=0)).sum())
    answers = softmax(affine(x, *layers[-1]))
    return cross_entropy(answers, y), float(np.mean(answers.argmax(axis=1) == y.argmax(axis=1))), silent


def rows() -> Iterator[dict[str, str]]:
    """Train the network with each rate from each start, and judge it at the moments."""
    make_reproducible()
    import keras
    import tensorflow as tf

    from helpers.training import build_network, fit_orders, train_steps

    (images, labels), _ = load_mnist()
    pixels, encoded = standardize(images, *pixel_statistics(images[:LEARNED_FROM])), one_hot(labels)
    x, y = tf.constant(pixels[:LEARNED_FROM]), tf.constant(encoded[:LEARNED_FROM])
    last_batch = LEARNED_FROM % BATCH_SIZE

    def after(weights: tuple, order: tf.Tensor, begin: int, end: int, rate: float) -> tuple:
        """Make the steps from `begin` to the one before `end`; the last of an epoch has fewer samples."""
        full = min(end, LEARNED_FROM // BATCH_SIZE)
        for first, last, size in ((begin, full, BATCH_SIZE), (full, end, last_batch)):
            if first < last:
                span, by = tf.constant((first, last)), tf.constant(rate, x.dtype)
                given = (weights, (x, y, order), span, by, (BATCH_SIZE, size), activations)
                weights, *_ = train_steps.get_concrete_function(*given)(*given)
        return weights

    for rate in RATES:
        for seed in SEEDS:
            keras.utils.set_random_seed(seed)
            network = build_network()
            activations = (*(layer.activation for layer in network.layers[:-1]), keras.activations.linear)
            weights, order, made = tuple(map(tf.constant, network.get_weights())), None, 0
            for moment in MOMENTS:
                while made < moment:
                    if made % EPOCH == 0:
                        order = next(iter(fit_orders(LEARNED_FROM)))
                    end = min(moment, made - made % EPOCH + EPOCH)
                    weights = after(weights, order, made % EPOCH, end - made + made % EPOCH, rate)
                    made = end
                arrays = [numbers.numpy() for numbers in weights]
                learned, learned_right, dead = judged(arrays, pixels[:10_000], encoded[:10_000])
                loss, right, _ = judged(arrays, pixels[LEARNED_FROM:], encoded[LEARNED_FROM:])
                found = (*(f"{number:.4f}" for number in (learned, learned_right, loss, right)), str(dead))
                yield dict(zip(COLUMNS, (str(rate), str(seed), str(moment), *found), strict=True))


if __name__ == "__main__":
    record("learning_rates.csv", COLUMNS, rows())
