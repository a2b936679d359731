"""<reader-guess>: what its class packs and refuses, and what its scripts compute and say."""

import json
from typing import Any

import numpy as np
import pytest

from helpers.elements.reader_guess import Axis, ReaderGuess
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "reader-guess"
RATE, LOSS = Axis("rate", 0.001, 10, scale="log"), Axis("loss", 0, 2)
ANSWERS = {"Higher": "It `sees` less.", "Lower": "It sees more.", "Alike": "It sees the same."}
NUMBER = {"asks": "How many?", "truth": 83.07, "low": 0, "high": 100, "unit": "%"}
CHOICE = {"asks": "Which?", "truth": "Lower", "answers": ANSWERS}
CURVE = {"asks": "How does `it` go on?", "x": [0.001, 0.1, 10], "truth": [1, 0.5, 70], "across": RATE, "up": LOSS}
KINDS = [(ReaderGuess.number, NUMBER), (ReaderGuess.choice, CHOICE), (ReaderGuess.curve, CURVE)]


def curve(**changed: Any) -> dict[str, Any]:
    return data_of(ReaderGuess.curve(**CURVE | changed))


def number(**changed: Any) -> dict[str, Any]:
    return data_of(ReaderGuess.number(**NUMBER | changed))


@pytest.mark.parametrize(("make", "given"), KINDS)
def test_an_output_asks_also_without_scripts_and_is_always_the_same(make: Any, given: dict) -> None:
    bundle = make(**given)._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == f"ReaderGuess({data_of(make(**given))['kind']})"
    assert bundle == make(**given)._repr_mimebundle_()
    without_scripts = bundle["text/html"].partition("'>")[2].partition("<script>")[0]
    assert "<strong>Predict.</strong>" in without_scripts
    assert given["asks"].replace("`it`", "<code>it</code>") in without_scripts
    assert "open the answer below" in without_scripts
    assert "83" not in without_scripts


def test_the_truth_is_rounded_as_a_cell_prints_it() -> None:
    assert number(truth=100 * 0.830699999)["truth"] == 83.07
    assert number(truth=np.float32(0.25), places=1)["truth"] == 0.2
    assert str(number(truth=-1e-9, low=-1)["truth"]) == "0.0"


@pytest.mark.parametrize(("make", "given"), [KINDS[0], KINDS[2]])
def test_places_may_be_a_number_of_numpy(make: Any, given: dict) -> None:
    assert data_of(make(**given, places=np.int64(2))) == data_of(make(**given))


def test_what_lies_above_the_plot_is_the_same_on_all_computers() -> None:
    assert curve(truth=[1, 0.5, 2.0001]) == curve(truth=[1, 0.5, 1e300])
    assert [y > LOSS.high for _, y in curve()["points"]] == [False, False, True]


@pytest.mark.parametrize(
    ("make", "changed", "error", "says"),
    [
        (0, {"asks": " "}, ValueError, "asks is ' ', expected words"),
        (0, {"truth": 100.1}, ValueError, "the scale goes from 0 to 100"),
        (0, {"truth": "83"}, TypeError, "truth is str"),
        (0, {"low": 100}, ValueError, "expected a scale that grows"),
        (0, {"scale": "log"}, ValueError, "expected more than 0 on a logarithmic scale"),
        (0, {"scale": "ln"}, ValueError, 'expected "linear" or "log"'),
        (0, {"unit": None}, TypeError, "unit is NoneType"),
        (0, {"places": -1}, ValueError, "places is -1"),
        (0, {"color": "red"}, ValueError, "expected one of input"),
        (1, {"truth": "Similar"}, ValueError, "expected one of the answers"),
        (1, {"answers": {"Higher": "So."}}, ValueError, "expected two answers or more"),
        (1, {"answers": {"Lower": "So.", "Higher": ""}}, ValueError, "a text of answers is ''"),
        (2, {"x": [1, 2]}, ValueError, "x has 2 numbers and truth 3"),
        (2, {"x": [0.1, 0.001, 10]}, ValueError, "x does not grow"),
        (2, {"x": [0.1, 1, 11]}, ValueError, "goes beyond the axis"),
        (2, {"truth": [1, -1, 0]}, ValueError, "truth goes down to -1"),
        (2, {"truth": [1, np.nan, 0]}, ValueError, "truth holds NaN"),
        (2, {"up": (0, 1)}, TypeError, "up is tuple, expected an axis"),
        (2, {"given": 3}, ValueError, "given is 3"),
        (2, {"truth": [1, 0.001, 0.5], "up": RATE}, ValueError, "truth goes down to 0 with places=2"),
    ],
)
def test_bad_arguments_are_refused(make: int, changed: dict, error: type[Exception], says: str) -> None:
    function, given = KINDS[make]
    with pytest.raises(error, match=says):
        function(**given | changed)


@pytest.mark.parametrize(("changed", "says"), [({"name": ""}, "name is ''"), ({"low": 0}, "more than 0")])
def test_a_bad_axis_is_refused(changed: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Axis(**{"name": "rate", "low": 0.1, "high": 1, "scale": "log"} | changed)


# The scripts


def sentences(data: dict[str, Any], *guesses: Any) -> list[str]:
    """What is said to readers who have guessed so; spaces that keep a unit at its number are plain here."""
    said = run(
        TAG, "given.guesses.map((guess) => element.sentence(guess, given.data))", {"data": data, "guesses": guesses}
    )
    return [sentence.replace("\u00a0", " ") for sentence in said]


def test_a_number_is_told_how_far_off_it_is() -> None:
    assert sentences(number(), None, 83.07, 82, 90, 10, 83.071) == [
        "It is 83.07 %.",
        "You guessed 83.07 %, and it is 83.07 %. A guess cannot be nearer.",
        "You guessed 82 %; it is 83.07 %. That is 1.07 percentage points too low; a guess need not be nearer.",
        "You guessed 90 %; it is 83.07 %. That is 6.93 percentage points too high. The region is right.",
        "You guessed 10 %; it is 83.07 %. That is 73.07 percentage points too low. "
        "A gap of this size is worth a second look: what did the guess rest on?",
        "You guessed 83.071 %; it is 83.07 %. That is less than the last digit too high; a guess need not be nearer.",
    ]


def test_on_a_logarithmic_scale_a_guess_is_wrong_by_a_factor() -> None:
    data = number(truth=1234, low=1, high=1e6, scale="log", unit="pixels")
    assert sentences(data, 1300, 600, 123_400) == [
        "You guessed 1,300 pixels; it is 1,234 pixels. A guess on such a scale need not be nearer.",
        "You guessed 600 pixels; it is 1,234 pixels. That is too low by a factor of 2.1. The order of size is right.",
        "You guessed 123,400 pixels; it is 1,234 pixels. That is too high by a factor of 100. "
        "A gap of this size is worth a second look: what did the guess rest on?",
    ]


def test_a_choice_is_told_the_answer_and_what_speaks_against_the_guess() -> None:
    assert sentences(data_of(ReaderGuess.choice(**CHOICE)), 0, 1, None) == [
        "You guessed “Higher”; the answer is “Lower”. It sees less.",
        "You guessed “Lower”, and so it is. It sees more.",
        "The answer is “Lower”. It sees more.",
    ]


def test_a_sentence_about_an_answer_that_is_one_has_one_full_stop() -> None:
    data = data_of(ReaderGuess.choice("Which?", "Three are lies.", {"Three are lies.": "So.", "None?": "No."}))
    assert sentences(data, 0, 1, None) == [
        "You guessed “Three are lies”, and so it is. So.",
        "You guessed “None?”; the answer is “Three are lies”. No.",
        "The answer is “Three are lies”. So.",
    ]


def test_a_curve_is_told_where_it_is_furthest_away() -> None:
    flat, near = (
        [0.25] * 49,
        [0.5 - 0.25 * column / 24 if column < 24 else 0.25 + 0.75 * (column - 24) / 24 for column in range(49)],
    )
    assert sentences(curve(), flat, near, None) == [
        "Your curve and the measured one are furthest apart at 10: you drew 0.5, and more than 2 was "
        "measured. Look there first when you read on.",
        "Your curve stays close to the measured one everywhere.",
        "The measured curve is highest at 10, with more than 2, and lowest at 0.1, with 0.5.",
    ]


def test_the_handle_stops_at_round_values_and_each_key_moves_it() -> None:
    scales = [
        number(),
        number(low=0, high=784, truth=67, unit=""),
        number(low=0, high=4, truth=1, unit=""),
        number(low=-3, high=5, truth=1),
        number(low=1, high=1e6, truth=9, scale="log"),
        number(low=0.0001, high=10, truth=0.1, scale="log"),
        number(low=50, high=500, truth=100, scale="log"),
    ]
    steps = """given.map((data) => {
        const press = data.scale === "log" ? 0.05 / Math.log10(data.high / data.low) : 0.01;
        const presses = Array.from({length: Math.floor(1 / press)}, (_, place) => place * press);
        return presses.map((share) => shared.NumberGuess.snapped(share, data));
    })"""
    for data, values in zip(scales, run(TAG, steps, scales), strict=True):
        assert (np.diff(values) > 0).all()
        assert data["low"] <= values[0]
        assert values[-1] <= data["high"]
        assert max(len(f"{value:g}".lstrip("-0.").rstrip("0").replace(".", "")) for value in values) <= 3


def test_a_stroke_fills_what_it_passes_and_gaps_close_when_it_ends() -> None:
    found = run(
        TAG,
        """(() => {
            const { CurveGuess: curve } = shared, empty = Array(49).fill(null);
            const there = curve.drawn(empty, [0.1, 0.2], [0.5, 0.6]);
            const back = curve.drawn(empty, [0.5, 0.6], [0.1, 0.2]);
            const two = curve.drawn(there, [0.75, 0.1], [0.99, 2]);
            const far = curve.drawn(empty, [0.3, 0.5], [0.6, 0.5]);
            const kept = curve.drawn(empty, [0, 1], [1, 1], 7);
            const dot = curve.drawn(empty, [0.5, 0.3], [0.5, 0.3]);
            return { there, back, closed: curve.closed(two), far: curve.closed(far), kept, dot };
        })()""",
    )
    assert found["there"] == found["back"]
    assert found["there"][5:25] == pytest.approx(
        [0.2 + 0.4 * (column / 48 - 0.1) / 0.4 for column in range(5, 25)], abs=6e-4
    )
    assert found["there"][:5] + found["there"][25:] == [None] * 29
    assert found["closed"][0] == pytest.approx(0.2, abs=0.01)  # an edge nearly reached
    assert found["closed"][30] == pytest.approx(0.35, abs=0.01)  # between two strokes
    assert found["closed"][-1] == 1  # and never beyond the plot
    assert found["far"][0] is found["far"][-1] is None
    assert found["kept"][:7] == [None] * 7
    assert [column for column in range(49) if found["dot"][column] is not None] == [24]


def test_a_point_takes_its_surroundings_along_but_not_the_next_points() -> None:
    one, three = run(
        TAG,
        """(() => {
            const { CurveGuess: curve } = shared, flat = Array(49).fill(0.5);
            return [curve.moved(flat, 16, 0.9), curve.moved(curve.moved(Array(49).fill(null), 0, 0.1), 48, 0.5)];
        })()""",
    )
    assert one[16] == 0.9
    assert one[12] == pytest.approx(0.7)
    assert one[:9] + one[24:] == [0.5] * 34
    assert three == pytest.approx(np.linspace(0.1, 0.5, 49), abs=6e-4)


def test_what_is_given_begins_the_curve_and_stays() -> None:
    data = curve(given=2)
    start, first = run(TAG, "[shared.CurveGuess.start(given), shared.CurveGuess.first(given)]", data)
    assert first == 25
    assert start[:25] == pytest.approx(np.linspace(0.5, 0.25, 25), abs=6e-4)
    assert start[25:] == [None] * 24
    fits = [[*start[:25], *[0.5] * 24], [0.5] * 49]
    assert fitting(data, *map(json.dumps, fits)) == [fits[0], None]


def fitting(data: dict[str, Any], *kept: str | None) -> list[Any]:
    """What is taken of each of some texts that a browser may have kept."""
    return run(TAG, "given.kept.map((text) => element.fitting(text, given.data))", {"kept": kept, "data": data})


def test_what_a_browser_has_kept_is_taken_where_it_fits() -> None:
    spoilt = [None, "", "{", "null", "true", '"1"', "[]", "{}", "[1]", "[[1]]", "1e999", "-1", "NaN", '[0, "1"]']
    whole = [0.25] * 49
    for data, good, bad in (
        (number(), [0, 83.5, 100], [100.1]),
        (data_of(ReaderGuess.choice(**CHOICE)), [0, 2], [3, 0.5]),
        (curve(), [whole], [whole[1:], [*whole, 0.1], [*whole[1:], 1.1], [*whole[1:], None]]),
    ):
        assert fitting(data, *map(json.dumps, good)) == good
        assert fitting(data, *spoilt, *map(json.dumps, bad)) == [None] * (len(spoilt) + len(bad))


def test_numbers_along_an_axis_that_has_little_room_are_left_out_evenly() -> None:
    words = [
        [f"{share} %" for share in range(0, 101, 20)],
        ["10,000", "100,000", "1,000,000", "10,000,000", "100,000,000"],
        [str(10**power) for power in range(6)],
        ["1"],
    ]
    assert run(TAG, "given.map((words) => shared.sparse(words, 42))", words) == [1, 2, 1, 1]
    assert run(TAG, "given.map((words) => shared.sparse(words, 20))", words) == [5, 4, 5, 1]


def test_marks_of_an_axis_are_round_and_few() -> None:
    axes = [RATE, LOSS, Axis("n", 1, 1e12, scale="log"), Axis("n", 0.3, 0.7, scale="log"), Axis("n", -1, 1)]
    given = [{"low": axis.low, "high": axis.high, "scale": axis.scale} for axis in axes]
    marks = run(TAG, "given.map((axis) => shared.along(axis).mark)", given)
    assert marks[0] == [0.001, 0.01, 0.1, 1, 10]
    assert marks[1] == [0, 0.5, 1, 1.5, 2]
    assert marks[2] == [1, 100, 1e4, 1e6, 1e8, 1e10, 1e12]
    assert marks[3] == [0.3, 0.7]
    assert marks[4] == [-1, -0.5, 0, 0.5, 1]
    there_and_back = (
        "given.map((axis) => [0, 0.3, 1].map((share) => shared.along(axis).share(shared.along(axis).value(share))))"
    )
    np.testing.assert_allclose(run(TAG, there_and_back, given), [[0, 0.3, 1]] * len(axes), atol=1e-12)
