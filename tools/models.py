"""Train the committed networks again by their recipes, and say whether the results are the same.

``make models`` trains all of them and compares with ``helpers/models``; ``python -m tools.models network`` trains one.
A file that is absent is written. One that is there stays as it is, byte by byte, unless ``--write`` is given and the
new weights are others: the last bits differ between computers, and a file that changes with each of them says nothing.
"""

import argparse
import sys
import time
from collections.abc import Callable

import numpy as np

from helpers.models import Weights, load_weights, save_weights, weights_of, weights_path
from helpers.reproducibility import make_reproducible

TOLERANCE = 1e-12  # how far a weight may be from the committed one; between computers it is about 1e-15
DECIMALS = 6  # rounded to so many places, all weights have to be equal


def network() -> Weights:
    """Train *the model* of chapter 6."""
    make_reproducible()  # before TensorFlow is imported
    from helpers.training import train_network

    return weights_of(train_network())


RECIPES: dict[str, Callable[[], Weights]] = {"network": network}


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
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - RECIPES.keys():
        parser.error(f"there is no recipe for {', '.join(sorted(unknown))}")
    try:
        results = [train_and_compare(name, options.write) for name in options.names or RECIPES]
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
