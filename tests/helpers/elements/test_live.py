"""Outputs that are HTML and, where there is a kernel, a live widget: what each front end is given."""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.elements import live
from helpers.elements.digit_pad import DigitPad
from helpers.elements.packing import elements_in
from helpers.explore import explore

VIEW = "application/vnd.jupyter.widget-view+json"
OUTPUTS = {
    "pad": lambda: DigitPad([(np.eye(784, 10), np.zeros(10))], 33, 78),
    "explorer": lambda: explore(
        lambda digit: f"{digit}", {"digit": [3, 5]}, alt=lambda digit: f"A {digit}", caption="Digits."
    ),
}


def asks_with(monkeypatch: pytest.MonkeyPatch, metadata: dict | None) -> None:
    """Let requests come with some metadata, or from a Python without a kernel."""
    kernel = SimpleNamespace(get_parent=lambda channel: {"metadata": metadata} if channel == "shell" else {})
    shell = None if metadata is None else SimpleNamespace(kernel=kernel)
    monkeypatch.setattr(live, "get_ipython", lambda: shell)


JUPYTERLAB = {"trusted": True, "deletedCells": [], "recordTiming": False, "cellId": "f76d846c"}


@pytest.mark.parametrize("kind", OUTPUTS)
def test_jupyterlab_saves_no_widget_that_its_kernel_outlives(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    output = OUTPUTS[kind]()
    asks_with(monkeypatch, JUPYTERLAB)
    bundle = output._repr_mimebundle_()
    assert sorted(bundle) == ["text/html", "text/plain"]
    (element,) = elements_in(bundle["text/html"])
    name = element.attributes["data-live"]
    assert output._repr_mimebundle_() == bundle  # shown twice it bears the same name, another widget another one
    assert OUTPUTS[kind]()._repr_mimebundle_()["text/html"] != bundle["text/html"]
    asks_with(monkeypatch, None)
    plain = output._repr_mimebundle_()["text/html"]
    assert plain == bundle["text/html"].replace(f' data-live="{name}"', "")


@pytest.mark.parametrize("kind", OUTPUTS)
@pytest.mark.parametrize("metadata", [None, {}, {"cellId": "vscode-notebook-cell:1"}], ids=["none", "nbval", "other"])
def test_others_are_given_both(monkeypatch: pytest.MonkeyPatch, kind: str, metadata: dict | None) -> None:
    output = OUTPUTS[kind]()
    asks_with(monkeypatch, metadata)
    bundle = output._repr_mimebundle_()
    assert bundle[VIEW]["model_id"] == output.model_id
    (element,) = elements_in(bundle["text/html"])
    assert "data-live" not in element.attributes


@pytest.mark.parametrize("shell", [SimpleNamespace(), SimpleNamespace(kernel=None), SimpleNamespace(kernel=object())])
def test_other_shells_than_that_of_a_kernel_are_not_jupyterlab(monkeypatch: pytest.MonkeyPatch, shell: object) -> None:
    monkeypatch.setattr(live, "get_ipython", lambda: shell)
    assert not live.asked_by_jupyterlab()
