"""Measure how far training leads a linear model, and a network with a hidden layer, with and without a bend.

``python -m scale.bench.measure_linear_limit`` writes ``linear_limit.csv`` to ``book/measurements``, and
``linear_weights.csv``, which the chapter on neurons shows. All networks get the same images, rate and batches. The
linear one starts from zeros, so that its seeds differ in the order of the images alone. It is trained longest, since
its loss has a single valley.
"""

from collections.abc import Iterator

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import flatten
from helpers.recipe import BATCH_SIZE
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, write_rows

EPOCHS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200)  # after which the model is judged
LAST = {"ten neurons": 200, "128 more without a bend": 10, "128 more with ReLU": 10}
LEARNING_RATE = 0.1
HIDDEN = 128
SEEDS = range(5)
LEARNED_FROM = 50_000  # images; those that follow judge
FIRST_RUN = ("ten neurons", 0, 200)  # whose weights are written, too
COLUMNS = ("network", "seed", "epochs", "training_accuracy", "validation_accuracy", "validation_loss")


def scores(name: str, seed: int) -> Iterator[tuple[int, list[np.ndarray], tuple[float, float, float]]]:
    """Train a network; after each number of epochs give its weights, and what it scores."""
    make_reproducible()
    import keras

    from helpers.fast_fit import fast_fit

    (images, labels), _ = load_mnist()
    x, y = flatten(images) / 255, np.eye(10)[labels]
    learned, judging = (x[:LEARNED_FROM], y[:LEARNED_FROM]), (x[LEARNED_FROM:], y[LEARNED_FROM:])
    keras.utils.set_random_seed(seed)
    model = network(name)
    model.compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy", metrics=["accuracy"])
    done = 0
    for epochs in (each for each in EPOCHS if each <= LAST[name]):
        keras.utils.set_random_seed(1_000 * seed + epochs)  # or each stretch would have the same orders
        fast_fit(model, *learned, epochs=epochs - done, batch_size=BATCH_SIZE, verbose=0)
        done = epochs
        _, training = model.evaluate(*learned, batch_size=1_000, verbose=0)
        loss, validation = model.evaluate(*judging, batch_size=1_000, verbose=0)
        yield epochs, model.get_weights(), (training, validation, loss)


def network(name: str):  # noqa: ANN201  Keras is imported once it is set up
    """Build one of the networks, with new weights."""
    import keras

    if name == "ten neurons":
        layers = [keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros")]
    else:
        bend = "relu" if "ReLU" in name else "linear"
        layers = [keras.layers.Dense(HIDDEN, activation=bend), keras.layers.Dense(10, activation="softmax")]
    return keras.Sequential([keras.Input((784,)), *layers])


def main() -> None:
    """Write the rows, printed as soon as they are known, and weights of the ten neurons when they were trained last."""
    measured = []
    for name in LAST:
        for seed in SEEDS:
            for epochs, weights, found in scores(name, seed):
                row = (name, str(seed), str(epochs), *(f"{each:.4f}" for each in found))
                print(*row, sep="  ", flush=True)
                measured.append(dict(zip(COLUMNS, row, strict=True)))
                if (name, seed, epochs) == FIRST_RUN:
                    write_weights(weights[0])
    write_rows(RECORDED / "linear_limit.csv", COLUMNS, measured)


def write_weights(weights: np.ndarray) -> None:
    """Write weights of shape (784, 10), a row for each pixel, to three places."""
    columns = [f"neuron_{digit}" for digit in range(10)]
    rows = [dict(zip(columns, (f"{each:.3f}" for each in row), strict=True)) for row in weights]
    write_rows(RECORDED / "linear_weights.csv", columns, rows)


if __name__ == "__main__":
    main()
