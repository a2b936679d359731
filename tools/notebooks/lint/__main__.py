"""Print the faults that the gates find: ``python -m tools.notebooks.lint book/03_linear_neuron.ipynb``.

Without names, in the whole book, each notebook by itself and all taken together.
"""

import argparse
import sys
from pathlib import Path

from tools.notebooks.lint import notebooks
from tools.notebooks.lint.gates import book_faults, notebook_faults
from tools.notebooks.notebook_file import NoNotebook


def main(arguments: list[str] | None = None) -> int:
    """Print the faults of the notebooks named on the command line, or of the whole book."""
    parser = argparse.ArgumentParser(description="Print the faults that the gates find in notebooks.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: the whole book")
    named = parser.parse_args(arguments).notebooks
    try:
        pages = [notebooks.read(path) for path in named or notebooks.PATHS]
    except NoNotebook as error:
        print(error)
        return 1
    found = [fault for page in pages for fault in notebook_faults(page)]
    if not named:
        found += book_faults(pages)
    print("\n".join(dict.fromkeys(found)) or "no faults")  # what is wrong with the contents, each notebook says
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
