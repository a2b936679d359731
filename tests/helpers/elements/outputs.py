"""What an output of a cell carries."""

from typing import Any

from helpers.elements.packing import elements_in


def data_of(output: Any) -> dict[str, Any]:
    """The data of an output's element."""
    (element,) = elements_in(output._repr_mimebundle_()["text/html"])
    return element.data
