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
from pathlib import Path

from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from helpers.data import load_mnist  # noqa: E402
from helpers.preprocessing import one_hot, pixel_statistics, standardize  # noqa: E402
from helpers.training import build_network, fit_orders  # noqa: E402


def train(recipe: dict, rank: int) -> None:
    """Train as the recipe says, and report to standard output, a line of JSON at a time."""
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    tf.config.threading.set_intra_op_parallelism_threads(max(1, cpus // recipe["workers"]))
    try:
        strategy = tf.distribute.MultiWorkerMirroredStrategy()
    except tf.errors.UnknownError:
        cluster = json.loads(os.environ["TF_CONFIG"])["cluster"]["worker"]
        raise OSError(f"cannot listen at {cluster[rank]}; another program does so, or it is forbidden") from None

    make_reproducible(recipe["seed"])
    keras.config.set_floatx(recipe["precision"])
    (images, labels), (test_images, test_labels) = load_mnist()
    statistics = pixel_statistics(images)
    images, labels = images[: recipe["examples"]], labels[: recipe["examples"]]
    x, y = (tf.constant(array, recipe["precision"]) for array in (standardize(images, *statistics), one_hot(labels)))
    with strategy.scope():
        model = build_network()
    done = tf.Variable(0, dtype="int64")  # steps; each worker counts them by itself
    variables = [weight.value for weight in model.trainable_variables]
    manager = None
    if recipe["checkpoints"]:
        state = tf.train.Checkpoint(weights=variables, done=done)
        manager = tf.train.CheckpointManager(state, recipe["checkpoints"], max_to_keep=2)
        state.restore(manager.latest_checkpoint)

    batch_size = recipe["batch_size"]
    steps_per_epoch = len(x) // batch_size
    order = next(iter(fit_orders(len(x))))  # each epoch alike
    order = tf.reshape(order, (steps_per_epoch, batch_size))  # a row for each step
    share = batch_size // recipe["workers"]

    def batches(context: tf.distribute.InputContext) -> tf.data.Dataset:
        first = context.input_pipeline_id * share
        mine = tf.data.Dataset.from_tensor_slices(order[:, first : first + share])
        mine = mine.repeat(recipe["epochs"]).skip(int(done))
        return mine.map(lambda chosen: (tf.gather(x, chosen), tf.gather(y, chosen))).prefetch(8)

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

    iterator = iter(strategy.distribute_datasets_from_function(batches))
    last = recipe["epochs"] * steps_per_epoch
    report(started=int(done), steps=last)
    while int(done) < last:
        count = min(recipe["every"], last - int(done))
        losses = steps(iterator, tf.constant(count))
        done.assign_add(count)
        if manager and rank == 0:
            manager.save(int(done))
        report(losses=losses.numpy().tolist(), time=time.monotonic(), bytes=loopback_bytes())
    if rank == 0:
        logits = model(standardize(test_images, *statistics).astype(recipe["precision"]), training=False)
        report(wrong=int((np.argmax(logits, axis=1) != test_labels).sum()))


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
