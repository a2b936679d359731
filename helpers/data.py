"""The MNIST data set of handwritten digits, from the file in this repository, checked."""

import io
from pathlib import Path

import numpy as np

from helpers._committed import committed_bytes, problem

PATH = Path(__file__).parent / "datasets" / "mnist.npz"
IN_REPOSITORY = "helpers/datasets/mnist.npz"
SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
SIZE = 11_490_519  # bytes

SHAPES = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}

Samples = tuple[np.ndarray, np.ndarray]


def load_mnist() -> tuple[Samples, Samples]:
    """Load MNIST: 60,000 training and 10,000 test images of handwritten digits, with their labels.

    It gives what ``keras.datasets.mnist.load_data()`` gives, without a download. Chapter 1 looks at it.

    Returns
    -------
    (x_train, y_train), (x_test, y_test) : tuples of np.ndarray
        Images of shape (60000, 28, 28) and (10000, 28, 28), ``uint8``: 0 is background, 255 full ink.
        Labels of shape (60000,) and (10000,), ``uint8``: the digits 0 to 9.
        The arrays are new and writable at each call.

    Raises
    ------
    FileNotFoundError
        If the data file is missing.
    OSError
        If it cannot be read.
    ValueError
        If it is not, to the byte, the file that belongs to this book.

    Notes
    -----
    Source: Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits*, CC BY-SA 3.0;
    ``helpers/datasets/README.md`` tells where this copy comes from. Nothing is ever unpickled.
    """
    content = committed_bytes(PATH, IN_REPOSITORY, SHA256, SIZE)
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in SHAPES}
    for name, shape in SHAPES.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.uint8:
            what = f"holds {name} as {array.dtype} {array.shape}, expected uint8 {shape}"
            raise ValueError(problem(PATH, IN_REPOSITORY, what))
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
