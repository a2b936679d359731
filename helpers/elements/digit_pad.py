"""The digit pad: the reader draws a digit, and the very network that the page has trained reads it."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from anywidget import AnyWidget

from helpers._checks import checked_array, checked_bool, checked_integer, checked_number
from helpers.elements import live
from helpers.elements.network import Network, network_of
from helpers.elements.packing import element_html, packed_bytes, script_of
from helpers.preprocessing import prepare_picture

SIDE = 28
CLASSES = 10
MOST_EXAMPLES = 20
READERS = ("linear", "network", "convolutional", "best")  # the names that a network may have


class DigitPad(AnyWidget):
    """A surface to draw a digit on, beside what a network makes of it: chapter 7 and the first page.

    In JupyterLab it is a live widget: what was drawn is in `pixels` and `prediction`, in the next cell, and a picture
    of the reader's own can be dropped on it, which `helpers.preprocessing.prepare_picture` prepares. In the book it
    works without Python.

    Parameters
    ----------
    layers : keras.Sequential, sequence of (weights, bias), or dict
        A network with 784 inputs, or 28 × 28, and 10 outputs. A Sequential model may consist of Dense, Conv2D,
        MaxPooling2D, BatchNormalization, Flatten, Reshape, ReLU and Dropout layers, with softmax at the end. Pairs are
        dense layers, with ReLU between them and softmax at the end: weights of shape (inputs, outputs), biases
        (outputs,), as in `helpers.numpy_network.predict`. All are rounded to 16 bits. A dict offers several networks to
        choose from, by name: "linear", "network", "convolutional" or "best", as in `helpers.readers`; the first reads
        at the beginning. A network alone is called "network".
    mean, std : float
        Mean and standard deviation of the training pixels, in units of 0 to 255: the network is given
        (pixel - mean) / std.
    examples : array_like, shape (n, 28, 28), uint8, optional
        At most 20 test digits that the reader can load: 0 is paper, 255 full ink.
    labels : array_like of int, shape (n,), optional
        Their true digits, 0 to 9.
    start : int, optional
        Which of the examples is shown at the beginning, counted from 0; without it the pad is empty.
    written : sequence of strokes, optional
        A digit that writes itself, once, when the pad comes into sight, such as
        `helpers.elements.handwriting.FIVE`: each stroke a sequence of points (x, y), from 0 to 28, y down. It stands
        there from the beginning for readers who ask for less motion. Not together with `start`.
    folded : bool, default False
        Whether the look into the network is folded at first: the maps of many filters are much to see at once.
    teach : bool, default False
        Whether the reader can be taught: the page then has buttons that say what was drawn, and what it learns is
        computed in the page, as `helpers.teaching.taught_layer` does. The last layer has to be dense.
    digits : bool, default True
        Whether the output of a pad that can be taught carries the digits that it rehearses, those of
        `helpers.digit_sheet`. One output of a notebook is enough for all elements in it.

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If shapes do not fit, a number is out of range, or the model is not of this kind: the page could not
        compute what it computes.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)
    _data = traitlets.Unicode().tag(sync=True)
    _pixels = traitlets.CBytes().tag(sync=True)  # little-endian float64; the browser writes these three
    _probabilities = traitlets.List(traitlets.Float()).tag(sync=True)
    _prediction = traitlets.Int(None, allow_none=True).tag(sync=True)
    _reader = traitlets.Unicode().tag(sync=True)
    _taught_images = traitlets.CBytes().tag(sync=True)  # a byte a pixel
    _taught_labels = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(
        self,
        layers: Any,
        mean: float,
        std: float,
        *,
        examples: Any = None,
        labels: Any = None,
        start: int | None = None,
        written: Sequence[Sequence[tuple[float, float]]] | None = None,
        folded: bool = False,
        teach: bool = False,
        digits: bool = True,
    ) -> None:
        folded = checked_bool(folded, "folded")
        teach, self._digits = checked_bool(teach, "teach"), checked_bool(digits, "digits")
        mean, std = checked_number(mean, "mean"), checked_number(std, "std", minimum=0)
        if round(std, 9) == 0:  # the element gets as many places
            raise ValueError(f"std is {std}, expected the standard deviation of the training pixels; pass that.")
        images, truths = _checked_examples(examples, labels)
        names = _names(len(images), truths)
        if start is not None:
            if len(images) == 0:
                raise ValueError(f"start is {start} but there are no examples; pass examples too, or no start.")
            start = checked_integer(start, "start", minimum=0, maximum=len(images) - 1)
            if written is not None:
                raise ValueError(
                    "start and written are both given, and the pad shows one digit first; pass one of them."
                )
        pixels = np.zeros((SIDE, SIDE)) if start is None else images[start] / 255
        with np.errstate(over="ignore"):  # a network finds the infinity that comes of it
            inputs = (255 * pixels.reshape(1, -1) - mean) / std
        readers = {name: _checked_network(layers, inputs, teach) for name, layers in _named(layers).items()}
        probabilities = next(iter(readers.values())).predict(inputs)[0]
        drawn = start is not None
        self._picture = images[start or 0] if len(images) else None
        self._sentence = "With JavaScript, you could draw a digit here, and the network would read it."
        if drawn:
            self._sentence += f" The picture shows {names[start]}, which it reads as {probabilities.argmax()}."
        elif len(images):
            self._sentence += f" The picture shows one of the test digits, {names[0]}."
        self._content = {
            "readers": [{"name": name, **network.packed()} for name, network in readers.items()],
            "mean": round(mean, 9),  # the last digits differ between machines
            "std": round(std, 9),
            "examples": packed_bytes(images),
            "names": names,
            "digits": truths,
            "start": start,
            "teaches": teach,
        }
        if written is not None:
            self._content["written"] = _checked_strokes(written)
        if folded:
            self._content["folded"] = True
        super().__init__(
            _esm="\n".join([script_of("digit-pad"), live.joining_script(), notebook_script()]),
            _name=live.new_name(),
            _data=json.dumps(self._content, allow_nan=False),
            _pixels=pixels.astype("<f8").tobytes(),
            _probabilities=probabilities.tolist() if drawn else [0.0] * CLASSES,
            _prediction=int(probabilities.argmax()) if drawn else None,
            _reader=next(iter(readers)),
        )
        self.on_msg(self._answer)

    @property
    def pixels(self) -> np.ndarray:
        """What the network sees, shape (28, 28): 0 is paper, 1 full ink; all 0 while the pad is empty."""
        return np.frombuffer(self._pixels, "<f8").astype(np.float64).reshape(SIDE, SIDE)

    @property
    def prediction(self) -> int | None:
        """The digit that the network reads, or None while the pad is empty."""
        return self._prediction

    @property
    def probabilities(self) -> np.ndarray:
        """The probability of each digit, shape (10,); all 0 while the pad is empty."""
        return np.array(self._probabilities)

    @property
    def reader(self) -> str:
        """The name of the network that reads."""
        return self._reader

    @property
    def taught(self) -> tuple[np.ndarray, np.ndarray]:
        """What the reader was taught: images, shape (n, 28, 28), ``uint8``, and what they are, shape (n,)."""
        images = np.frombuffer(self._taught_images, np.uint8).reshape(-1, SIDE, SIDE)
        return images.copy(), np.array(self._taught_labels, dtype=np.uint8)

    def _answer(self, _: Any, question: dict[str, Any], buffers: list[memoryview]) -> None:
        """Prepare a picture that was dropped on the pad, or say why that cannot be done."""
        name, sender = f"{question.get('picture', 'the picture')}"[:100], question.get("sender")
        try:
            image = prepare_picture(io.BytesIO(b"".join(buffers)))
        except (TypeError, ValueError) as error:
            self.send({"sender": sender, "refusal": f"{name}: {error}"})
        else:
            self.send({"sender": sender}, [image.tobytes()])

    def __repr__(self) -> str:
        return "DigitPad()"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        widget, _ = super()._repr_mimebundle_(**kwargs)
        return live.live_output(widget, self._html, self._name)

    def _html(self, name: str | None) -> str:
        picture = None if self._picture is None else np.kron(self._picture, np.ones((8, 8), np.uint8))
        carries = self._content["teaches"] and self._digits
        return element_html("digit-pad", self._content, self._sentence, picture, name, digits=carries)


def notebook_script() -> str:
    """Return the JavaScript that a notebook runs behind that of the element."""
    return Path(__file__).with_name("pad_in_notebook.js").read_text(encoding="utf-8")


def _named(layers: Any) -> dict[str, Any]:
    """Return networks by their names, or raise ValueError where one has another name."""
    if not isinstance(layers, dict):
        return {"network": layers}
    if not layers or not set(layers) <= set(READERS):
        names = ", ".join(READERS)
        raise ValueError(f"layers has the names {[*layers]!r:.100}, expected some of {names}; name them so.")
    return layers


def _checked_network(layers: Any, inputs: np.ndarray, teach: bool) -> Network:
    """Return a network as the page computes it, tried once: what is wrong is told here, and not in the browser."""
    network = network_of(layers).rounded()
    probabilities = network.predict(inputs)[0]
    if len(probabilities) != CLASSES:
        raise ValueError(f"the last layer has {len(probabilities)} outputs, expected 10; pass another network.")
    if teach and network.place_of_taught is None:
        raise ValueError("the network does not end in a dense layer, which alone can be taught; pass no teach.")
    return network


def _checked_strokes(strokes: Sequence[Sequence[tuple[float, float]]]) -> list[list[list[float]]]:
    """Return strokes as lists of points, or raise ValueError where one leaves the paper."""
    if not isinstance(strokes, Sequence):
        raise TypeError(f"written is {type(strokes).__name__}, expected a sequence of strokes; pass such a one.")
    checked = [checked_array(stroke, "a stroke of written", "(points, 2)").astype(float) for stroke in strokes]
    for stroke in checked:
        if stroke.shape[1] != 2 or not len(stroke) or stroke.min() < 0 or stroke.max() > SIDE:
            raise ValueError(
                f"a stroke of written has shape {stroke.shape}, expected points (x, y) from 0 to {SIDE}; pass such."
            )
    if not checked:
        raise ValueError("written has no stroke, expected one or more; pass them, or leave written out.")
    return [stroke.tolist() for stroke in checked]


def _checked_examples(examples: Any, labels: Any) -> tuple[np.ndarray, list[int]]:
    """Return the images and their digits, which may be missing."""
    if examples is None:
        if labels is not None:
            raise ValueError("labels came without examples; pass the images too, or no labels.")
        return np.empty((0, SIDE, SIDE), np.uint8), []
    images = checked_array(examples, "examples", "(n, 28, 28)", kinds="iu")
    if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE) or len(images) > MOST_EXAMPLES:
        raise ValueError(
            f"examples has shape {images.shape} and type {images.dtype}, expected uint8 of shape (n, 28, 28) with n "
            f"at most {MOST_EXAMPLES}; pass a few images of MNIST as they are."
        )
    if labels is None:
        return images, []
    digits = checked_array(labels, "labels", "(n,)", kinds="iu").tolist()
    if len(digits) != len(images) or not all(0 <= digit < CLASSES for digit in digits):
        raise ValueError(f"labels is {digits}, expected {len(images)} digits from 0 to 9; pass one for each example.")
    return images, digits


def _names(count: int, digits: list[int]) -> list[str]:
    """Return how to call each of so many examples: "a 7", "an 8", "a 7 (2)" for the second 7; or "image 1"."""
    if not digits:
        return [f"image {number}" for number in range(1, count + 1)]
    before = [digits[:k].count(digit) for k, digit in enumerate(digits)]
    names = [f"{'an' if digit == 8 else 'a'} {digit}" for digit in digits]
    return [f"{name} ({times + 1})" if times else name for name, times in zip(names, before, strict=True)]
