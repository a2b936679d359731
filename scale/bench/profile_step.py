"""Look inside one training step of `fit`: ``python -m scale.bench.profile_step``.

TensorFlow's own profiler watches some hundred steps of the post's code. What it saw in the step of median length goes
to ``book/measurements/step.csv``; the median of each part, over all these steps, to ``step_parts.csv`` beside it.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, LEARNING_RATE
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, write_rows

FIRST, STEPS = 500, 200  # so many steps warm it up, so many are watched
CALL = "multi_step_on_iterator"  # what `fit` calls for each step
FETCHING = ("IteratorGetNextOp::DoCompute", "ParallelMapProduce")
LANES = {"python": "call", "tf_Compute": "operations", "tf_data": "next batch"}
EVENTS = ("lane", "what", "start_microseconds", "microseconds")


@dataclass(frozen=True)
class Event:
    """Something that took time."""

    lane: str
    name: str
    start: float  # microseconds
    length: float


def kind_of(name: str) -> str | None:
    """What an operation belongs to; None for the wrapping that only waits for others."""
    if name.startswith(("ExecutorState", "ExecutorDone", "Threadpool", "FunctionRun")):
        return None
    if "MatMul" in name:
        return "matrix product"
    if "sgd" in name:
        return "update"
    return "other operation"


def watched() -> list[Event]:
    """Train as the post does, and give what the profiler saw of the watched steps."""
    make_reproducible()
    import keras
    import tensorflow as tf
    from tensorflow.tsl.profiler.protobuf.xplane_pb2 import XSpace

    from helpers.training import build_network

    keras.config.set_floatx("float32")
    (images, labels), _ = load_mnist()
    x = standardize(images, *pixel_statistics(images)).astype("float32")
    y = keras.utils.to_categorical(labels)
    model = build_network()
    model.compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=BATCH_SIZE, epochs=1, verbose=0)
    with tempfile.TemporaryDirectory() as folder:

        class Watch(keras.callbacks.Callback):
            def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
                if batch == FIRST:
                    levels = {"host_tracer_level": 2, "python_tracer_level": 0, "device_tracer_level": 0}
                    tf.profiler.experimental.start(folder, tf.profiler.experimental.ProfilerOptions(**levels))

            def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
                if batch == FIRST + STEPS:
                    tf.profiler.experimental.stop()
                    self.model.stop_training = True

        model.fit(x, y, batch_size=BATCH_SIZE, epochs=1, verbose=0, callbacks=[Watch()])
        space = XSpace()
        space.ParseFromString(next(Path(folder).rglob("*.xplane.pb")).read_bytes())
    return list(events_of(space))


def events_of(space: object) -> Iterator[Event]:
    """Give the events of the lanes that the figure shows."""
    for plane in space.planes:
        names = {number: facts.name for number, facts in plane.event_metadata.items()}
        for line in plane.lines:
            for beginning, lane in LANES.items():
                if line.name.startswith(beginning):
                    for event in line.events:
                        start = line.timestamp_ns / 1e3 + event.offset_ps / 1e6
                        yield Event(lane, names[event.metadata_id].split("#")[0], start, event.duration_ps / 1e6)


def steps_of(events: list[Event]) -> list[tuple[float, float, list[Event]]]:
    """Cut the events into steps: from one call to the next, with their begin, length and events."""
    calls = sorted(event.start for event in events if event.name == CALL)
    starts = np.array(calls)
    steps = [(begin, end - begin, []) for begin, end in pairwise(calls)]
    for event in events:
        number = int(np.searchsorted(starts, event.start, side="right")) - 1
        if 0 <= number < len(steps):
            steps[number][2].append(event)
    return steps


def parts_of(length: float, events: list[Event]) -> dict[str, float]:
    """How long a step's parts took, in microseconds; operations of two threads may overlap."""
    parts = {"whole step": length, "matrix product": 0.0, "update": 0.0, "other operation": 0.0}
    call = next(event for event in events if event.name == CALL)
    parts["in the call"], parts["between the calls"] = call.length, length - call.length
    for event in events:
        if event.lane == "operations" and kind_of(event.name):
            parts[kind_of(event.name)] += event.length
    return parts


def what_is_drawn(event: Event) -> str | None:
    """What an event is in the figure; None where it only wraps others."""
    if event.lane == "operations":
        return kind_of(event.name)
    if event.lane == "call":
        return "call" if event.name == CALL else None
    return "next batch" if event.name in FETCHING else None


def drawn(begin: float, events: list[Event]) -> Iterator[dict[str, str]]:
    """Rows of the figure: the call, the operations, and the fetching of the next batch."""
    for event in sorted(events, key=lambda event: event.start):
        what = what_is_drawn(event)
        if what:
            times = (f"{event.start - begin:.1f}", f"{event.length:.1f}")
            yield dict(zip(EVENTS, (event.lane, what, *times), strict=True))


def main() -> None:
    """Watch, and write both files."""
    steps = steps_of(watched())
    parts = [parts_of(length, events) for _, length, events in steps]
    medians = {part: median(each[part] for each in parts) for part in parts[0]}
    begin, length, events = min(steps, key=lambda step: abs(step[1] - medians["whole step"]))
    write_rows(RECORDED / "step.csv", EVENTS, list(drawn(begin, events)))
    lines = [{"part": part, "microseconds": f"{value:.1f}"} for part, value in medians.items()]
    write_rows(RECORDED / "step_parts.csv", ("part", "microseconds"), lines)
    for line in lines:
        print(f"{line['part']:<20} {line['microseconds']:>8} microseconds")
    print(f"drawn: a step of {length:.0f} microseconds")


if __name__ == "__main__":
    main()
