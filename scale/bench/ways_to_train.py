"""The ways to train that the benchmark compares, each in a process of its own.

Same network and recipe, plain gradient descent, first weights by Glorot's rule, biases 0, images in a random order.
The peers have no Keras, so nothing of it is imported here but where it is used. Every epoch waits for a line on
standard input, and answers with a line of JSON: so the benchmark can run them by turns. The first epoch begins where a
user would call `fit`: preparing and compiling are in it.
"""

import json
import sys
import time
from collections.abc import Callable

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, EPOCHS, LEARNING_RATE, SEED, WIDTHS
from scale.network_shape import LAYERS

Data = tuple[np.ndarray, np.ndarray, np.ndarray]  # prepared pixels, labels, prepared pixels of the test
Judge = Callable[[], np.ndarray]  # gives the digit read in each test image


class Turns:
    """When an epoch may begin, and how long it took."""

    def __init__(self, epochs: int, truth: np.ndarray) -> None:
        self.epochs = epochs
        self.truth = truth
        self.made = 0
        self.start: float | None = None

    def begin(self) -> None:
        """Wait for the turn; an epoch that has begun already goes on."""
        if self.start is None:
            if not sys.stdin.readline():
                sys.exit("The benchmark is gone.")
            self.start = time.perf_counter()

    def end(self, judge: Judge | None = None) -> None:
        """Tell how long the epoch took, and after as many as the post trains how many answers are right."""
        facts = {"seconds": time.perf_counter() - self.start}
        self.made += 1
        self.start = None
        if judge and self.made == EPOCHS:
            facts["accuracy"] = float(np.mean(judge() == self.truth))
        print(json.dumps(facts), flush=True)

    def run(self, epoch: Callable[[], None], judge: Judge | None = None) -> None:
        """Run an epoch at each turn."""
        while self.made < self.epochs:
            self.begin()
            epoch()
            self.end(judge)


def floor(turns: Turns, data: Data, precision: str) -> None:
    """Only the matrix products of an epoch, in NumPy: eight for each step, three forward and five backward."""
    x = data[0]
    rng = np.random.default_rng(0)
    weights_1, weights_2, weights_3 = (rng.normal(size=size).astype(precision) for size in LAYERS)

    def epoch() -> None:
        for first in range(0, len(x), BATCH_SIZE):
            batch = x[first : first + BATCH_SIZE]
            hidden_1 = batch @ weights_1
            hidden_2 = hidden_1 @ weights_2
            answers = hidden_2 @ weights_3
            hidden_2.T @ answers
            slopes_2 = answers @ weights_3.T
            hidden_1.T @ slopes_2
            slopes_1 = slopes_2 @ weights_2.T
            batch.T @ slopes_1

    turns.run(epoch)


def with_keras(turns: Turns, data: Data, precision: str, *, fast: bool = False, **settings: object) -> None:
    """Keras: the post's code when there are no settings; with `fast`, the steps of an epoch as one program."""
    from helpers.reproducibility import make_reproducible

    make_reproducible()
    import keras

    from helpers.training import build_network, fast_fit

    keras.config.set_floatx(precision)
    x, labels, x_test = data
    y = keras.utils.to_categorical(labels).astype(precision)
    model = build_network()
    model.compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy", metrics=["accuracy"], **settings)

    class InTurn(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            turns.begin()

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            turns.end(lambda: model.predict(x_test, verbose=0).argmax(axis=1))

    train = fast_fit if fast else keras.Sequential.fit
    turns.begin()
    train(model, x, y, epochs=turns.epochs, batch_size=BATCH_SIZE, verbose=0, callbacks=[InTurn()])


def with_sklearn(turns: Turns, data: Data, precision: str) -> None:
    """scikit-learn's network; it keeps the precision of the pixels."""
    from sklearn.neural_network import MLPClassifier

    x, labels, x_test = data
    model = MLPClassifier(
        WIDTHS[1:-1],
        batch_size=BATCH_SIZE,
        solver="sgd",
        learning_rate_init=LEARNING_RATE,
        momentum=0,
        alpha=0,
        random_state=SEED,
    )
    turns.run(lambda: model.partial_fit(x, labels, classes=range(10)), lambda: model.predict(x_test))


def with_torch(turns: Turns, data: Data, precision: str) -> None:
    """PyTorch's usual loop, without its DataLoader, which is slower when all images are in memory."""
    import torch
    from torch import nn

    torch.manual_seed(SEED)
    x, labels, x_test = (torch.from_numpy(array) for array in (data[0], data[1].astype(np.int64), data[2]))
    layers = [nn.Linear(*size) for size in LAYERS]
    for layer in layers:
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)
    model = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2]).to(x.dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    cross_entropy = nn.CrossEntropyLoss()

    def epoch() -> None:
        for chosen in torch.randperm(len(x)).split(BATCH_SIZE):
            optimizer.zero_grad()
            cross_entropy(model(x[chosen]), labels[chosen]).backward()
            optimizer.step()

    def judge() -> np.ndarray:
        with torch.no_grad():
            return model(x_test).argmax(dim=1).numpy()

    turns.run(epoch, judge)


def with_jax(turns: Turns, data: Data, precision: str) -> None:
    """JAX: an epoch is one compiled program."""
    import jax

    jax.config.update("jax_enable_x64", precision == "float64")
    from jax import numpy as jnp

    x, labels, x_test = (jnp.asarray(array) for array in data)
    first, *keys = jax.random.split(jax.random.key(SEED), 1 + len(LAYERS))
    weights = [
        (jax.nn.initializers.glorot_uniform()(key, size, precision), jnp.zeros(size[1], precision))
        for key, size in zip(keys, LAYERS, strict=True)
    ]

    def logits(weights: list, batch: jax.Array) -> jax.Array:
        for weight, bias in weights[:-1]:
            batch = jax.nn.relu(batch @ weight + bias)
        return batch @ weights[-1][0] + weights[-1][1]

    def loss(weights: list, batch: jax.Array, truth: jax.Array) -> jax.Array:
        return -jnp.take_along_axis(jax.nn.log_softmax(logits(weights, batch)), truth[:, None], axis=1).mean()

    @jax.jit
    def all_steps(weights: list, key: jax.Array, x: jax.Array, labels: jax.Array) -> list:
        def step(weights: list, chosen: jax.Array) -> tuple[list, None]:
            slopes = jax.grad(loss)(weights, x[chosen], labels[chosen])
            return jax.tree.map(lambda weight, slope: weight - LEARNING_RATE * slope, weights, slopes), None

        return jax.lax.scan(step, weights, jax.random.permutation(key, len(x)).reshape(-1, BATCH_SIZE))[0]

    def epoch() -> None:
        nonlocal weights
        key = jax.random.fold_in(first, turns.made)
        weights = jax.block_until_ready(all_steps(weights, key, x, labels))

    turns.run(epoch, lambda: np.asarray(logits(weights, x_test)).argmax(axis=1))


CASES = {
    "floor": floor,
    "floor_avx": floor,
    "post": with_keras,
    "steps_per_execution": lambda *given: with_keras(*given, steps_per_execution=125),
    "jit_compile": lambda *given: with_keras(*given, jit_compile=True),
    "fast_path": lambda *given: with_keras(*given, fast=True),
    "scikit-learn": with_sklearn,
    "pytorch": with_torch,
    "jax": with_jax,
}
PEERS = ("scikit-learn", "pytorch", "jax")  # they have an environment of their own
# TensorFlow's package multiplies numbers in double precision with instructions that a processor of 2011 has. NumPy's
# OpenBLAS picks the newest; told so, it keeps to those of 2011 too.
SURROUNDINGS = {"floor_avx": {"OPENBLAS_CORETYPE": "Sandybridge"}}


def main(name: str, precision: str, epochs: str, images: str) -> None:
    """Prepare so many images, say that all is ready, and train."""
    (x, labels), (x_test, test_labels) = load_mnist()
    statistics = pixel_statistics(x)
    x = standardize(x[: int(images)], *statistics).astype(precision)
    x_test = standardize(x_test, *statistics).astype(precision)
    turns = Turns(int(epochs), test_labels)
    print(json.dumps({"ready": name}), flush=True)
    CASES[name](turns, (x, labels[: int(images)], x_test), precision)


if __name__ == "__main__":
    main(*sys.argv[1:])
