"""A network as a list of layers that a page computes: taken from Keras, rounded to 16 bits, packed, computed.

The forward pass of the page is in ``network.js``; :meth:`Network.predict` does the same in NumPy.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from helpers import numpy_network
from helpers._checks import checked_array

SIDE = 28
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"  # each stands for 6 bits
INPUTS = ((SIDE * SIDE,), (SIDE, SIDE), (SIDE, SIDE, 1))  # the shapes that an image may have
COMPUTED = (
    "the page computes Sequential models of 784 inputs, or of 28 × 28 pixels, made of Dense, Conv2D, MaxPooling2D, "
    "BatchNormalization, Flatten, Reshape, ReLU and Dropout layers, with softmax at the end; pass such a model, or "
    "(weights, bias) pairs."
)


@dataclass(frozen=True)
class Layer:
    """A layer as the page is told of it.

    Attributes
    ----------
    kind : str
        "dense", "conv", "pool", "scale", "reshape", "relu" or "softmax".
    settings : dict
        What the page needs beside the numbers, such as a convolution's strides.
    numbers : tuple of np.ndarray
        A dense layer's weights (inputs, outputs) and bias, a convolution's weights (height, width, channels, filters)
        and bias, the factors and shifts of a scale; nothing for the others.
    """

    kind: str
    settings: dict[str, Any] = field(default_factory=dict)
    numbers: tuple[np.ndarray, ...] = ()


@dataclass(frozen=True)
class Network:
    """A network as the page computes it.

    Attributes
    ----------
    shape : tuple of int
        The shape in which an image comes: (784,), (28, 28) or (28, 28, 1).
    layers : list of Layer
        First layer first.
    """

    shape: tuple[int, ...]
    layers: list[Layer]

    def rounded(self) -> "Network":
        """Return the same network with its numbers rounded to 16 bits; `predict` finds those that become infinite."""
        with np.errstate(over="ignore"):
            halves = [
                replace(each, numbers=tuple(part.astype(np.float16) for part in each.numbers)) for each in self.layers
            ]
        return Network(self.shape, halves)

    def packed(self) -> dict[str, Any]:
        """Return what ``unpackNetwork`` of ``network.js`` takes: the layers, and all their numbers as text."""
        numbers = np.concatenate([part.ravel() for layer in self.layers for part in layer.numbers])
        return {
            "shape": [*self.shape],
            "layers": [{"kind": layer.kind, **layer.settings} for layer in self.layers],
            "weights": packed_halves(numbers),
            "count": len(numbers),
        }

    @property
    def place_of_taught(self) -> int | None:
        """Place of the layer that can be taught, a dense one right before softmax; None where there is none."""
        place = len(self.layers) - 2
        return place if place >= 0 and self.layers[place].kind == "dense" else None

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return the probabilities of images that are prepared as the network takes them.

        Parameters
        ----------
        images : np.ndarray, shape (n, 784)

        Returns
        -------
        np.ndarray, shape (n, classes)

        Raises
        ------
        ValueError
            If a number becomes NaN or infinite.
        """
        numbers = images.reshape(-1, *self.shape).astype(float)
        with np.errstate(over="ignore", invalid="ignore"):
            for layer in self.layers:
                numbers = checked_array(_COMPUTE[layer.kind](layer, numbers), f"what a {layer.kind} layer gives")
        return numbers


def network_of(model: Any) -> Network:
    """Return a network as the page computes it, with its numbers as they are.

    Parameters
    ----------
    model : keras.Sequential or sequence of (weights, bias)
        What :class:`helpers.elements.digit_pad.DigitPad` takes.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        If shapes do not fit, or the page would compute otherwise than the model does.
    """
    from_keras = hasattr(model, "get_weights")
    layers = _of_keras(model) if from_keras else _of_pairs(model)
    return Network(model.input_shape[1:] if from_keras else (SIDE * SIDE,), layers)


def packed_halves(numbers: np.ndarray) -> str:
    """Return numbers in half precision as text that a server can compress well.

    Parameters
    ----------
    numbers : np.ndarray
        Shape (n,), ``float16``.

    Returns
    -------
    str
        First a letter for the sign and the exponent of each, 6 bits, of which few are common; then five letters for
        the fractions of three, 30 bits that are as good as random. Compressed, that is a seventh shorter than the
        base64 of the same numbers, in which each letter holds some of both.
    """
    bits = numbers.astype("<f2").view("<u2").astype(np.uint32)
    fractions = np.pad(bits & 1023, (0, -len(bits) % 3)).reshape(-1, 3)
    all_of_three = (fractions << [20, 10, 0]).sum(axis=1, keepdims=True)
    letters = np.concatenate([bits >> 10, ((all_of_three >> [24, 18, 12, 6, 0]) & 63).ravel()])
    return np.frombuffer(LETTERS, np.uint8)[letters].tobytes().decode()


# The forward pass.


def _dense(layer: Layer, x: np.ndarray) -> np.ndarray:
    return numpy_network.affine(x.reshape(len(x), -1), *layer.numbers)


def _windows(layer: Layer, x: np.ndarray, filling: float) -> np.ndarray:
    """Return what a window sees at each place: shape (n, rows, columns, channels, height, width)."""
    size, strides = layer.settings["size"], layer.settings["strides"]
    if layer.settings["padding"] == "same":
        missing = [
            max((-(-length // stride) - 1) * stride + window - length, 0)
            for length, window, stride in zip(x.shape[1:3], size, strides, strict=True)
        ]
        margins = [(0, 0), *((both // 2, both - both // 2) for both in missing), (0, 0)]
        x = np.pad(x, margins, constant_values=filling)
    return np.lib.stride_tricks.sliding_window_view(x, size, (1, 2))[:, :: strides[0], :: strides[1]]


def _conv(layer: Layer, x: np.ndarray) -> np.ndarray:
    weights, bias = (part.astype(float) for part in layer.numbers)
    return np.einsum("nrckhw,hwkf->nrcf", _windows(layer, x, 0), weights) + bias


def _scale(layer: Layer, x: np.ndarray) -> np.ndarray:
    factors, shifts = (part.astype(float) for part in layer.numbers)
    return x * factors + shifts


_COMPUTE: dict[str, Callable[[Layer, np.ndarray], np.ndarray]] = {
    "dense": _dense,
    "conv": _conv,
    "pool": lambda layer, x: _windows(layer, x, -np.inf).max(axis=(-2, -1)),
    "scale": _scale,
    "reshape": lambda layer, x: x.reshape(len(x), *layer.settings["shape"]),
    "relu": lambda _, x: np.maximum(x, 0),
    "softmax": lambda _, x: numpy_network.softmax(x),
}


# From pairs of weights and bias.


def _of_pairs(pairs: Any) -> list[Layer]:
    """Return dense layers with ReLU between them and softmax at the end."""
    if not isinstance(pairs, Sequence) or not all(isinstance(pair, (tuple, list)) for pair in pairs):
        raise TypeError("layers is neither a Keras model nor a sequence of (weights, bias) pairs; pass one of them.")
    checked = [tuple(checked_array(part, f"layer {number}") for part in pair) for number, pair in enumerate(pairs, 1)]
    with np.errstate(all="ignore"):  # what is wrong with the shapes is told at once, and the rest by the forward pass
        numpy_network.predict(np.zeros((1, SIDE * SIDE)), checked)
    layers = [part for weights, bias in checked for part in (_dense_layer(weights, bias), Layer("relu"))]
    return [*layers[:-1], Layer("softmax")]


def _dense_layer(weights: np.ndarray, bias: np.ndarray) -> Layer:
    return Layer("dense", {"outputs": len(bias)}, (weights, bias))


# From Keras.


class _Refused(Exception):
    """What the page does not compute of a model."""


def _of_keras(model: Any) -> list[Layer]:
    """Return the layers of a model, or raise ValueError where the page would compute otherwise."""
    import keras  # takes seconds, and is there already where a model is

    try:
        if type(model) is not keras.Sequential:
            raise _Refused(f"the model is {type(model).__name__}")
        if not (model.built and model.layers):
            raise _Refused("the model has no weights yet")
        if model.input_shape[1:] not in INPUTS:
            raise _Refused(f"the model's input has shape {model.input_shape}")
        found = [part for number, layer in enumerate(model.layers, 1) for part in _parts(keras, layer, number)]
        if not found or found[-1].kind != "softmax":
            raise _Refused(f"layer {len(model.layers)} has the activation {_name_of(model.layers[-1])}")
        if "softmax" in [part.kind for part in found[:-1]]:
            number = next(k for k, layer in enumerate(model.layers, 1) if _is_softmax(keras, layer))
            raise _Refused(f"layer {number} has the activation softmax")
    except _Refused as refusal:
        raise ValueError(f"{refusal}, but {COMPUTED}") from None
    return _folded(found)


def _is_softmax(keras: Any, layer: Any) -> bool:
    return type(layer) is keras.layers.Softmax or getattr(layer, "activation", None) is keras.activations.softmax


def _name_of(layer: Any) -> str:
    """Name a layer's activation; a layer without one does nothing there."""
    activation = getattr(layer, "activation", None)
    return "linear" if activation is None else str(getattr(activation, "__name__", activation))


def _parts(keras: Any, layer: Any, number: int) -> Iterable[Layer]:
    """Return what a layer of Keras is made of, or raise _Refused."""
    kinds = keras.layers
    readers: dict[type, Callable[..., list[Layer]]] = {
        kinds.Dense: _dense_parts,
        kinds.Conv2D: _conv_parts,
        kinds.MaxPooling2D: _pool_parts,
        kinds.BatchNormalization: _normalization_parts,
        kinds.Flatten: _reshape_parts,
        kinds.Reshape: _reshape_parts,
        kinds.ReLU: _relu_parts,
        kinds.Softmax: _softmax_parts,
        kinds.Activation: _activation_parts,
        kinds.Dropout: lambda *_: [],
    }
    if type(layer) not in readers:
        raise _Refused(f"layer {number} is {type(layer).__name__}")
    if getattr(layer, "quantization_mode", None) is not None:
        raise _Refused(f"layer {number} is quantized to {layer.quantization_mode}")
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise _Refused(f"layer {number} has its channels first")
    return readers[type(layer)](keras, layer, number)


def _activation_parts(keras: Any, layer: Any, number: int) -> list[Layer]:
    """Return what a layer's activation does."""
    known = {
        keras.activations.relu: [Layer("relu")],
        keras.activations.softmax: [Layer("softmax")],
        keras.activations.linear: [],
    }
    if layer.activation not in known:
        raise _Refused(f"layer {number} has the activation {_name_of(layer)}")
    return known[layer.activation]


def _softmax_parts(keras: Any, layer: Any, number: int) -> list[Layer]:
    if layer.axis not in (-1, len(layer.input.shape) - 1):
        raise _Refused(f"layer {number} is Softmax along the axis {layer.axis}")
    return [Layer("softmax")]


def _weights(layer: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return a layer's weights and its bias, which is 0 where there is none."""
    kernel = np.asarray(layer.kernel, dtype=float)
    bias = np.asarray(layer.bias, dtype=float) if layer.use_bias else np.zeros(kernel.shape[-1])
    return kernel, bias


def _dense_parts(keras: Any, layer: Any, number: int) -> list[Layer]:
    if len(layer.input.shape) != 2:
        raise _Refused(f"layer {number} is Dense and gets pictures, without Flatten before it")
    return [_dense_layer(*_weights(layer)), *_activation_parts(keras, layer, number)]


def _conv_parts(keras: Any, layer: Any, number: int) -> list[Layer]:
    if layer.groups != 1 or set(layer.dilation_rate) != {1}:
        raise _Refused(f"layer {number} is Conv2D with groups or dilation")
    settings = {"filters": layer.filters, **_sliding(layer.kernel_size, layer)}
    return [Layer("conv", settings, _weights(layer)), *_activation_parts(keras, layer, number)]


def _pool_parts(_keras: Any, layer: Any, _number: int) -> list[Layer]:
    return [Layer("pool", _sliding(layer.pool_size, layer))]


def _sliding(size: Iterable[int], layer: Any) -> dict[str, Any]:
    return {"size": [*size], "strides": [*layer.strides], "padding": layer.padding}


def _normalization_parts(_keras: Any, layer: Any, number: int) -> list[Layer]:
    axes = len(layer.input.shape)
    if layer.axis not in (-1, axes - 1):
        raise _Refused(f"layer {number} is BatchNormalization along axis {layer.axis}")
    mean, variance = np.asarray(layer.moving_mean, float), np.asarray(layer.moving_variance, float)
    factors = (np.asarray(layer.gamma, float) if layer.scale else 1) / np.sqrt(variance + layer.epsilon)
    return [Layer("scale", {}, (factors, (np.asarray(layer.beta, float) if layer.center else 0) - mean * factors))]


def _reshape_parts(_keras: Any, layer: Any, _number: int) -> list[Layer]:
    return [Layer("reshape", {"shape": [*layer.output.shape[1:]]})]


def _relu_parts(_keras: Any, layer: Any, number: int) -> list[Layer]:
    if layer.max_value is not None or layer.negative_slope != 0 or layer.threshold != 0:
        raise _Refused(f"layer {number} is ReLU with a slope, a threshold or a largest value")
    return [Layer("relu")]


def _folded(layers: list[Layer]) -> list[Layer]:
    """Put a scale into the weights and the bias right before it, which then give the same; another one stays."""
    folded: list[Layer] = []
    for layer in layers:
        if layer.kind == "scale" and folded and folded[-1].kind in ("dense", "conv"):
            before = folded.pop()
            (weights, bias), (factors, shifts) = before.numbers, layer.numbers
            layer = Layer(before.kind, before.settings, (weights * factors, bias * factors + shifts))
        folded.append(layer)
    return folded
