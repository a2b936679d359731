"""Measure what the network of the book gains from more images, and what it gains from the images that it has.

``python -m scale.bench.measure_more_data`` writes four tables to ``book/measurements``, which the chapter on more from
the same data shows:

- ``images.csv``: trained on so many images, still or moved by chance, or on ten copies of each;
- ``remedies_few.csv`` and ``remedies_many.csv``: remedies against overfitting, one at a time, on 1,000 and on 50,000
  images;
- ``moved_digits.csv``: validation images at other places, and mirrored and turned ones, read by some of the networks
  that learned from 50,000.

``images``, ``few`` or ``many`` after the command makes a part alone. A seed stands for first weights, order, and which
of the first 50,000 images are drawn. The last 10,000 are halved by chance: one half chooses (when to stop, how strong a
remedy is), the other judges. No test image is read. In single precision, about six minutes of one processor.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from helpers.data import load_mnist
from helpers.page_training import moved
from helpers.preprocessing import pixel_statistics
from helpers.recipe import BATCH_SIZE, EPOCHS, LEARNING_RATE
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, write_rows

RATE = 0.1
ALL = 50_000
CHOOSING, JUDGING = np.random.default_rng(0).permutation(np.arange(50_000, 60_000)).reshape(2, -1)
SIZES = {100: 150, 300: 150, 1_000: 100, 3_000: 50, 10_000: 20, 50_000: 8}  # images, and epochs of each training
COPIED, COPIED_EPOCHS = 5_000, 40  # images of which ten copies are made
SEEDS = {1_000: range(5), 50_000: range(3)}  # for the remedies; no other numbers of images have any
FARTHEST, ASKED = 5, 2_000  # pixels at which moved digits are read, and how many of them
Change = Callable[[np.ndarray, np.random.Generator, int], np.ndarray]  # of images, for an epoch


def moving(most: int, copies: int = 0) -> Change:
    """Move each image by up to so many pixels each way, anew in each epoch, or as in one of a few copies by turns."""
    kept: dict[int, np.ndarray] = {}

    def change(images: np.ndarray, rng: np.random.Generator, epoch: int) -> np.ndarray:
        shifts = rng.integers(-most, most + 1, size=(2, len(images)))
        if copies:
            shifts = kept.setdefault(epoch % copies, shifts)
        found = np.empty_like(images)
        for right, down in np.unique(shifts, axis=1).T:  # all that move alike at once, which is faster
            alike = np.flatnonzero(((right, down) == shifts.T).all(axis=1))
            found[alike] = np.roll(images[alike], (down, right), axis=(1, 2))
            if down:
                found[alike, slice(down) if down > 0 else slice(down, None)] = 0
            if right:
                found[alike, :, slice(right) if right > 0 else slice(right, None)] = 0
        return found

    return change


def bending(images: np.ndarray, rng: np.random.Generator, _: int) -> np.ndarray:
    """Turn each image by up to 10 degrees, scale and shear it by up to a tenth, move it by up to 2 pixels."""
    import tensorflow as tf

    count, middle = len(images), 13.5
    angle, shear = np.deg2rad(rng.uniform(-10, 10, count)), rng.uniform(-0.1, 0.1, count)
    wide, high = rng.uniform(0.9, 1.1, (2, count))
    across = np.stack([np.cos(angle) * wide, shear - np.sin(angle) * high], axis=1)
    down = np.stack([np.sin(angle) * wide, np.cos(angle) * high], axis=1)
    starts = middle - middle * np.stack([across.sum(axis=1), down.sum(axis=1)], axis=1)
    starts += rng.uniform(-2, 2, (count, 2))
    rows = [across, starts[:, :1], down, starts[:, 1:], np.zeros((count, 2))]
    given = {"transforms": np.concatenate(rows, axis=1).astype("float32"), "output_shape": images.shape[1:]}
    given |= {"interpolation": "BILINEAR", "fill_mode": "CONSTANT", "fill_value": 0.0}
    return tf.raw_ops.ImageProjectiveTransformV3(images=images[..., None], **given).numpy()[..., 0]


def flipping(*axes: int) -> Change:
    """Mirror each image along these axes, or leave it, by the toss of a coin."""

    def change(images: np.ndarray, rng: np.random.Generator, _: int) -> np.ndarray:
        tossed = rng.random(len(images)) < 0.5
        return np.where(tossed[:, None, None], np.flip(images, axes), images)

    return change


@dataclass(frozen=True)
class Way:
    """A way to train: what is done to the images, and to the network."""

    name: str
    change: Change | None = None
    decay: float = 0.0  # times the sum of the squared weights, added to the loss
    dropout: float = 0.0
    neurons: int = 128  # of each hidden layer
    rate: float = RATE
    epochs: int | None = None  # where they are not those of `SIZES`


PLAIN = Way("plain")
SHIFT = Way("moved by up to 2", change=moving(2))
REMEDIES = {
    1_000: [
        PLAIN,
        *(Way(f"weight decay {decay}", decay=decay) for decay in (0.0001, 0.001)),
        *(Way(f"dropout {share}", dropout=share) for share in (0.2, 0.5)),
        *(Way(f"{neurons} neurons", neurons=neurons) for neurons in (32, 256)),
        *(Way(f"moved by up to {most}", change=moving(most)) for most in (1, 2, 3)),
        Way("bent and moved", change=bending),
        Way("mirrored", change=flipping(2)),
        Way("turned upside down", change=flipping(1, 2)),
    ],
    50_000: [
        PLAIN,
        SHIFT,
        Way("weight decay 0.0001", decay=0.0001),
        Way("dropout 0.2", dropout=0.2),
        Way("32 neurons", neurons=32),
    ],
}
LOOKED_AT = ("plain", "moved by up to 2")  # with moved digits, beside the recipe of the model
OF_IMAGES = ("images", "way", "seed", "epochs", "training_accuracy", "validation_accuracy")
OF_REMEDIES = ("images", "way", "seed", "epochs", "training_accuracy", "choosing_accuracy", "validation_accuracy",
               "validation_loss", "other_hands")  # fmt: skip
OF_PLACES = ("way", "change", "right", "down", "images", "accuracy", "spread")


@dataclass
class Lesson:
    """Trains the network of the book, and judges it; all in single precision, so that it takes minutes."""

    images: np.ndarray = field(init=False)
    labels: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        make_reproducible()
        import keras

        keras.config.set_floatx("float32")
        (images, labels), _ = load_mnist()
        self.images, self.labels = images.astype("float32"), labels.astype("int32")
        self.epoch, self.logits = compiled()

    def train(self, way: Way, count: int, seed: int) -> Iterator["Trained"]:
        """Train on so many images; give the network after each epoch."""
        import tensorflow as tf

        rng = np.random.default_rng(seed)
        chosen = rng.permutation(ALL)[:count]
        mean, std = pixel_statistics(self.images[chosen])
        widths = (784, way.neurons, way.neurons, 10)
        weights = []
        for inputs, outputs in pairwise(widths):
            limit = np.sqrt(6 / (inputs + outputs))
            weights += [rng.uniform(-limit, limit, (inputs, outputs)), np.zeros(outputs)]
        weights = tuple(tf.constant(each, tf.float32) for each in weights)
        labels = tf.constant(self.labels[chosen])
        numbers = [tf.constant(each, tf.float32) for each in (way.rate, way.decay, way.dropout)]
        epochs = way.epochs or SIZES[count]
        for epoch in range(epochs):
            shown = self.images[chosen]
            if way.change:
                shown = way.change(shown, rng, epoch)
            x = tf.constant(((shown - mean) / std).reshape(count, 784))
            order = tf.constant(rng.permutation(count)[: count // BATCH_SIZE * BATCH_SIZE].astype("int32"))
            chance = tf.constant(epoch + 1_000 * seed)
            weights = self.epoch(weights, x, labels, order, *numbers, chance, way.dropout > 0, way.decay > 0)
            yield Trained(self, weights, mean, std, chosen, epoch + 1)


@dataclass(frozen=True)
class Trained:
    """A network as it is after an epoch."""

    lesson: Lesson
    weights: tuple
    mean: float
    std: float
    learned: np.ndarray  # the numbers of the images that it learned from
    epochs: int

    def read(self, images: np.ndarray) -> np.ndarray:
        """Return the logits of images, shape (n, 28, 28)."""
        x = ((images - self.mean) / self.std).reshape(len(images), 784).astype("float32")
        return self.lesson.logits(self.weights, x).numpy().astype("float64")

    def judged(self, numbers: np.ndarray) -> tuple[float, float]:
        """Return loss and accuracy on images of the file."""
        logits, truth = self.read(self.lesson.images[numbers]), self.lesson.labels[numbers]
        most = logits.max(axis=1)
        costs = np.log(np.exp(logits - most[:, None]).sum(axis=1)) + most - logits[np.arange(len(truth)), truth]
        return float(costs.mean()), float(np.mean(logits.argmax(axis=1) == truth))


def compiled() -> tuple[Callable, Callable]:
    """Return what makes the steps of an epoch, and what gives the logits."""
    import tensorflow as tf

    def layers(x: Any, weights: tuple, thinned: Callable) -> Any:
        for number in range(0, len(weights) - 2, 2):
            x = thinned(tf.nn.relu(x @ weights[number] + weights[number + 1]), number)
        return x @ weights[-2] + weights[-1]

    @tf.function(jit_compile=True, autograph=False)
    def epoch(
        weights: tuple, x: Any, labels: Any, order: Any, rate: Any, decay: Any, dropout: Any, chance: Any,
        thins: bool, decays: bool,
    ) -> tuple:  # fmt: skip
        steps = order.shape[0] // BATCH_SIZE

        def step(number: Any, weights: tuple) -> tuple:
            chosen = tf.slice(order, [number * BATCH_SIZE], [BATCH_SIZE])
            batch, truth = tf.gather(x, chosen), tf.gather(labels, chosen)

            def thinned(activations: Any, layer: int) -> Any:
                if not thins:
                    return activations
                tossed = tf.random.stateless_uniform(activations.shape, tf.stack([chance, 4 * number + layer]))
                return tf.where(tossed < dropout, 0.0, activations / (1 - dropout))

            with tf.GradientTape() as tape:
                tape.watch(weights)
                costs = tf.nn.sparse_softmax_cross_entropy_with_logits(truth, layers(batch, weights, thinned))
                loss = tf.reduce_mean(costs)
                if decays:
                    loss += decay * tf.add_n([tf.reduce_sum(each**2) for each in weights[::2]])
            slopes = tape.gradient(loss, weights)
            return number + 1, tuple(each - rate * slope for each, slope in zip(weights, slopes, strict=True))

        return tf.while_loop(lambda number, _: number < steps, step, (tf.constant(0), weights))[1]

    @tf.function(jit_compile=True, autograph=False, reduce_retracing=True)
    def logits(weights: tuple, x: Any) -> Any:
        return layers(x, weights, lambda activations, _: activations)

    return epoch, logits


def last(trainings: Iterator[Trained]) -> Trained:
    """Train to the end."""
    *_, trained = trainings
    return trained


def other_hands() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's digits and their labels: scaled to 20 pixels, and centered by their mass, as MNIST is."""
    from sklearn.datasets import load_digits

    found = load_digits()
    images = []
    for grays in np.round(found.images * 255 / 16).astype("uint8"):
        ink = Image.fromarray(grays)
        ink = ImageOps.contain(ink.crop(ink.getbbox()), (20, 20))
        frame = Image.new("L", (28, 28))
        frame.paste(ink, ((28 - ink.width) // 2, (28 - ink.height) // 2))
        way = 14 - np.array(ndimage.center_of_mass(np.asarray(frame)))
        images.append(ndimage.shift(np.asarray(frame), np.round(way), order=0))
    return np.stack(images), found.target


def of_images(lesson: Lesson) -> Iterator[tuple]:
    """Train on more and more images, still and moved, and on ten copies of each."""
    ways = [(count, way) for count in SIZES if count not in SEEDS for way in (PLAIN, SHIFT)]
    copied = [PLAIN, Way("ten copies", change=moving(2, copies=10)), SHIFT]
    ways += [(COPIED, Way(each.name, each.change, epochs=COPIED_EPOCHS)) for each in copied]
    for count, way in ways:
        for seed in range(3):
            if way.name == "ten copies":
                way = Way(way.name, moving(2, copies=10), epochs=COPIED_EPOCHS)  # each seed its own copies
            trained = last(lesson.train(way, count, seed))
            shares = [trained.judged(numbers)[1] for numbers in (trained.learned, JUDGING)]
            yield (count, way.name, seed, trained.epochs, *(f"{share:.4f}" for share in shares))


def of_remedies(lesson: Lesson, count: int, keep: Callable[[str, Trained], None]) -> Iterator[tuple]:
    """Try each remedy on so many images; with plain training also stop at the lowest loss on those that choose."""
    strange, truth = other_hands()

    def row(name: str, seed: int, trained: Trained) -> tuple:
        shares = [trained.judged(numbers)[1] for numbers in (trained.learned, CHOOSING, JUDGING)]
        theirs = np.mean(trained.read(strange).argmax(axis=1) == truth)
        loss, _ = trained.judged(JUDGING)
        return (count, name, seed, trained.epochs, *(f"{number:.4f}" for number in (*shares, loss, theirs)))

    for way in REMEDIES[count]:
        for seed in SEEDS[count]:
            best, least = None, np.inf
            for trained in lesson.train(way, count, seed):
                loss = trained.judged(CHOOSING)[0] if way is PLAIN else np.inf
                best, least = (trained, loss) if loss < least else (best, least)
            yield row(way.name, seed, trained)
            if best:
                yield row("early stopping", seed, best)
            keep(way.name, trained)


def of_places(lesson: Lesson, networks: dict[str, list[Trained]]) -> Iterator[tuple]:
    """Let networks read validation images that are moved without loss of ink, mirrored and turned."""
    asked = JUDGING[:ASKED]
    images, labels = lesson.images[asked], lesson.labels[asked]
    kept = range(-FARTHEST, FARTHEST + 1)
    changed = [("moved", right, down, images, labels) for right in kept for down in kept]
    changed += [("mirrored", 0, 0, images[:, :, ::-1], labels), ("upside down", 0, 0, images[:, ::-1, ::-1], labels)]
    for name, trainings in networks.items():
        for change, right, down, shown, truth in changed:
            if change == "moved":
                with_room = moved(shown, np.full(len(shown), right), np.full(len(shown), down))
                whole = with_room.sum(axis=(1, 2)) == shown.sum(axis=(1, 2))
                shown, truth = with_room[whole], truth[whole]
            shares = [np.mean(trained.read(shown).argmax(axis=1) == truth) for trained in trainings]
            spread = np.std(shares, ddof=1)
            yield name, change, right, down, len(truth), f"{np.mean(shares):.4f}", f"{spread:.4f}"


def write(name: str, columns: tuple[str, ...], rows: Iterator[tuple]) -> None:
    """Write a table, and print each row as soon as it is known."""
    found = []
    for row in rows:
        print(*row, flush=True)
        found.append(dict(zip(columns, map(str, row), strict=True)))
    write_rows(RECORDED / f"{name}.csv", columns, found)


def main(names: list[str]) -> None:
    """Write the tables of these names, or all: "images", "few" and "many"."""
    lesson = Lesson()
    if not names or "images" in names:
        write("images", OF_IMAGES, of_images(lesson))
    if not names or "few" in names:
        write("remedies_few", OF_REMEDIES, of_remedies(lesson, 1_000, lambda *_: None))
    if not names or "many" in names:
        recipe = Way("recipe", rate=LEARNING_RATE, epochs=EPOCHS)
        networks = {"recipe": [last(lesson.train(recipe, ALL, seed)) for seed in SEEDS[ALL]]}

        def keep(name: str, trained: Trained) -> None:
            if name in LOOKED_AT:
                networks.setdefault(name, []).append(trained)

        write("remedies_many", OF_REMEDIES, of_remedies(lesson, ALL, keep))
        write("moved_digits", OF_PLACES, of_places(lesson, networks))


if __name__ == "__main__":
    main(sys.argv[1:])
