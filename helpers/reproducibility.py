"""Every printed digit the same on every machine: double precision and one seed."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from helpers._checks import checked_integer


def make_reproducible(seed: int = 0) -> None:
    """Make Keras compute in double precision and draw the same random numbers each time.

    Call it **before** ``import keras`` or ``import tensorflow`` runs for the first time: TensorFlow reads then
    how much it may log, and a training in double precision logs a lot. It reads then too whether to use
    oneDNN, which has nothing for double precision and keeps the memory of large arrays: here it does not.

    Call it again before each model that is built and fitted: weights and shuffling then start alike. Chapter 3
    says why it is needed.

    Parameters
    ----------
    seed : int
        From 0 to 2**32 - 1. It seeds Python, NumPy and TensorFlow.

    Raises
    ------
    TypeError
        If `seed` is no whole number.
    ValueError
        If it is out of range.

    Notes
    -----
    It sets Keras's default float type and the global seeds of this process, and
    ``TF_CPP_MIN_LOG_LEVEL`` and ``TF_ENABLE_ONEDNN_OPTS`` unless they are set already.
    """
    seed = checked_integer(seed, "seed", minimum=0, maximum=2**32 - 1)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    with _quiet_import(), _no_garbage_collection():
        import keras

    keras.config.set_floatx("float64")
    keras.utils.set_random_seed(seed)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Look for no garbage meanwhile: a tenth of the time of loading TensorFlow went there, and there is none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _quiet_import() -> Iterator[None]:
    """Drop what TensorFlow's libraries write to stderr while they are loaded: they heed the log level only later."""
    if "tensorflow" in sys.modules or os.environ["TF_CPP_MIN_LOG_LEVEL"] == "0":
        yield
        return
    try:
        kept = os.dup(2)
    except OSError:  # this process has no stderr
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nothing)
        os.close(kept)
