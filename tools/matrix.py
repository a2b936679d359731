"""Run the notebooks in other surroundings, compare their outputs strictly, and print what became of each.

``make test-matrix`` runs all; ``--list`` says which there are, ``--only NAME ...`` runs some, and ``--repeat 20``
adds nineteen runs in the default surrounding. Chapter 6 trains the model in each surrounding, and compares it with the
committed one; logs stay in ``_build/matrix``. What a machine cannot give is "not to be had", never "passed".
It is no noxfile: nox makes environments, and all but two of these surroundings need no environment of their own.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tools import environment

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
FOLDER = ROOT / "_build" / "matrix"
PERSONAL = re.compile(  # variables of the caller that a surrounding must not inherit
    r"GLIBC_TUNABLES|IPYTHON|JUPYTER|KERAS|LANG|LC_|LOCPATH|MALLOC_|MPL|NPY_|OMP_|ONEDNN_|OPENBLAS_|PYTEST|PYTHON"
    r"|TF_|TZ$|XDG_|XLA_"
)
# Code that fails where a surrounding is not what it should be
ONEDNN = "from tensorflow.python.util import _pywrap_util_port as port; assert port.IsMklEnabled() == {}"
NO_HOME = "import os; assert not os.access(os.path.expanduser('~'), os.W_OK), 'the home can be written to'"
NO_CHECKOUT = "import os; assert not os.access('book', os.W_OK), 'the checkout can be written to'"
NO_NETWORK = """
import socket
assert socket.socket(type=socket.SOCK_DGRAM).connect_ex(("192.0.2.1", 9)), "there is a network"  # sends nothing
"""
NO_SIMD = """
import numpy
assert not numpy.show_config(mode="dicts")["SIMD Extensions"].get("found"), "NumPy uses more than its baseline"
"""
TURKISH = """
import locale, time
locale.setlocale(locale.LC_ALL, "")
assert locale.localeconv()["decimal_point"] == "," and time.timezone == -14 * 3600, "another locale or time zone"
"""


class NotToBeHad(Exception):
    """A surrounding that this machine cannot give; the message says why."""


class NoRoom(Exception):
    """The logs of the runs cannot be written; the message says what to do."""


@dataclass(frozen=True)
class Surrounding:
    """Where to run: variables, a command that runs another one within, a Python, code that fails elsewhere."""

    variables: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    python: str = sys.executable
    proof: str = ""


@dataclass(frozen=True)
class Result:
    """What became of the notebooks in a surrounding."""

    name: str
    passed: int = 0
    failed: tuple[str, ...] = ()  # names of cells
    seconds: float = 0
    problem: str = ""  # how pytest broke off
    missing: str = ""  # why the surrounding is not to be had


def one_processor(_: Path) -> Surrounding:
    """Run all on one processor."""
    taskset = program("taskset")
    command = (taskset, "--cpu-list", str(min(os.sched_getaffinity(0))))
    return Surrounding(command=command, proof="import os; assert len(os.sched_getaffinity(0)) == 1")


def old_processor(_: Path) -> Surrounding:
    """Take newer instructions from NumPy, its BLAS and the C library: a processor of about 2009."""
    import numpy

    found = numpy.show_config(mode="dicts")["SIMD Extensions"].get("found")
    if platform.machine() not in ("x86_64", "AMD64") or not found:
        raise NotToBeHad("this processor has nothing to take away")
    variables = {
        "NPY_DISABLE_CPU_FEATURES": " ".join(found),
        "OPENBLAS_CORETYPE": "Nehalem",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-FMA,-FMA4",
    }
    return Surrounding(variables, proof=NO_SIMD)


def turkish(folder: Path) -> Surrounding:
    """Make Turkish the locale (decimal comma, i without a dot) and Kiritimati, 14 hours before Greenwich, the zone."""
    run([program("localedef"), "-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")])
    variables = {"LOCPATH": str(folder), "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}
    return Surrounding(variables, proof=TURKISH)


def ascii_only(_: Path) -> Surrounding:
    """Make ASCII what files are read and written in where the code does not say it."""
    variables = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    proof = "import codecs, locale; assert codecs.lookup(locale.getencoding()).name == 'ascii'"
    return Surrounding(variables, proof=proof)


def no_home(folder: Path) -> Surrounding:
    """Name as home a folder that cannot be made, not even by root, because it would lie below a file."""
    (folder / "file").touch()
    home = str(folder / "file" / "home")
    return Surrounding({"HOME": home, "USERPROFILE": home}, proof=NO_HOME)


def read_only_home(_: Path) -> Surrounding:
    """Mount at home an empty file system that is read-only."""
    mount = f'{program("mount")} -t tmpfs -o ro none "$HOME" && exec "$@"'
    command = (program("unshare"), "--map-root-user", "--mount", "sh", "-c", mount, "sh")
    return Surrounding(command=command, proof=NO_HOME)


def read_only_checkout(folder: Path) -> Surrounding:
    """Mount the repository over itself, read-only but for the folder into which the run itself writes."""
    mount = program("mount")
    bind = f'{mount} --bind "$1" "$1" && {mount} --rbind "$2" "$2" && {mount} -o remount,bind,ro "$2"'
    inside = f'{bind} && cd "$2" && shift 2 && exec "$@"'  # the old working directory would still be the old mount
    command = (program("unshare"), "--map-root-user", "--mount", "sh", "-c", inside, "sh", str(folder), str(ROOT))
    return Surrounding(command=command, proof=NO_CHECKOUT)


def no_network(_: Path) -> Surrounding:
    """Cut off all machines but this one, over which kernels are spoken to."""
    up = f'{program("ip")} link set lo up && exec "$@"'
    return Surrounding(command=(program("unshare"), "--map-root-user", "--net", "sh", "-c", up, "sh"), proof=NO_NETWORK)


def other_python(version: tuple[int, int], _: Path) -> Surrounding:
    """Make an environment of another Python from the same lock."""
    name = "python{}.{}".format(*version)
    proof = f"import sys; sys.exit(sys.version_info[:2] != {version})"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    for python in [shutil.which(name), *sorted(pyenv.glob(f"{version[0]}.{version[1]}.*/bin/python"))]:
        if python and subprocess.run([python, "-c", proof], capture_output=True, check=False).returncode == 0:
            break
    else:
        raise NotToBeHad(f"there is no {name}")
    folder = FOLDER.relative_to(ROOT) / name
    run([str(python), environment.__file__, str(folder)])
    return Surrounding(python=environment.interpreter(str(ROOT / folder)), proof=proof)


Maker = Callable[[Path], Surrounding]
SURROUNDINGS: dict[str, Maker] = {
    "default": lambda _: Surrounding(),
    "one-processor": one_processor,
    "old-processor": old_processor,
    "onednn-on": lambda _: Surrounding({"TF_ENABLE_ONEDNN_OPTS": "1"}, proof=ONEDNN.format(True)),
    "onednn-off": lambda _: Surrounding({"TF_ENABLE_ONEDNN_OPTS": "0"}, proof=ONEDNN.format(False)),
    "onednn-sse41": lambda _: Surrounding(
        {"TF_ENABLE_ONEDNN_OPTS": "1", "ONEDNN_MAX_CPU_ISA": "SSE41"}, proof=ONEDNN.format(True)
    ),
    "turkish": turkish,
    "ascii": ascii_only,
    "no-home": no_home,
    "read-only-home": read_only_home,
    "read-only-checkout": read_only_checkout,
    "no-network": no_network,
    "hash-seed": lambda _: Surrounding({"PYTHONHASHSEED": "1", "MALLOC_PERTURB_": "165"}),
    **{"python{}.{}".format(*v): partial(other_python, v) for v in environment.VERSIONS if v != sys.version_info[:2]},
}


def program(name: str) -> str:
    """Path of a program that a surrounding needs."""
    path = shutil.which(name)
    if not path:
        raise NotToBeHad(f"there is no program {name}")
    return path


def run(command: list[str], **options: Any) -> None:
    """Run a command that a surrounding needs."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise NotToBeHad((done.stderr.strip().splitlines() or ["no reason given"])[-1])


def new_folder(name: str) -> Path:
    """Make the folder of a surrounding anew, with an empty home in it."""
    folder = FOLDER / "runs" / name
    try:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "home").mkdir(parents=True)
    except OSError as error:
        where = f"{folder} cannot be written to ({error.strerror})"
        raise NoRoom(f"{where}: copy the repository to a folder that can be, and run it there.") from None
    return folder


def try_out(name: str, make: Maker, book: Path) -> Result:
    """Run the notebooks of a folder in a surrounding."""
    folder = new_folder(name)
    variables = {key: value for key, value in os.environ.items() if not PERSONAL.match(key)}
    variables |= {"HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    try:
        surrounding = make(folder)
        variables |= surrounding.variables
        command = [*surrounding.command, surrounding.python]
        inside = {"env": variables, "cwd": ROOT}
        run([*command, "-c", surrounding.proof], **inside)
    except NotToBeHad as reason:
        return Result(name, missing=str(reason))
    report = folder / "report.xml"
    command += ["-m", "pytest", "--nbval", "-c", "pyproject.toml", "-p", "no:cacheprovider", f"--junit-xml={report}"]
    start = time.monotonic()
    with (folder / "log.txt").open("wb") as log:
        done = subprocess.run([*command, str(book)], **inside, stdout=log, stderr=subprocess.STDOUT, check=False)
    seconds = time.monotonic() - start
    cells = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    outcomes = [{child.tag for child in cell} & {"failure", "error", "skipped"} for cell in cells]
    failed = tuple(label(cell) for cell, outcome in zip(cells, outcomes, strict=True) if outcome - {"skipped"})
    problem = f"pytest ended with {done.returncode}" if done.returncode != bool(failed) else ""
    return Result(name, outcomes.count(set()), failed, seconds, problem)


def label(cell: ElementTree.Element) -> str:
    """Words for a cell, such as "02_one_hot Cell 3", from pytest's report."""
    return f"{cell.get('classname', '').removesuffix('.ipynb').split('.')[-1]} {cell.get('name')}"


def table(results: Iterable[Result]) -> str:
    """Lay out the results: a line each, and below it what failed."""
    lines = [f"{'surrounding':18}{'passed':>8}{'failed':>8}{'seconds':>9}"]
    for result in results:
        if result.missing:
            lines.append(f"{result.name:18}  not to be had: {result.missing}")
            continue
        lines.append(f"{result.name:18}{result.passed:8}{len(result.failed):8}{result.seconds:9.0f}")
        lines += [f"    {fault}" for fault in [*result.failed, result.problem] if fault]
    return "\n".join(lines)


def main(arguments: list[str] | None = None, makers: dict[str, Maker] = SURROUNDINGS, book: Path = BOOK) -> int:
    """Run the notebooks in the surroundings named on the command line, or in all, one after the other."""
    parser = argparse.ArgumentParser(description="Run the notebooks in other surroundings.")
    parser.add_argument("--list", action="store_true", help="only say which surroundings there are")
    parser.add_argument("--only", nargs="+", choices=makers, metavar="NAME", default=list(makers), help="default: all")
    parser.add_argument("--repeat", type=int, default=1, help="how often to run in the default surrounding")
    options = parser.parse_args(arguments)
    if options.list:
        print(*makers, sep="\n")
        return 0
    results = []
    for name in options.only:
        for number in range(1, options.repeat + 1 if name == "default" else 2):
            print(f"{name} ...", file=sys.stderr, flush=True)
            try:
                results.append(try_out(name if number == 1 else f"{name}-{number}", makers[name], book))
            except NoRoom as error:
                print(error, file=sys.stderr)
                return 1
            print(table(results[-1:]).partition("\n")[2], file=sys.stderr, flush=True)
    print(table(results))
    return int(any(result.failed or result.problem for result in results))


if __name__ == "__main__":
    sys.exit(main())
