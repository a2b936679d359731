"""scale: nothing happens on import, and what is known without Keras is what Keras builds."""

import os
import subprocess
import sys
from pathlib import Path

from helpers.reproducibility import make_reproducible
from scale.network_shape import LAYERS, PARAMETERS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "scale"
MODULES = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in FOLDER.rglob("*.py"))
IMPORT = """
import importlib, os, sys, threading
before = dict(os.environ)
for module in sys.argv[1:]:
    importlib.import_module(module)
    assert os.environ == before, f"{module} changes the environment"
    assert threading.active_count() == 1, f"{module} starts a thread"
    assert not {"keras", "tensorflow"} & set(sys.modules), f"{module} starts TensorFlow"
"""


def test_nothing_happens_on_import() -> None:
    surrounding = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    command = [sys.executable, "-c", IMPORT, *MODULES]
    done = subprocess.run(command, cwd=ROOT, env=surrounding, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_shape_is_that_of_the_network() -> None:
    make_reproducible()
    from helpers.training import build_network

    network = build_network()
    assert [layer.kernel.shape for layer in network.layers] == list(LAYERS)
    assert network.count_params() == PARAMETERS
