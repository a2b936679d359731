"""Print the faults that the gates find: ``python -m tools.notebooks.lint book/03_linear_neuron.ipynb``."""

import sys

from tools.notebooks.lint.notebooks import main

if __name__ == "__main__":
    sys.exit(main())
