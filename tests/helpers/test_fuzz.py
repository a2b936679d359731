"""Helpers under inputs that nobody thought of: junk is refused in a sentence, what is valid equals a naive reference.

A short run has few examples, always the same ones; the long one, in make test-slow, has many that are new each time.
"""

import itertools
import random
import re
import tempfile
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, configuration, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.figure import Figure

from helpers import data, figures
from helpers.elements import packing
from helpers.elements.blind_reading import BlindReading
from helpers.elements.case_file import CaseFile, CaseTest, Suspect
from helpers.elements.chapter_quiz import ChapterQuiz, Question
from helpers.elements.digit_pad import DigitPad
from helpers.elements.gradient_step import LIMITS, GradientStep
from helpers.elements.linear_neuron import ACTIVATIONS, LinearNeuron
from helpers.elements.live_training import LiveTraining
from helpers.elements.mistake_gallery import MistakeGallery
from helpers.elements.reader_guess import Axis, ReaderGuess
from helpers.elements.sliding_kernel import SlidingKernel
from helpers.elements.softmax_bars import SoftmaxBars
from helpers.elements.weighing_digit import WeighingDigit
from helpers.explore import explore, in_words
from helpers.numpy_network import affine, cross_entropy, predict, relu, softmax
from helpers.patient import Patient
from helpers.preprocessing import flatten, one_hot, pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from tests.helpers import naive

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

from helpers.fast_fit import fast_fit, fit_orders  # noqa: E402
from helpers.learning_curve import LearningCurve  # noqa: E402

configuration.set_hypothesis_home_dir(tempfile.gettempdir())  # and not a folder .hypothesis beside the book
LENGTHS = [pytest.param(1, id="short"), pytest.param(18, id="long", marks=pytest.mark.slow)]


def fuzz(check, strategy, examples, length):
    """Call a check with examples from a strategy."""
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
    settings(max_examples=examples * length, derandomize=length == 1, **quiet)(given(strategy)(check))()


# What comes in: arrays in all layouts, and junk.

LAYOUTS = [
    np.asfortranarray,
    np.ndarray.tolist,
    lambda array: np.repeat(array, 2, axis=-1)[..., ::2],
    lambda array: np.flip(np.flip(array).copy()),
    lambda array: (array.setflags(write=False), array)[1],
]
REAL = st.sampled_from(["<f8", ">f8", "<f4", ">f4", "<f2", "u1", "i1", "<i8", ">i2", "<u4"]).map(np.dtype)
WHOLE = REAL.filter(lambda dtype: dtype.kind in "iu")


@st.composite
def numbers(draw, shape, low=-100, high=100, dtypes=REAL):
    """An array of a shape, with numbers from low to high of any size and byte order, in any layout; or a list."""
    dtype = draw(dtypes)
    if dtype.kind == "f":
        elements = st.floats(low, high, width=8 * dtype.itemsize, allow_subnormal=False)
    else:
        limits = np.iinfo(dtype)
        elements = st.integers(max(low, limits.min), min(high, limits.max))
    return draw(st.sampled_from(LAYOUTS))(draw(hnp.arrays(dtype, shape, elements=elements)))


def plain(value):
    """The same as nested lists of Python's numbers, for references."""
    return np.asarray(value, dtype=object).tolist() if isinstance(value, (np.ndarray, list)) else value


ODD = [..., object(), dict, np.nan, np.inf, 1e308, -1e308, 1e-320, 10**30, 10**400, -(10**400), np.datetime64("NaT")]
ODD += [
    b"",
    "1",
    np.ma.masked,
    np.array([["1e4000"]], np.longdouble),
    np.ma.array([[1.0, 2.0]], mask=[[True, False]]),
    range(3),
]
ODD += [np.zeros(3, "V4"), np.array("x"), np.array([None, 1.0]), np.array([[1e308, -1e308]]), np.int8([[-128] * 3])]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text(max_size=5)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
ARRAYS = st.tuples(hnp.arrays(hnp.scalar_dtypes(), SHAPES), st.sampled_from([np.ma.masked_array, np.asarray]))
NESTED = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner)
)
JUNK = st.sampled_from(ODD) | ARRAYS.map(lambda pair: pair[1](pair[0])) | NESTED

# Each public function with arguments that it takes; junk then replaces some of them.

IMAGES, ONE_HOT, HALVES = np.zeros((2, 28, 28), np.uint8), [[0, 1], [1, 0]], [[0.5, 0.5], [0.25, 0.75]]
PAD = {"layers": [(np.zeros((784, 10)), np.arange(10.0))], "mean": 33, "std": 78}
PAD |= {"examples": IMAGES, "labels": [8, 8], "start": 1, "teach": True, "digits": False}
LINEAR = {"weights": np.full((784, 10), 0.5), "bias": np.arange(10.0), "mean": 33, "std": 78, "digits": False}
QUESTION = {"asks": "Why?", "right": ("a", "b"), "wrong": {"c": "d", "e": "f"}, "objective": 1}
LIVE = {"hidden": 2, "learning_rate": 0.1, "batch_size": 8, "pixels": "raw", "start": "zero", "labels": "true"}
LIVE |= {"steps": 1, "digits": False, "images": 30, "shift": 1, "offered": ["images"]}
PATIENT = {"x": np.zeros((2, 784)), "labels": [1, 2], "x_validation": np.zeros((2, 784)), "labels_validation": [3, 4]}
TEST = {"name": "a", "question": "b", "result": "c", "reading": "d", "number": "e", "enough": True}
CASE = {
    "title": "a",
    "symptoms": ["b"],
    "tests": [CaseTest(**TEST)],
    "suspects": [Suspect("c", "d"), Suspect("e", "f")],
}
CASE |= {"culprit": "c", "picture": Figure(figsize=(1, 1)), "alt": "g"}
NUMBER = {"asks": "a", "truth": 1, "low": 0, "high": 2, "scale": "linear", "unit": "", "places": 2, "color": "error"}
AXIS = {"name": "a", "low": 1, "high": 4, "scale": "log", "unit": ""}
CURVE = {"asks": "a", "x": [1, 2], "truth": [3, 2], "across": Axis(**AXIS), "up": Axis(**AXIS), "given": 1}
AX = object()  # in its place come empty axes
EXPLORE = {"draw": "a{a}".format, "settings": {"a": [1, 2]}, "alt": "b{a}".format, "caption": "c", "play": "a"}


def rendered(draw):
    """A function of figures that draws on empty axes, and what it drew is rendered."""
    figure = Figure(figsize=(2, 1), dpi=30)

    def drawn(**arguments):
        axes = figure.axes or figure.subplots(1, 2).tolist()
        for name, empty in [("ax", axes[0]), ("axes", axes)]:
            if arguments.get(name) is AX:
                arguments[name] = empty
        draw(**arguments)
        figure.canvas.draw()
        figure.clear()

    return drawn


def shown(element):
    """Build an element and show it."""
    return lambda *given, **named: element(*given, **named)._repr_mimebundle_()["text/html"]


def small_model():
    """A model that fast_fit takes."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy")
    return model


MODEL = small_model()


X, W, B = np.ones((2, 3)), np.ones((3, 4)), np.zeros(4)
TARGETS = {  # how many examples in a short run, the function, and arguments that it takes
    "affine": (50, affine, {"x": X, "weights": W, "bias": B}),
    "relu": (50, relu, {"z": X}),
    "softmax": (50, softmax, {"z": X}),
    "cross_entropy": (50, cross_entropy, {"probabilities": HALVES, "one_hot_labels": ONE_HOT}),
    "predict": (50, predict, {"x": X, "layers": [(W, B)]}),
    "predict's layer": (50, lambda w, b: predict(X, [(w, b)]), {"w": W, "b": B}),
    "one_hot": (50, one_hot, {"labels": [0, 1], "num_classes": 3}),
    "flatten": (50, flatten, {"images": IMAGES}),
    "pixel_statistics": (50, pixel_statistics, {"images": IMAGES}),
    "standardize": (50, standardize, {"images": IMAGES, "mean": 1.0, "std": 2.0, "epsilon": 0.0}),
    "make_reproducible": (20, make_reproducible, {"seed": 0}),
    "LearningCurve": (40, LearningCurve, {"every": 1, "seen": (X, ONE_HOT)}),
    "LearningCurve's set": (40, lambda x, y: LearningCurve(1, seen=(x, y)), {"x": X, "y": ONE_HOT}),
    "fast_fit": (
        20,
        lambda **given: fast_fit(MODEL, verbose=0, **given),
        {"x": X, "y_one_hot": np.eye(2), "batch_size": 1, "every": 1, "callbacks": []},
    ),
    "fast_fit's model": (20, lambda model: fast_fit(model, X, np.eye(2), verbose=0), {"model": MODEL}),
    "fit_orders": (20, fit_orders, {"num_samples": 3}),
    "contact_sheet": (50, figures.contact_sheet, {"images": IMAGES, "columns": 2}),
    "draw_digit": (6, rendered(figures.draw_digit), {"ax": AX, "image": IMAGES[0], "title": "a"}),
    "draw_digits": (6, rendered(figures.draw_digits), {"axes": AX, "images": IMAGES, "titles": ["a", "b"]}),
    "draw_pixels": (6, rendered(figures.draw_pixels), {"ax": AX, "image": IMAGES[0]}),
    "draw_predictions": (
        *(6, rendered(figures.draw_predictions)),
        {"axes": AX, "images": IMAGES, "predictions": [1, 2], "truths": [1, 3], "indices": [0, 1]},
    ),
    "draw_weights": (6, rendered(figures.draw_weights), {"ax": AX, "weights": X, "limit": 1.0, "title": "a"}),
    "draw_probabilities": (
        *(6, rendered(figures.draw_probabilities)),
        {"ax": AX, "probabilities": HALVES[0], "truth": 1},
    ),
    "draw_confusion_matrix": (6, rendered(figures.draw_confusion_matrix), {"ax": AX, "counts": ONE_HOT}),
    "explore": (30, shown(explore), EXPLORE),
    "explore's values": (40, lambda a: shown(explore)(**EXPLORE | {"settings": {"a": a}}), {"a": [1, 2]}),
    "explore's frames": (20, lambda a: shown(explore)(**EXPLORE | {"draw": lambda **_: a}), {"a": "a"}),
    "in_words": (50, in_words, {"value": 0.5}),
    "CaseTest": (20, CaseTest, TEST),
    "Suspect": (20, Suspect, {"name": "a", "reason": "b"}),
    "CaseFile": (20, shown(CaseFile), CASE),
    "Patient": (20, Patient, {**PATIENT, "rate": 0.1, "epochs": 1}),
    "Question": (50, Question, QUESTION),
    "ChapterQuiz": (30, shown(ChapterQuiz), {"name": "a", "questions": [Question(**QUESTION)]}),
    "GradientStep": (30, shown(GradientStep), dict.fromkeys(LIMITS, 1.0) | {"learning_rate": 0.1}),
    "BlindReading": (
        *(40, shown(BlindReading)),
        {"images": IMAGES, "labels": [1, 2], "answers": [1, 3], "confidences": [0.5, 1], "indices": [3, 4]},
    ),
    "LinearNeuron": (40, shown(LinearNeuron), {"inputs": B[:3], "weights": B[:3], "bias": 0, "activation": "ReLU"}),
    "LiveTraining": (20, shown(LiveTraining), LIVE),
    "MistakeGallery": (40, shown(MistakeGallery), {"images": IMAGES, "labels": [1, 2], "probabilities": np.eye(2, 10)}),
    "ReaderGuess.number": (40, shown(ReaderGuess.number), NUMBER),
    "ReaderGuess.choice": (30, shown(ReaderGuess.choice), {"asks": "a", "truth": "b", "answers": {"b": "c", "d": "e"}}),
    "ReaderGuess.curve": (40, shown(ReaderGuess.curve), CURVE),
    "Axis": (40, Axis, AXIS),
    "SoftmaxBars": (40, shown(SoftmaxBars), {"logits": np.zeros((2, 10)), "images": IMAGES, "labels": [1, 2]}),
    "SlidingKernel": (25, shown(SlidingKernel), {"images": IMAGES, "labels": [1, 2], "kernel": "blur", "relu": True}),
    "DigitPad": (25, shown(DigitPad), PAD),
    "WeighingDigit": (25, shown(WeighingDigit), LINEAR | {"digit": 8, "place": 499}),
    "script_of": (20, packing.script_of, {"tag": "digit-pad"}),
    "element_html": (
        *(30, packing.element_html),
        {"tag": "digit-pad", "data": {}, "sentence": "a", "picture": IMAGES[0]},
    ),
    "png": (20, packing.png, {"pixels": IMAGES[0]}),
    "packed_bytes": (20, packing.packed_bytes, {"array": X}),
    "packed_images": (20, packing.packed_images, {"images": IMAGES}),
}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", TARGETS)
def test_junk_is_refused_in_a_sentence(name, length):
    examples, function, good = TARGETS[name]
    function(**good)

    def attempt(junk):
        try:
            function(**{**good, **junk})
            return
        except (TypeError, ValueError) as error:
            said = str(error)
        assert re.fullmatch(r"(?s).*[;:] .*\.", said)
        assert len(said) < 600

    for argument, odd in itertools.product(good, ODD):
        attempt({argument: odd})
    fuzz(attempt, st.dictionaries(st.sampled_from(sorted(good)), JUNK, min_size=1, max_size=2), examples, length)


# What is valid, and what comes of it.


def measured(logits, labels):
    """What LearningCurve measures of a model that answers so, as a row."""
    curve = LearningCurve(1, seen=(np.ones((len(logits), 1)), one_hot(labels, len(logits[0]))))
    model = lambda x, training: softmax(logits)  # noqa: E731
    model.optimizer = SimpleNamespace(iterations=0)
    curve.set_model(model)
    curve.on_train_begin()
    return curve.loss["seen"] + curve.accuracy["seen"]


def data_of(element):
    """The data of an element."""
    (found,) = packing.elements_in(element._repr_mimebundle_()["text/html"])
    return found.data


def gallery(*given):
    found = data_of(MistakeGallery(*given))
    return [found["indices"], found["images"]]


def words_of(*values):
    """What explore() packs for the values of two settings."""
    data = data_of(explore("{a} {b}".format, dict(zip("ab", values, strict=True)), alt="{a}, {b}".format, caption="c"))
    return [frame["content"] for frame in data["frames"]]


def quiz(asks, right, wrong):
    question = data_of(ChapterQuiz("a", [Question(asks, right, wrong, 1)]))["questions"][0]
    return [question["asks"], question["answers"][question["right"]], sorted(question["answers"])]


def chances(seed):
    make_reproducible(seed)
    return [random.random(), np.random.random()]  # noqa: NPY002


def pad(seed):
    weights = np.random.default_rng(seed).normal(size=(785, 10))
    (data,) = data_of(DigitPad([(weights[:784], weights[784])], 33, 78))["readers"]
    assert naive.unpacked_halves(data["weights"], data["count"]) == naive.halves(weights.ravel())
    return len(data["weights"])


WORDS = st.text(min_size=1, max_size=8).filter(str.strip)
SIDES = [st.tuples(*[st.integers(1, 4)] * count) for count in range(5)]
SETS = SIDES[3].flatmap(lambda n: st.tuples(numbers(n)))
LAYERS = SIDES[3].flatmap(lambda n: st.tuples(numbers(n[:2]), numbers(n[1:]), numbers(n[2:])))
NETWORKS = SIDES[4].flatmap(
    lambda n: st.tuples(*(numbers(shape, -3, 3) for shape in [n[:2], n[1:3], n[2:], n[2:3], n[3:]]))
)
ROWS = SIDES[2].flatmap(lambda n: st.tuples(numbers(n)))
GUESSES = SIDES[2].flatmap(
    lambda n: st.tuples(numbers(n, -9, 9, st.just(np.dtype(float))), numbers(n[:1], 0, n[1] - 1, WHOLE))
)
LABELS = st.tuples(numbers((3,), 0, 6, WHOLE), st.integers(7, 12))
SCALED = st.tuples(numbers((2, 3, 4)), st.floats(-9, 9), st.floats(0.1, 9))
SHEETS = SIDES[2].flatmap(lambda n: st.tuples(numbers((6, *n)), st.sampled_from([1, 2, 3, 6])))
SLIDERS = st.tuples(numbers((3,), -3, 3), numbers((3,), -3, 3), st.floats(-3, 3), st.sampled_from(ACTIVATIONS))
MISTAKES = st.tuples(
    numbers((3, 28, 28), 0, 255, WHOLE), numbers((3,), 3, 9, WHOLE), hnp.arrays(float, (3, 3), elements=st.floats(0, 1))
).map(lambda given: (*given[:2], np.pad(given[2], [(0, 0), (0, 7)])))
QUIZZES = st.lists(WORDS, min_size=6, max_size=6, unique=True).map(
    lambda words: (words[0], (words[1], words[2]), {words[3]: words[0], words[4]: words[5]})
)
FRAMES = st.tuples(st.lists(st.integers(), min_size=1, max_size=4, unique=True), st.just([False, True]))
REFERENCES = {  # a function, its arguments, the same in a naive way, and the size of numbers for rounding errors
    "affine": (affine, LAYERS, naive.affine, 1e4),
    "relu": (relu, ROWS, lambda z: [[max(value, 0) for value in row] for row in z], 0),
    "softmax": (softmax, ROWS, naive.softmax, 1),
    "predict": (lambda x, *w: predict(x, [w[::2], w[1::2]]), NETWORKS, naive.predict, 1e3),
    "cross_entropy": (lambda z, y: cross_entropy(softmax(z), one_hot(y, len(z[0]))), GUESSES, naive.cross_entropy, 1),
    "LearningCurve": (measured, GUESSES, naive.measured, 1),
    "one_hot": (one_hot, LABELS, lambda labels, n: [[k == label for k in range(n)] for label in labels], 0),
    "flatten": (flatten, SETS, naive.flat, 0),
    "pixel_statistics": (pixel_statistics, SETS, naive.pixel_statistics, 1e2),
    "standardize": (standardize, SCALED, naive.standardized, 1e2),
    "contact_sheet": (figures.contact_sheet, SHEETS, naive.sheet, 0),
    "make_reproducible": (
        *(chances, st.tuples(st.integers(0, 2**32 - 1))),
        *(lambda seed: [random.Random(seed).random(), np.random.RandomState(seed).random()], 0),
    ),
    "explore": (words_of, FRAMES, lambda a, b: [f"{one} {other}" for one in a for other in b], None),
    "ChapterQuiz": (
        *(quiz, QUIZZES),
        *(lambda asks, right, wrong: [asks, [*right], sorted([[*right], *map(list, wrong.items())])], None),
    ),
    "LinearNeuron": (lambda *a: [*data_of(LinearNeuron(*a)).values()], SLIDERS, lambda *a: [*map(plain, a)], None),
    "MistakeGallery": (gallery, MISTAKES, naive.gallery, None),
    "SoftmaxBars": (
        *(lambda logits: data_of(SoftmaxBars(logits))["logits"], st.tuples(numbers((2, 10)))),
        *(lambda logits: [[float(f"{value:.6f}") for value in row] for row in logits], 0),
    ),
    "DigitPad": (pad, st.tuples(st.integers(0, 99)), lambda _: 20_935, 0),
    "in_words": (
        lambda x: float(in_words(x).replace("−", "-").replace(",", "")),
        st.tuples(st.floats(-1e9, 1e9)),
        lambda x: x,
        0,
    ),
}


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", REFERENCES)
def test_results_are_those_of_a_naive_reference(name, length):
    function, strategy, reference, scale = REFERENCES[name]

    def attempt(arguments):
        found, expected = function(*arguments), reference(*map(plain, arguments))
        if scale is None:
            np.testing.assert_equal(found, expected)
            return
        error = (
            1e-6 if any(np.dtype(getattr(given, "dtype", float)).str.endswith("f4") for given in arguments) else 1e-11
        )
        np.testing.assert_allclose(found, expected, rtol=error, atol=error * scale)
        assert np.shape(found) == np.shape(expected)

    fuzz(attempt, strategy, 20, length)


@pytest.mark.parametrize("length", LENGTHS)
def test_no_change_of_the_data_file_goes_unnoticed(length, monkeypatch):
    whole, chance = data.PATH.read_bytes(), random.Random(length)
    for place in chance.choices(range(len(whole)), k=10 * length):  # no hypothesis: what it keeps would fill the memory
        flipped = whole[:place] + bytes([whole[place] ^ chance.randint(1, 255)]) + whole[place + 1 :]
        for spoilt in (flipped, whole[:place]):
            monkeypatch.setattr(data, "PATH", SimpleNamespace(read_bytes=lambda spoilt=spoilt: spoilt))
            with pytest.raises(ValueError, match="; restore it with"):
                data.load_mnist()
