"""More digits than memory holds: write augmented images to files, and train from the files.

``python -m scale.shards write FOLDER`` makes 600,000 images out of the 60,000 of the training set, each shifted by up
to two pixels, in files of TFRecords, called shards. ``python -m scale.shards train FOLDER`` trains the post's
network from them, at constant memory.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, LEARNING_RATE
from helpers.reproducibility import make_reproducible

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

SHIFTS = range(-2, 3)  # pixels, downward and to the right
BLOCK = 2_400  # images in a record: so many are read, unpacked and trained with at once
PIXELS = 784
LIST = "shards.json"


class ShardSpoilt(Exception):
    """A shard is truncated or altered; the message names it."""


def augmented(copies: int, seed: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give blocks of shifted training images, in a random order, and their labels.

    Parameters
    ----------
    copies : int
        How many shifted copies of each of the 60,000 images.
    seed : int
        Of order and shifts.

    Yields
    ------
    images : np.ndarray, shape (2400, 28, 28), uint8
    labels : np.ndarray, shape (2400,), uint8
    """
    (images, labels), _ = load_mnist()
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    rng = np.random.default_rng(seed)
    for _ in range(copies):
        for chosen in rng.permutation(len(images)).reshape(-1, BLOCK):
            rows, columns = rng.choice(SHIFTS, size=(2, BLOCK))
            shifted = [
                padded[one, 2 - row : 30 - row, 2 - column : 30 - column]
                for one, row, column in zip(chosen, rows, columns, strict=True)
            ]
            yield np.stack(shifted), labels[chosen]


def write(folder: Path, copies: int = 10, shards: int = 10) -> list[Path]:
    """Write the augmented images, and a list of the shards with how many images each holds.

    Parameters
    ----------
    folder : Path
        Where to; it is made if need be.
    copies : int
        How many shifted copies of each of the 60,000 images; a copy of all takes 47 MB.
    shards : int
        To how many files; block after block goes to the next one.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    ValueError
        If a number is below 1.
    """
    if copies < 1 or shards < 1:
        raise ValueError(f"{copies} copies in {shards} shards: pass numbers of at least 1.")
    make_reproducible()
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"digits-{number:03d}-of-{shards:03d}.tfrecord" for number in range(shards)]
    counts = dict.fromkeys((path.name for path in paths), 0)
    with ExitStack() as stack:
        writers = [stack.enter_context(tf.io.TFRecordWriter(str(path))) for path in paths]
        for number, (images, labels) in enumerate(augmented(copies)):
            writers[number % shards].write(images.tobytes() + labels.tobytes())
            counts[paths[number % shards].name] += BLOCK
    (folder / LIST).write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")  # last: now all are complete
    return paths


def listed(folder: Path) -> dict[Path, int]:
    """The shards that a folder should hold, and how many images each; FileNotFoundError says what is missing."""
    try:
        counts = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        how = f"python -m scale.shards write {folder}"
        raise FileNotFoundError(f"{folder} holds no complete set of shards; write it: {how}") from None
    if missing := [name for name in counts if not (folder / name).exists()]:
        raise FileNotFoundError(f"{folder} lacks {', '.join(missing)}; write the shards again.")
    return {folder / name: count for name, count in counts.items()}


def blocks(paths: list[Path], precision: str) -> "tf.data.Dataset":
    """Give blocks of standardized images and one-hot labels, read from several shards at a time.

    Parameters
    ----------
    paths : list of Path
        The shards. Each time they come in another order, and so do the images within a block.
    precision : str
        ``"float32"`` or ``"float64"``.

    Returns
    -------
    tf.data.Dataset
        Pairs of shapes (2400, 784) and (2400, 10).
    """
    import tensorflow as tf

    mean, std = pixel_statistics(load_mnist()[0][0])

    def unpack(record: "tf.Tensor") -> "tuple[tf.Tensor, tf.Tensor]":
        numbers = tf.reshape(tf.io.decode_raw(record, tf.uint8), [BLOCK * (PIXELS + 1)])
        order = tf.random.shuffle(tf.range(BLOCK))
        pixels = tf.gather(tf.reshape(numbers[: BLOCK * PIXELS], (BLOCK, PIXELS)), order)
        labels = tf.gather(numbers[BLOCK * PIXELS :], order)
        return (tf.cast(pixels, precision) - mean) / std, tf.one_hot(labels, 10, dtype=precision)

    names = tf.data.Dataset.from_tensor_slices([str(path) for path in paths]).shuffle(len(paths))
    records = names.interleave(tf.data.TFRecordDataset, cycle_length=4, num_parallel_calls=2)
    return records.map(unpack, num_parallel_calls=2).prefetch(2)


def train(
    folder: Path,
    epochs: int = 1,
    precision: str = "float32",
    progress: Callable[[int, int, float], None] | None = None,
) -> "tuple[keras.Model, float]":
    """Train the post's network from shards, with its batch size and learning rate.

    Parameters
    ----------
    folder : Path
        Where the shards are.
    epochs : int
        How often to read all of them.
    precision : str
        ``"float32"`` or ``"float64"``.
    progress : callable, optional
        Called after each block with the images read, the images of all epochs, and the mean loss of the block.

    Returns
    -------
    model : keras.Model
        The network, trained.
    images_per_second : float
        From the second block on: compiling is left out.

    Raises
    ------
    FileNotFoundError
        If a shard is missing.
    ShardSpoilt
        If one is truncated or altered.
    """
    counts = listed(folder)
    make_reproducible()
    import keras
    import tensorflow as tf

    from helpers.training import build_network, train_steps

    model = build_network()
    activations = (keras.activations.relu, keras.activations.relu, keras.activations.linear)
    weights = tuple(tf.cast(weight, precision) for weight in model.trainable_variables)
    order, span = tf.range(BLOCK, dtype="int64"), tf.constant((0, BLOCK // BATCH_SIZE))
    rate, sizes = tf.constant(LEARNING_RATE, precision), (BATCH_SIZE, BATCH_SIZE)
    total = epochs * sum(counts.values())
    seen, start = 0, 0.0
    data = blocks(list(counts), precision)
    try:
        for _ in range(epochs):
            for x, y in data:
                weights, loss, _ = train_steps(weights, (x, y, order), span, rate, sizes, activations)
                seen += BLOCK
                mean_loss = float(loss) / BLOCK
                start = start or time.perf_counter()
                if progress:
                    progress(seen, total, mean_loss)
    except (tf.errors.DataLossError, tf.errors.InvalidArgumentError) as error:
        check(folder)
        raise ShardSpoilt(f"A shard in {folder} cannot be read: {error.message}; write the shards again.") from None
    if seen != total:
        check(folder)
    for variable, weight in zip(model.trainable_variables, weights, strict=True):
        variable.assign(tf.cast(weight, variable.dtype))
    return model, (seen - BLOCK) / (time.perf_counter() - start)


def check(folder: Path) -> None:
    """Read all shards; raise ShardSpoilt with the name of one that is truncated or altered."""
    import tensorflow as tf

    for path, count in listed(folder).items():
        images = 0
        try:
            for record in tf.data.TFRecordDataset(str(path)):
                images += BLOCK if len(record.numpy()) == BLOCK * (PIXELS + 1) else 0
        except tf.errors.DataLossError:
            pass  # as it is when the file ends too early
        if images != count:
            raise ShardSpoilt(
                f"{path} is truncated or altered: {images:,} of {count:,} images; write the shards again."
            )


def main() -> int:
    """Read the command line; write, or train and say how well, how fast, and with how much memory."""
    parser = argparse.ArgumentParser(description="Train from files that need not fit into memory.")
    parser.add_argument("command", choices=["write", "train"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=10, help="write: so many times 60,000 images")
    parser.add_argument("--epochs", type=int, default=1, help="train: how often to read all")
    arguments = parser.parse_args()
    try:
        if arguments.command == "write":
            paths = write(arguments.folder, arguments.copies)
            print(f"{len(paths)} shards, {sum(path.stat().st_size for path in paths) / 1e6:,.0f} MB")
            return 0
        model, rate = train(arguments.folder, arguments.epochs, progress=show)
    except (ShardSpoilt, FileNotFoundError, ValueError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    (images, _), (test_images, test_labels) = load_mnist()
    answers = model.predict(standardize(test_images, *pixel_statistics(images)), batch_size=1000, verbose=0)
    print(f"\n{rate:,.0f} images a second; test accuracy {np.mean(answers.argmax(axis=1) == test_labels):.2%}")
    return 0


def show(seen: int, total: int, loss: float) -> None:
    """Draw the progress on one line, with the peak of the memory so far."""
    memory = f", peak memory {peak_memory() / 1e6:,.0f} MB" if peak_memory() else ""
    bar = "#" * (30 * seen // total)
    print(f"\r[{bar:<30}] {seen:,} of {total:,} images, loss {loss:.4f}{memory}", end="", flush=True)


def peak_memory() -> int:
    """Bytes that this process has held at most; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main())
