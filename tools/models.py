"""Train the committed networks again by their recipes, and say whether the results are the same.

``make models`` trains all of them and compares with ``helpers/models``; ``python -m tools.models network`` trains one.
A file that is absent is written. One that is there stays as it is, byte by byte, unless ``--write`` is given and the
new weights are others: the last bits differ between computers, and a file that changes with each of them says nothing.
Where `KEPT` says so, weights are rounded before anything else, so that these bits are not among what is written.

``--first-steps`` trains no network to its end, but the long ones for some hundred steps, which takes minutes, and
compares what has become of them with the checksums in ``first_steps.json``.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable

import numpy as np

from helpers.models import FOLDER, Weights, load_weights, save_weights, weights_of, weights_path
from helpers.reproducibility import make_reproducible

TOLERANCE = 1e-12  # how far a weight may be from the committed one; between computers it is about 1e-15
DECIMALS = 6  # rounded to so many places, all weights have to be equal
KEPT = {"linear": 6, "convolutional": 4, "best": 4}  # so many decimals are written; of other networks all
FIRST_STEPS = FOLDER / "first_steps.json"  # a checksum for each long training
STEPS = 300
LONG = ("convolutional", "best")


def network() -> Weights:
    """Train *the model* of chapter 6."""
    make_reproducible()  # before TensorFlow is imported
    from helpers.training import train_network

    return weights_of(train_network())


def reader(name: str, steps: int | None = None) -> Weights:
    """Train one of the other readers, or begin to, and round its weights."""
    make_reproducible()  # before TensorFlow is imported
    from helpers.reader_training import train_reader

    return rounded(weights_of(train_reader(name, steps=steps)), KEPT[name])


RECIPES: dict[str, Callable[[], Weights]] = {
    "linear": lambda: reader("linear"),
    "network": network,
    "convolutional": lambda: reader("convolutional"),
    "best": lambda: reader("best"),
}


def rounded(weights: Weights, decimals: int) -> Weights:
    """Return weights rounded to so many decimals; no zero has a sign, which would be a byte of its own."""
    return {name: np.round(array, decimals) + 0.0 for name, array in weights.items()}


def checksum(weights: Weights) -> str:
    """Return the SHA-256 checksum of weights: of their names, shapes and numbers."""
    sha256 = hashlib.sha256()
    for name, array in weights.items():
        sha256.update(f"{name} {array.shape}".encode())
        sha256.update(np.ascontiguousarray(array, "<f8").tobytes())
    return sha256.hexdigest()


def difference(trained: Weights, committed: Weights) -> str:
    """Say in what trained weights are others than the committed ones; an empty string if they are the same."""
    shapes, needed = ({name: array.shape for name, array in weights.items()} for weights in (trained, committed))
    if shapes != needed:
        return f"the arrays are {shapes}, not {needed}"
    apart = largest_difference(trained, committed)
    if not apart <= TOLERANCE:
        return f"a weight differs by {apart:.1e}, more than {TOLERANCE}"
    rounded = (np.round(trained[name], DECIMALS) != np.round(committed[name], DECIMALS) for name in trained)
    if count := sum(int(unequal.sum()) for unequal in rounded):
        return f"rounded to {DECIMALS} places, {count:,} weights differ"
    return ""


def largest_difference(one: Weights, other: Weights) -> float:
    """Return how far two networks of the same shapes are apart at most; NaN where a weight is no number."""
    return max(float(np.abs(one[name] - other[name]).max()) for name in one)


def train_and_compare(name: str, write: bool) -> bool:
    """Train a network, tell how it compares, write it where that is due, and say whether all is well."""
    committed = committed_weights(name, write)
    start = time.perf_counter()
    trained = RECIPES[name]()
    told = f"{name}: trained in {time.perf_counter() - start:.0f} s"
    if committed is None:
        write_weights(name, trained)
        print(f"{told}, and written to {weights_path(name)}.")
        return True
    fault = difference(trained, committed)
    if not fault:
        count = sum(array.size for array in trained.values())
        apart = f"{count:,} weights are at most {largest_difference(trained, committed):.1e} apart"
        print(f"{told}, the same as committed: {apart}, and equal to {DECIMALS} places.")
        return True
    if write:
        write_weights(name, trained)
        print(f"{told}, not the same as committed: {fault}. The new ones are written.")
        return True
    print(f"{told}, not the same as committed: {fault}. Look for the reason, or keep the new ones with --write.")
    return False


def begin_and_compare(name: str, write: bool) -> bool:
    """Train a network for some hundred steps, tell whether it has become what it should, and say so."""
    sums = json.loads(FIRST_STEPS.read_text(encoding="ascii")) if FIRST_STEPS.exists() else {}
    start = time.perf_counter()
    found = checksum(reader(name, STEPS))
    told = f"{name}: {STEPS} steps in {time.perf_counter() - start:.0f} s"
    if found == sums.get(name):
        print(f"{told}, the same as committed, rounded to {KEPT[name]} places.")
        return True
    if write:
        FIRST_STEPS.write_text(json.dumps(sums | {name: found}, indent=2) + "\n", encoding="ascii", newline="\n")
        print(f"{told}, not the same as committed. The new checksum is written to {FIRST_STEPS}.")
        return True
    print(f"{told}, not the same as committed. Look for the reason, or keep the new checksum with --write.")
    return False


def write_weights(name: str, trained: Weights) -> None:
    """Write trained weights; where that cannot be, raise an OSError that says what to do."""
    try:
        save_weights(name, trained)
    except OSError as error:
        where = f"{weights_path(name)} cannot be written ({error.strerror})"
        raise OSError(f"{where}: copy the repository to a folder that can be written to, and run it there.") from None


def committed_weights(name: str, write: bool) -> Weights | None:
    """Return the committed weights; None where there are none, or spoilt ones that are to be written anew."""
    if not weights_path(name).exists():
        return None
    try:
        return load_weights(name)
    except (OSError, ValueError):
        if write:
            return None
        raise


def main(arguments: list[str] | None = None) -> int:
    """Train the networks named on the command line, or all of them; 1 means that one is not the same."""
    parser = argparse.ArgumentParser(description="Train the committed networks again, and compare.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all, {', '.join(RECIPES)}")
    parser.add_argument("--write", action="store_true", help="keep new weights that are others than the committed ones")
    parser.add_argument("--first-steps", action="store_true", help=f"only begin: {STEPS} steps of {', '.join(LONG)}")
    options = parser.parse_args(arguments)
    known, compare = (LONG, begin_and_compare) if options.first_steps else (tuple(RECIPES), train_and_compare)
    if unknown := set(options.names) - set(known):
        parser.error(f"there is no recipe for {', '.join(sorted(unknown))}")
    try:
        results = [compare(name, options.write) for name in options.names or known]
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
