"""A neuron with three inputs under the reader's hand. Used in chapter 3."""

from typing import Any

from numpy.typing import ArrayLike

from helpers._checks import checked_array, checked_number
from helpers._words import number_in_words
from helpers.elements.packing import element_html

ACTIVATIONS = ("none", "ReLU", "sigmoid")
LIMIT = 3  # the sliders go from −3 to 3


class LinearNeuron:
    """Sliders for three inputs, three weights and a bias; their weighted sum, and an activation of it.

    Parameters
    ----------
    inputs, weights : array_like, shape (3,)
        Where the sliders start: numbers from −3 to 3. The default is the worked example of chapter 3.
    bias : float
        The same for the bias.
    activation : str
        Which activation is chosen at the start: ``"none"``, ``"ReLU"`` or ``"sigmoid"``.

    Raises
    ------
    TypeError
        If a value is not a real number.
    ValueError
        If there are not three inputs and three weights, a number lies outside the sliders, or the activation
        is unknown.
    """

    def __init__(
        self,
        inputs: ArrayLike = (1.0, 2.0, 3.0),
        weights: ArrayLike = (0.5, -1.0, 0.25),
        bias: float = 2.0,
        activation: str = "none",
    ) -> None:
        if not isinstance(activation, str) or activation not in ACTIVATIONS:
            raise ValueError(
                f'activation is {activation!r:.60}, expected "none", "ReLU" or "sigmoid"; pass one of them.'
            )
        (bias,) = _within([checked_number(bias, "bias")], "bias", 1)
        inputs, weights = _within(inputs, "inputs", 3), _within(weights, "weights", 3)
        self._data = {"inputs": inputs, "weights": weights, "bias": bias, "activation": activation}

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        x, w, b = self._data["inputs"], self._data["weights"], self._data["bias"]
        total = w[0] * x[0] + w[1] * x[1] + w[2] * x[2] + b
        sentence = (
            "Here is an interactive neuron, for which scripts have to be switched on. "
            f"Its inputs {_words(x)} with the weights {_words(w)} and the bias {_words([b])} "
            f"have the weighted sum {_words([total])}."
        )
        return {"text/html": element_html("linear-neuron", self._data, sentence), "text/plain": "LinearNeuron()"}


def _within(values: ArrayLike, name: str, count: int) -> list[float]:
    """Return `values` as a list of `count` numbers on the sliders, or raise."""
    array = checked_array(values, name, f"({count},)")
    if array.shape != (count,):
        raise ValueError(f"{name} holds {len(array)} numbers, expected {count}; pass {count}.")
    if array.min() < -LIMIT or array.max() > LIMIT:  # abs() of the int8 -128 would be negative
        raise ValueError(f"{name} goes beyond the sliders, expected numbers from −3 to 3; pass smaller ones.")
    return [float(value) for value in array]


def _words(values: list[float]) -> str:
    return ", ".join(number_in_words(value) for value in values)
