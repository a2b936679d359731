"""One of several processes that train the post's network together; `scale.distributed.launcher` starts them.

What it computes is what `helpers.training` computes, with the same batches: each worker takes its share of every
batch, the gradients are added up over all workers, and each makes the same step with the sum.
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.data import load_mnist
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

if TYPE_CHECKING:
    import keras
    import tensorflow as tf


def train(recipe: dict[str, Any], rank: int) -> None:
    """Train as the recipe says, and report to standard output, a line of JSON at a time."""
    make_reproducible(recipe["seed"])
    import tensorflow as tf

    from helpers.training import build_network

    strategy = connected(recipe, rank)
    make_reproducible(recipe["seed"])
    import keras

    keras.config.set_floatx(recipe["precision"])
    with strategy.scope():
        model = build_network()
    done = tf.Variable(0, dtype="int64")  # steps; each worker counts them by itself
    keep = restored(recipe, model, done)
    run_steps = program_of(recipe, strategy, model, first=int(done))
    last = recipe["epochs"] * (recipe["examples"] // recipe["batch_size"])
    report(started=int(done), steps=last)
    while int(done) < last:
        count = min(recipe["every"], last - int(done))
        losses = run_steps(count)
        done.assign_add(count)
        if rank == 0:
            keep(int(done))
        report(losses=losses, time=time.monotonic(), bytes=loopback_bytes())
    if rank == 0:
        report(wrong=wrong_answers(model, recipe["precision"]))


def connected(recipe: dict[str, Any], rank: int) -> "tf.distribute.Strategy":
    """Meet the other workers at the addresses in TF_CONFIG, and share the processors of this machine with them."""
    import tensorflow as tf

    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    tf.config.threading.set_intra_op_parallelism_threads(max(1, cpus // recipe["workers"]))
    try:
        return tf.distribute.MultiWorkerMirroredStrategy()
    except tf.errors.UnknownError:
        address = json.loads(os.environ["TF_CONFIG"])["cluster"]["worker"][rank]
        raise OSError(f"cannot listen at {address}; another program does so, or it is forbidden") from None


def restored(recipe: dict[str, Any], model: "keras.Model", done: "tf.Variable") -> Callable[[int], object]:
    """Go on from the last checkpoint, if there is one; give a function that writes the next, named after a step."""
    if not recipe["checkpoints"]:
        return lambda step: None
    import tensorflow as tf

    state = tf.train.Checkpoint(weights=[weight.value for weight in model.trainable_variables], done=done)
    manager = tf.train.CheckpointManager(state, recipe["checkpoints"], max_to_keep=2)
    state.restore(manager.latest_checkpoint)
    return manager.save


def program_of(
    recipe: dict[str, Any], strategy: "tf.distribute.Strategy", model: "keras.Model", first: int
) -> Callable[[int], list[float]]:
    """Give a function that makes so many steps, from step `first` on, and returns their losses."""
    import keras
    import tensorflow as tf

    batch_size = recipe["batch_size"]
    x, y = training_set(recipe)
    variables = [weight.value for weight in model.trainable_variables]

    def step(share_x: tf.Tensor, share_y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            losses = keras.losses.categorical_crossentropy(share_y, model(share_x, training=True))
            loss = tf.reduce_sum(losses) / batch_size
        gradients = tape.gradient(loss, variables)
        # One message a step: all gradients and the loss in one vector, added up over the workers
        vector = tf.concat([*(tf.reshape(gradient, [-1]) for gradient in gradients), [loss]], axis=0)
        total = tf.distribute.get_replica_context().all_reduce("SUM", vector)
        *parts, loss = tf.split(total, [*(variable.shape.num_elements() for variable in variables), 1])
        for variable, part in zip(variables, parts, strict=True):
            variable.assign_sub(recipe["learning_rate"] * tf.reshape(part, variable.shape))
        return loss[0]

    @tf.function
    def steps(iterator: tf.distribute.DistributedIterator, count: tf.Tensor) -> tf.Tensor:
        losses = tf.TensorArray(x.dtype, size=count)
        for number in tf.range(count):
            losses = losses.write(number, strategy.run(step, args=next(iterator)))
        return losses.stack()

    iterator = iter(strategy.distribute_datasets_from_function(shares_of(recipe, x, y, first)))
    return lambda count: steps(iterator, tf.constant(count)).numpy().tolist()


def training_set(recipe: dict[str, Any]) -> "tuple[tf.Tensor, tf.Tensor]":
    """Standardized pixels and one-hot labels of the images that the recipe trains with."""
    import tensorflow as tf

    (images, labels), _ = load_mnist()
    x = standardize(images[: recipe["examples"]], *pixel_statistics(images))
    y = one_hot(labels[: recipe["examples"]])
    return tf.constant(x, recipe["precision"]), tf.constant(y, recipe["precision"])


def shares_of(
    recipe: dict[str, Any], x: "tf.Tensor", y: "tf.Tensor", first: int
) -> "Callable[[tf.distribute.InputContext], tf.data.Dataset]":
    """Give a function that returns a worker's share of each batch, from step `first` on."""
    import tensorflow as tf

    from helpers.training import fit_orders

    share = recipe["batch_size"] // recipe["workers"]
    order = next(iter(fit_orders(len(x))))  # each epoch alike
    order = tf.reshape(order, (-1, recipe["batch_size"]))  # a row for each step

    def shares(context: tf.distribute.InputContext) -> tf.data.Dataset:
        begin = context.input_pipeline_id * share
        mine = tf.data.Dataset.from_tensor_slices(order[:, begin : begin + share])
        mine = mine.repeat(recipe["epochs"]).skip(first)
        return mine.map(lambda chosen: (tf.gather(x, chosen), tf.gather(y, chosen))).prefetch(8)

    return shares


def wrong_answers(model: "keras.Model", precision: str) -> int:
    """How many of the 10,000 test images the network gets wrong."""
    (images, _), (test_images, truth) = load_mnist()
    x_test = standardize(test_images, *pixel_statistics(images)).astype(precision)
    answers = model(x_test, training=False).numpy().argmax(axis=1)
    return int((answers != truth).sum())


def report(**facts: object) -> None:
    """Tell the parent."""
    print(json.dumps(facts), flush=True)


def loopback_bytes() -> float:
    """Bytes that the loopback has carried since the machine was started; NaN where Linux's table is not to be had."""
    try:
        lines = Path("/proc/net/dev").read_text(encoding="ascii").splitlines()
        return float(next(line.split(":")[1].split()[0] for line in lines if line.strip().startswith("lo:")))
    except (OSError, StopIteration):
        return float("nan")


def end_with_parent() -> None:
    """End this process when the one that started it is gone: its end of the pipe closes then."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(1)


def main(arguments: list[str]) -> None:
    """Take the recipe and the rank from the command line; leave at once, without waiting for other workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends all
    threading.Thread(target=end_with_parent, daemon=True).start()
    recipe, rank = json.loads(arguments[0]), int(arguments[1])
    if recipe["checkpoints"]:
        Path(recipe["checkpoints"]).mkdir(parents=True, exist_ok=True)
    code = 0
    try:
        train(recipe, rank)
    except Exception as error:
        code = 1
        traceback.print_exc()
        print(str(error).strip().splitlines()[0], file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
