"""The digit pad without a page: what Python packs, and the script's pure functions in Node, compared with NumPy."""

import base64
import gzip
import io
import re
from itertools import pairwise

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from helpers.elements import packing
from helpers.elements.digit_pad import DigitPad
from helpers.elements.handwriting import FIVE
from helpers.numpy_network import predict
from helpers.preprocessing import prepare_picture, standardize
from helpers.reproducibility import make_reproducible
from tests.pages.digits import HANDS, SIDE, Recording, keys_of, prepared, recorded, typed
from tests.pages.node import run

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

ALL_STEPS = {"scale": True, "center": True, "even": True}
WRITERS = [recorded()[10 * k + k] for k in range(6)]  # a digit of each hand


@pytest.fixture(scope="module")
def make_pad(mnist, statistics, model):
    images, labels = mnist[1]
    return lambda **settings: DigitPad(model, *statistics, examples=images[:3], labels=labels[:3], **settings)


def network(*sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    chance = np.random.default_rng(0)
    return [(chance.normal(size=(a, b)) / 30, chance.normal(size=b)) for a, b in pairwise(sizes)]


# Whose stroke it is.


def test_a_palm_does_not_draw_beside_a_pen_and_gives_way_to_one():
    drawers = [None, "mouse", "pen", "touch"]
    pointers = [("mouse", True), ("pen", True), ("touch", True), ("touch", False)]
    table = run(
        "digit-pad",
        """given.drawers.map((type) => given.pointers.map(([pointerType, isPrimary]) => {
            const [event, drawer] = [{ pointerType, isPrimary }, type && { type }];
            return [shared.mayDraw(event, drawer), shared.wasPalm(drawer, event)];
        }))""",
        {"drawers": drawers, "pointers": pointers},
    )
    may = [[answer for answer, _ in row] for row in table]
    assert may == [[True] * 4, [True, True, False, False], [True, True, False, False], [True, True, True, False]]
    palms = [[was for _, was in row] for row in table]
    assert palms == [[False] * 4, [False] * 4, [False] * 4, [True, True, False, False]]


def test_a_stroke_taken_back_leaves_all_others_and_their_order():
    # A state is the names of its strokes; the stroke taken back is "b".
    histories = [["", "a", "ab", "abc"], ["", "b"], ["", "a", "ab", "", "c"], ["", "a"]]
    after = run(
        "digit-pad",
        """given.map((names) => {
            const strokes = { a: [[1, 1]], b: [[2, 2]], c: [[3, 3]] };
            const states = names.map((all) => ({ strokes: Array.from(all, (name) => strokes[name]), example: null }));
            return element.statesWithout(strokes.b, states).map((state) =>
                state.strokes.map((stroke) => "_abc"[stroke[0][0]]).join(""));
        })""",
        histories,
    )
    assert after == [["", "a", "ac"], [""], ["", "a", "", "c"], ["", "a"]]


# A digit that writes itself.


def test_a_digit_grows_along_its_strokes():
    strokes, ways = [[[0, 0], [4, 0], [4, 4]], [[10, 10], [10, 12]]], [0, 1, 4, 7, 8, 9, 10]
    written = run("digit-pad", "given[1].map((way) => shared.writtenAfter(given[0], way))", [strokes, ways])
    assert written == [
        [[[0, 0], [0, 0]]],
        [[[0, 0], [1, 0]]],
        [[[0, 0], [4, 0], [4, 0]]],
        [[[0, 0], [4, 0], [4, 3]]],
        [strokes[0]],
        [strokes[0], [[10, 10], [10, 11]]],
        strokes,
    ]


def test_the_five_of_the_first_page_is_read(statistics, model):
    image = prepared([list(stroke) for stroke in FIVE])
    probabilities = model.predict(standardize(255 * image.reshape(1, -1), *statistics), verbose=0)[0]
    assert probabilities.argmax() == 5
    assert probabilities.max() > 0.99


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"written": FIVE, "start": 0}, "start and written are both given"),
        ({"written": []}, "written has no stroke"),
        ({"written": [[(1, 2), (3, 29)]]}, r"a stroke of written has shape \(2, 2\), expected points"),
        ({"written": [[(1, 2, 3)]]}, r"a stroke of written has shape \(1, 3\), expected points"),
        ({"written": [[1, 2]]}, "a stroke of written"),
    ],
)
def test_strokes_that_cannot_be_written_are_named(make_pad, settings, message):
    with pytest.raises(ValueError, match=message):
        make_pad(**settings)


# From strokes to the image that the network sees.


def images_of(cases: list[tuple]) -> np.ndarray:
    """What the script makes of strokes, each with its steps; shape (n, 28, 28)."""
    given = [[[np.asarray(stroke).tolist() for stroke in strokes], steps] for strokes, steps in cases]
    images = run("digit-pad", "given.map(([strokes, steps]) => shared.prepare(strokes, steps))", given)
    return np.reshape(images, (-1, SIDE, SIDE))


@pytest.fixture(scope="module")
def drawings() -> np.ndarray:
    """The images of all recordings, prepared."""
    return images_of([(recording.strokes, ALL_STEPS) for recording in recorded()])


def test_images_are_those_of_the_python_reference(drawings):
    expected = [prepared(recording.strokes) for recording in recorded()]
    np.testing.assert_allclose(drawings, expected, rtol=0, atol=1e-9)


def test_each_step_is_that_of_the_python_reference_and_makes_a_difference():
    choices = [dict(zip(ALL_STEPS, map(bool, on), strict=True)) for on in np.ndindex(2, 2, 2)]
    cases = [(recording.strokes, steps) for recording in WRITERS for steps in choices]
    images = images_of(cases)
    expected = [prepared(strokes, **steps) for strokes, steps in cases]
    np.testing.assert_allclose(images, expected, rtol=0, atol=1e-9)
    stages = "given.map(([strokes, steps]) => shared.prepareInStages(strokes, steps))"
    given = [[[np.asarray(stroke).tolist() for stroke in strokes], steps] for strokes, steps in cases]
    on_the_way = np.reshape(run("digit-pad", stages, given), (len(cases), 4, SIDE, SIDE))
    np.testing.assert_array_equal(on_the_way[:, 3], images)
    for (_, steps), of_one in zip(cases, on_the_way, strict=True):
        for number, step in enumerate(steps.values()):
            assert (of_one[number] == of_one[number + 1]).all() or step  # what is switched off changes nothing
    for of_one in images.reshape(len(WRITERS), len(choices), SIDE, SIDE):
        for number, image in enumerate(of_one):
            assert all(np.abs(image - other).max() > 0.05 for other in of_one[:number])


def test_prepared_drawings_lie_like_those_of_mnist(drawings):
    for image in drawings:
        rows, columns = np.nonzero(image >= 0.5)
        assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
        center = [(image * axis).sum() / image.sum() for axis in np.indices((SIDE, SIDE))]
        np.testing.assert_allclose(center, 14, atol=0.2)  # ink may be cut off at the edge


def test_a_dot_stays_a_dot_and_no_stroke_leaves_the_paper_white():
    dot, short = [[(5, 5)]], [[(5, 5), (5.4, 5)]]
    uneven = {**ALL_STEPS, "even": False}
    images = images_of([(dot, ALL_STEPS), (dot, uneven), (short, uneven), ([], ALL_STEPS)])
    np.testing.assert_allclose(images[0], prepared(dot), atol=1e-9)
    assert 3 < images[0].sum() < 7
    assert images[1].sum() < 100
    assert np.isfinite(images).all()
    assert images[3].max() == 0


VISITS = """given.map((strokes) => {
    const min = Math.min; // a pixel asks for it twice: where on the line it is, and whether it is nearer
    let visits = 0;
    Math.min = (...numbers) => { visits += 0.5; return min(...numbers); };
    shared.prepare(strokes, { scale: true, center: true, even: true });
    Math.min = min;
    return visits;
})"""


def circling(points: int) -> list[list[float]]:
    """A stroke of so many points, ten times round a 0."""
    angles = np.linspace(0, 20 * np.pi, points)
    return np.stack([14 + 4 * np.sin(angles), 14 - 7 * np.cos(angles)], axis=1).tolist()


def test_the_work_for_a_point_does_not_grow_with_the_stroke():
    """A line is inked twice, before and after centering, on the pixels about it, and never on the whole image."""
    visits = run("digit-pad", VISITS, [[circling(5_000)], [circling(10_000)]])
    assert 0 < visits[0] < 5_000 * 2 * 7 * 7
    assert visits[1] < 10_000 * 2 * 7 * 7


# The network.

CLASSIFY = """(() => {
    const layers = shared.unpackNetwork(given);
    const shades = shared.bytes(given.images);
    const inputs = (k) => Array.from(shades.subarray(784 * k, 784 * k + 784), (s) => (s - given.mean) / given.std);
    return Array.from({ length: shades.length / 784 }, (_, k) => shared.forward(layers, inputs(k)).at(-1));
})()"""


def read(pad: DigitPad, images: np.ndarray) -> np.ndarray:
    """The probabilities that the script gives to images of 784 values from 0 to 255, rounded; shape (n, 10)."""
    given = {**pad._content["readers"][0], "mean": pad._content["mean"], "std": pad._content["std"]}
    given["images"] = base64.b64encode(np.rint(images).astype(np.uint8).tobytes()).decode()
    return np.array(run("digit-pad", CLASSIFY, given))


def test_reads_all_test_digits_as_the_model_does(mnist, statistics, model, make_pad):
    images = mnist[1][0]
    expected = model.predict(standardize(images, *statistics), verbose=0)
    weights = model.get_weights()
    layers = list(zip(weights[::2], weights[1::2], strict=True))
    np.testing.assert_allclose(predict(standardize(images[:1000], *statistics), layers), expected[:1000], atol=1e-9)
    found = read(make_pad(), images)
    assert found.shape == (10_000, 10)
    assert np.abs(found - expected)[:1000].max() < 2e-3
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).sum() >= 9_990
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=0, atol=1e-9)


@pytest.mark.parametrize("sizes", [(784, 10), (784, 50, 10), (784, 40, 30, 20, 10)])
def test_other_networks(sizes):
    layers = network(*sizes)
    images = np.random.default_rng(1).integers(0, 256, (5, 784))
    halves = [(weights.astype(np.float16), bias.astype(np.float16)) for weights, bias in layers]
    expected = predict((images - 33) / 78, halves)
    np.testing.assert_allclose(read(DigitPad(layers, 33, 78), images), expected, atol=1e-9)


# The strokes of ten digits, in six hands.


def points_of(recording: Recording) -> list:
    return [point for stroke in recording.strokes for point in stroke]


def test_recordings_are_of_all_digits_at_many_sizes_and_places():
    recordings = recorded()
    assert [(recording.hand, recording.digit) for recording in recordings] == [(h, d) for h in HANDS for d in range(10)]
    ends = [(np.min(points, axis=0), np.max(points, axis=0)) for points in map(points_of, recordings)]
    assert all((low >= 0).all() and (high <= SIDE).all() for low, high in ends)
    sizes = [(high - low).max() for low, high in ends]
    assert min(sizes) < 9
    assert max(sizes) > 22
    assert np.ptp([low + high for low, high in ends], axis=0).min() / 2 > 14  # middles all over the paper
    assert recordings == recorded()


def share_read_right(pad: DigitPad, images: np.ndarray) -> float:
    readings = read(pad, 255 * images).argmax(axis=1)
    pairs = list(zip(recorded(), readings, strict=True))
    wrong = [f"{recording.hand} {recording.digit} as {said}" for recording, said in pairs if recording.digit != said]
    print("misread:", ", ".join(wrong) or "none")
    return 1 - len(wrong) / len(pairs)


def test_strokes_are_read(make_pad, drawings):
    assert share_read_right(make_pad(), drawings) >= 0.95


def test_strokes_of_the_keyboard_are_read(make_pad):
    """The ones that keys would draw: a page shows for some of them that keys do."""
    strokes = [typed(keys_of(recording.strokes)) for recording in recorded()]
    assert share_read_right(make_pad(), images_of([(each, ALL_STEPS) for each in strokes])) >= 0.95


# The widget.


def test_in_python_before_anything_is_drawn(make_pad, mnist, model, statistics):
    pad, image = make_pad(start=1), mnist[1][0][1]
    np.testing.assert_array_equal(pad.pixels, image / 255)
    assert pad.prediction == 2
    expected = model.predict(standardize(image[None], *statistics), verbose=0)[0]
    np.testing.assert_allclose(pad.probabilities, expected, atol=2e-3)
    empty = make_pad()
    assert (empty.prediction, empty.probabilities.tolist()) == (None, [0] * 10)
    assert (empty.pixels.shape, empty.pixels.max()) == ((28, 28), 0)
    layers = list(zip(model.get_weights()[::2], model.get_weights()[1::2], strict=True))
    same = DigitPad(layers, *statistics)._repr_mimebundle_()["text/html"]
    assert same == DigitPad(model, *statistics)._repr_mimebundle_()["text/html"]


def test_in_python_which_reader_reads_and_what_it_was_taught():
    pad = DigitPad({"linear": network(784, 10), "best": network(784, 5, 10)}, 33, 78, teach=True)
    assert [reader["name"] for reader in pad._content["readers"]] == ["linear", "best"]
    assert pad.reader == "linear"
    images, labels = pad.taught
    assert (images.shape, labels.shape) == ((0, 28, 28), (0,))
    drawn = np.arange(1568).astype(np.uint8)
    state = {"_reader": "best", "_taught_images": memoryview(drawn.tobytes()), "_taught_labels": [3, 7]}
    pad.set_state(state)
    assert pad.reader == "best"
    images, labels = pad.taught
    np.testing.assert_array_equal(images, drawn.reshape(2, 28, 28))
    assert labels.tolist() == [3, 7]


def test_the_digits_to_rehearse_travel_with_a_pad_that_can_be_taught():
    sheets = [
        packing.without_sheet(DigitPad(network(784, 10), 33, 78, **how)._repr_mimebundle_()["text/html"], "")[1]
        for how in ({}, {"teach": True}, {"teach": True, "digits": False})
    ]
    assert [sheet is not None for sheet in sheets] == [False, True, False]


def test_in_python_what_the_browser_sends(make_pad):
    pad, drawn = make_pad(start=1), np.linspace(0, 1, 784)
    pad.set_state(
        {"_pixels": memoryview(drawn.astype("<f8").tobytes()), "_prediction": 3, "_probabilities": [0.1] * 10}
    )
    np.testing.assert_array_equal(pad.pixels, drawn.reshape(28, 28))
    assert (pad.prediction, pad.probabilities.tolist()) == (3, [0.1] * 10)
    pad.set_state({"_pixels": memoryview(bytes(6272)), "_prediction": None, "_probabilities": [0] * 10})
    assert (pad.prediction, pad.pixels.max()) == (None, 0)


def test_in_python_a_picture_that_the_browser_sends_is_prepared_or_refused(make_pad, monkeypatch):
    pad, sent = make_pad(), []
    monkeypatch.setattr(pad, "send", lambda content, buffers=None: sent.append((content, buffers)))
    page = np.full((200, 160), 230, np.uint8)
    page[40:160, 76:88] = 40  # a 1
    for name, picture in (("one.png", page), ("white.png", np.full((200, 160), 230, np.uint8))):
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "PNG")
        pad.comm.handle_msg(
            {
                "content": {"data": {"method": "custom", "content": {"picture": name, "sender": 0.5}}},
                "buffers": [memoryview(file.getvalue())],
            }
        )
    (read, (image,)), (refused, nothing) = sent
    assert read == {"sender": 0.5}
    np.testing.assert_array_equal(np.frombuffer(image, np.uint8).reshape(28, 28), prepare_picture(page))
    assert (refused["sender"], nothing) == (0.5, None)
    assert refused["refusal"].startswith("white.png: The picture shows no ink")
    pad.comm.handle_msg(
        {
            "content": {"data": {"method": "custom", "content": {"picture": "a.txt", "sender": 0.5}}},
            "buffers": [memoryview(b"no picture")],
        }
    )
    assert sent[-1][0]["refusal"] == "a.txt: the file is no picture that Pillow can read; save it as PNG or JPEG."


def test_output_is_small_stable_and_complete_in_itself(make_pad):
    bundle, again = make_pad(start=0)._repr_mimebundle_(), make_pad(start=0)._repr_mimebundle_()
    assert bundle["text/plain"] == "DigitPad()"
    assert bundle["text/html"] == again["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert len(gzip.compress(bundle["text/html"].encode())) <= 265_000  # 234,000 of them are weights


def test_runs_silently_without_a_browser():
    source = """
        import numpy as np
        from helpers.elements.digit_pad import DigitPad
from helpers.elements.handwriting import FIVE
        pad = DigitPad([(np.zeros((784, 10)), np.arange(10.0))], 33, 78)
        pad"""
    lines = [line.strip() for line in source.strip().splitlines()]
    cells = [nbformat.v4.new_code_cell("\n".join(lines)), nbformat.v4.new_code_cell("print(pad.prediction)")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    shown, printed = (cell.outputs for cell in notebook.cells)
    assert [(output.output_type, *sorted(output.data)) for output in shown] == [
        ("execute_result", "application/vnd.jupyter.widget-view+json", "text/html", "text/plain")
    ]
    assert [output.text for output in printed] == ["None\n"]


IMAGES, DIGITS = np.zeros((2, 28, 28), np.uint8), [3, 4]


@pytest.mark.parametrize(
    ("error", "words", "changed"),
    [
        (TypeError, "layers is neither", {"layers": 5}),
        (TypeError, "layers is neither", {"layers": [np.zeros((784, 10))]}),
        (ValueError, "layers is empty", {"layers": []}),
        (TypeError, "layer 1 is not a", {"layers": [(np.zeros((784, 10)),)]}),
        (ValueError, "layer 1's weights has shape", {"layers": network(100, 10)}),
        (ValueError, "the last layer has 12 outputs", {"layers": network(784, 12)}),
        (ValueError, "NaN or infinity", {"layers": [(np.full((784, 10), 1e9), np.zeros(10))]}),
        (TypeError, "mean is str", {"mean": "33"}),
        (ValueError, "std is 0", {"std": 0}),
        (ValueError, "std is -1", {"std": -1}),
        (ValueError, "std is 1e-10", {"std": 1e-10}),  # with nine places it would be 0
        (ValueError, "NaN or infinity", {"mean": -1e308, "std": 0.1}),
        (TypeError, "layer 1 holds <U", {"layers": [(np.full((784, 10), "1"), np.zeros(10))]}),
        (TypeError, "layer 1 holds complex", {"layers": [(np.zeros((784, 10), complex), np.zeros(10))]}),
        (ValueError, "examples has shape", {"examples": np.zeros((2, 784), np.uint8)}),
        (ValueError, "examples has shape", {"examples": np.zeros((2, 28, 27), np.uint8)}),
        (ValueError, "type int64", {"examples": np.zeros((2, 28, 28), int)}),
        (TypeError, "examples holds float64", {"examples": np.zeros((2, 28, 28))}),
        (ValueError, "at most 20", {"examples": np.zeros((21, 28, 28), np.uint8), "labels": [0] * 21}),
        (ValueError, "labels is", {"labels": [3]}),
        (ValueError, "labels is", {"labels": [3, 10]}),
        (TypeError, "labels holds float64", {"labels": [3.0, 4.0]}),
        (ValueError, "labels came without examples", {"examples": None}),
        (ValueError, "start is 2", {"start": 2}),
        (ValueError, "start is -1", {"start": -1}),
        (TypeError, "start is float", {"start": 1.0}),
        (ValueError, "there are no examples", {"examples": None, "labels": None, "start": 0}),
        (ValueError, r"layers has the names \['better'\]", {"layers": {"better": network(784, 10)}}),
        (ValueError, r"layers has the names \[\]", {"layers": {}}),
        (TypeError, "layers is neither", {"layers": {"best": 5}}),
        (TypeError, "written is int", {"written": 5}),
        (TypeError, "teach is int", {"teach": 1}),
        (TypeError, "digits is str", {"digits": "no"}),
    ],
)
def test_errors_say_what_to_do(error, words, changed):
    good = {"layers": network(784, 10), "mean": 33.3, "std": 78.6, "examples": IMAGES, "labels": DIGITS}
    DigitPad(**good)
    with pytest.raises(error, match=words) as caught:
        DigitPad(**{**good, **changed})
    assert re.search(r"; \w.*\.$", str(caught.value))


# Models that the page would read otherwise than Keras does.

RELU = {"activation": "relu"}
SOFTMAX = {"activation": "softmax"}


def sequential(*layers: keras.Layer, shape: tuple = (784,)) -> keras.Sequential:
    return keras.Sequential([keras.Input(shape), *layers])


def hidden(**changed) -> keras.layers.Dense:
    return keras.layers.Dense(8, **{**RELU, **changed})


def output(**changed) -> keras.layers.Dense:
    return keras.layers.Dense(10, **{**SOFTMAX, **changed})


def pictured(*layers: keras.Layer) -> keras.Sequential:
    return sequential(*layers, keras.layers.Flatten(), output(), shape=(28, 28, 1))


def branched() -> keras.Model:
    pixels = keras.Input((784,))
    return keras.Model(pixels, output()(keras.layers.add([hidden()(pixels), hidden()(pixels)])))


def quantized() -> keras.Sequential:
    model = sequential(hidden(), output())
    model.quantize("int8")
    return model


class DoubledDense(keras.layers.Dense):
    def call(self, inputs):
        return 2 * super().call(inputs)


class DoubledModel(keras.Sequential):
    def call(self, inputs):
        return super().call(2 * inputs)


def subclassed() -> keras.Sequential:
    return sequential(DoubledDense(8, **RELU), output())


NOT_COMPUTED = {
    "layer 1 has the activation tanh": lambda: sequential(hidden(activation="tanh"), output()),
    "layer 1 has the activation softmax": lambda: sequential(hidden(activation="softmax"), output()),
    "layer 1 has the activation <ReLU": lambda: sequential(hidden(activation=keras.layers.ReLU(max_value=6)), output()),
    "layer 2 has the activation linear": lambda: sequential(hidden(), output(activation=None)),
    "layer 3 is Softmax along the axis 0": lambda: sequential(
        hidden(), output(activation=None), keras.layers.Softmax(axis=0)
    ),
    "layer 2 has the activation sigmoid": lambda: sequential(hidden(), output(activation="sigmoid")),
    "layer 2 has the activation tanh": lambda: sequential(hidden(), keras.layers.Activation("tanh"), output()),
    "layer 2 has the activation softmax": lambda: sequential(hidden(), keras.layers.Softmax(), output()),
    "layer 1 is ReLU with a slope": lambda: sequential(keras.layers.ReLU(negative_slope=0.1), output()),
    "layer 1 is Conv2D with groups or dilation": lambda: pictured(keras.layers.Conv2D(2, 3, dilation_rate=2)),
    "layer 1 is DepthwiseConv2D": lambda: pictured(keras.layers.DepthwiseConv2D(3)),
    "layer 1 is BatchNormalization along axis 1": lambda: pictured(keras.layers.BatchNormalization(axis=1)),
    "layer 2 is Dense and gets pictures": lambda: pictured(keras.layers.MaxPooling2D(), hidden()),
    "layer 1 is Rescaling": lambda: sequential(keras.layers.Rescaling(1 / 255), hidden(), output()),
    "layer 1 is Sequential": lambda: sequential(sequential(hidden()), output()),
    "layer 1 is DoubledDense": subclassed,
    "layer 1 is quantized to int8": quantized,
    "the model is DoubledModel": lambda: DoubledModel([keras.Input((784,)), output()]),
    "the model is Functional": branched,
    "the model is Dense": output,
    "the model has no weights yet": lambda: keras.Sequential([hidden(), output()]),
    "the model's input has shape (None, 5, 784)": lambda: sequential(hidden(), output(), shape=(5, 784)),
    "the model's input has shape (None, 100)": lambda: sequential(hidden(), output(), shape=(100,)),
}


@pytest.mark.parametrize("reason", NOT_COMPUTED)
@pytest.mark.filterwarnings("ignore")  # of Keras's own code for quantization
def test_a_model_that_the_page_does_not_compute_is_refused(reason):
    model = NOT_COMPUTED[reason]()
    with pytest.raises(ValueError, match=re.escape(reason)) as caught:
        DigitPad(model, 33, 78)
    assert re.search(r", but the page computes .*; \w.*\.$", str(caught.value))


def test_a_model_is_read_as_it_computes():
    plain, adapted = sequential(output()), sequential(hidden(), output())
    adapted.layers[0].enable_lora(2)
    adapted.layers[0].lora_kernel_b.assign(np.ones((2, 8)))  # not among the layer's first two weights
    images = np.random.default_rng(2).integers(0, 256, (5, 784))
    for model in (plain, adapted):
        expected = model.predict((images - 33) / 78, verbose=0)
        np.testing.assert_allclose(read(DigitPad(model, 33, 78), images), expected, atol=0.02)
