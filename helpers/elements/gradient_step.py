"""A neuron's first steps under the reader's hand: slopes, steps, losses. Used in the chapter on training."""

from typing import Any

from helpers._checks import checked_number
from helpers.elements.packing import element_html

# The sliders' ends, and the inputs with which their plots are of use.
LIMITS = {"x": (0.5, 4), "target": (-6, 6), "weight": (-3, 3), "bias": (-3, 3), "learning_rate": (0.005, 0.3)}
SENTENCE = (
    "Here is an interactive neuron that learns, for which scripts have to be switched on: sliders set its weight, "
    "bias, target and learning rate, buttons take steps, and plots show how the loss falls, or grows when the "
    "learning rate is too large."
)


class GradientStep:
    """A neuron with one input that takes steps of gradient descent on the loss (wx + b − target)².

    Parameters
    ----------
    x : float
        The input, from 0.5 to 4. A step multiplies the error by 1 − 2η(x² + 1), η being the learning rate:
        with x = 2 the loss grows where η is above 0.2.
    target : float
        What the neuron should answer, from −6 to 6.
    weight, bias : float
        Where it starts, from −3 to 3.
    learning_rate : float
        From 0.005 to 0.3.

    Raises
    ------
    TypeError
        If an argument is not a real number.
    ValueError
        If an argument lies outside its range.
    """

    def __init__(
        self,
        x: float = 2.0,
        target: float = 3.0,
        weight: float = 0.5,
        bias: float = 0.0,
        learning_rate: float = 0.05,
    ) -> None:
        given = {"x": x, "target": target, "weight": weight, "bias": bias, "learning_rate": learning_rate}
        for name, (lowest, highest) in LIMITS.items():
            given[name] = checked_number(given[name], name)
            if not lowest <= given[name] <= highest:
                raise ValueError(f"{name} is {given[name]:g}, expected {lowest} to {highest}; pass such a number.")
        self._data = given | {"rate": given["learning_rate"]}
        del self._data["learning_rate"]

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return {"text/html": element_html("gradient-step", self._data, SENTENCE), "text/plain": "GradientStep()"}
