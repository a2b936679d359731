"""Outputs that are HTML and, where there is a kernel, a live widget.

JupyterLab shows the widget of an output that has both. Of a notebook that was run, saved and opened again it then
shows an error, since the widget has gone with its kernel, and not the HTML, which needs none. So JupyterLab is given
the HTML alone, with a name in it by which the widget finds it as long as there is a kernel. Others are given both.
"""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython import get_ipython


def joining_script() -> str:
    """Return the JavaScript of `joinElements`, to stand before that of a widget."""
    return Path(__file__).with_name("live.js").read_text(encoding="utf-8")


def new_name() -> str:
    """Return a name that no other widget has, be it in another notebook that is open beside this one."""
    return uuid.uuid4().hex


def live_output(widget: dict[str, Any], html_of: Callable[[str | None], str], name: str) -> dict[str, Any]:
    """Return what a front end is to show.

    Parameters
    ----------
    widget : dict
        The output that the widget has by itself.
    html_of : callable
        Takes a name, or None for no name, and returns the HTML with it.
    name : str
        The widget's.

    Returns
    -------
    dict
        Contents by their type. Without JupyterLab they follow from `widget` and `html_of` alone.
    """
    if asked_by_jupyterlab():
        return {"text/plain": widget["text/plain"], "text/html": html_of(name)}
    return {**widget, "text/html": html_of(None)}


def asked_by_jupyterlab() -> bool:
    """Tell whether JupyterLab, or Notebook from 7 on, asked for what is being computed.

    No other front end says with its request whether it records how long cells take.
    """
    get_parent = getattr(getattr(get_ipython(), "kernel", None), "get_parent", None)
    return get_parent is not None and "recordTiming" in get_parent("shell").get("metadata", {})
