"""<case-file>: what its classes pack and refuse, what readers without scripts get, and what its script says."""

import re

import pytest

from helpers.elements.case_file import CaseFile, CaseTest, Suspect
from tests.helpers.elements.cases import SUSPECTS, made_up, plot, three_tests
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "case-file"
TEST = {"name": "Look", "question": "What?", "result": "It is.", "reading": "So it is."}
FILE = {
    "title": "Case 0",
    "symptoms": ["Oh."],
    "tests": three_tests(),
    "suspects": SUSPECTS,
    "culprit": "The butler.",
    "picture": plot(),
    "alt": "A line.",
}


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    bundle = made_up()._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == "CaseFile('Case 0', 3 tests, 3 suspects)"
    assert bundle == made_up()._repr_mimebundle_()


def test_it_carries_the_case_and_its_pictures_in_the_colors_of_the_page() -> None:
    data = data_of(made_up())
    assert (data["title"], data["culprit"]) == ("Case 0", 1)
    assert [test["name"] for test in data["tests"]] == ["Look", "Count", "Ask"]
    assert [test["enough"] for test in data["tests"]] == [False, True, True]
    assert [bool(test["picture"]) for test in data["tests"]] == [True, False, False]
    for picture in (data["picture"], data["tests"][0]["picture"]):
        assert picture.startswith("<svg ")
        assert "var(--figure-b0508a, #b0508a)" in picture


def test_without_scripts_all_is_there_and_what_gives_the_answer_away_is_folded() -> None:
    markup = made_up()._repr_mimebundle_()["text/html"].partition("'>")[2].partition("<script>")[0]
    open_part, results, answer = re.split(r"<details>", markup)
    for seen in ("Case 0", "Something is wrong.", "It&#x27;s &lt;late&gt;.", "A line and a chessboard.", "The cook."):
        assert seen in open_part
    assert "3 of 4" not in open_part
    assert "As always" not in open_part + results
    assert "<strong>Look.</strong> It is 1 &amp; 2. A line that falls, &amp; a chessboard." in results
    assert "The butler. As always." in answer
    assert "<strong>Count.</strong> That is it." in answer
    assert "<svg" not in markup  # pictures are told in words, and travel once


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        ({"name": " "}, ValueError, "name is empty"),
        ({"question": None}, TypeError, "question is NoneType"),
        ({"reading": ""}, ValueError, "reading is empty"),
        ({"picture": plot()}, ValueError, "say in alt what the picture shows"),
        ({"alt": "A line."}, ValueError, "have to come together"),
        ({"picture": "plot", "alt": "A line."}, TypeError, "expected a figure"),
        ({"number": 3}, TypeError, "number is int"),
        ({"enough": 1}, TypeError, "enough is int"),
    ],
)
def test_a_bad_test_is_refused(changed: dict, error: type[Exception], says: str) -> None:
    CaseTest(**TEST)
    with pytest.raises(error, match=says):
        CaseTest(**TEST | changed)


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        ({"title": ""}, ValueError, "title is empty"),
        ({"symptoms": []}, TypeError, "symptoms is"),
        ({"symptoms": "Oh."}, TypeError, "pass a list"),
        ({"symptoms": ["Oh.", " "]}, ValueError, "a symptom is empty"),
        ({"tests": []}, ValueError, "tests has 0 entries, expected at least 1"),
        ({"tests": [TEST]}, TypeError, "expected a list of CaseTest"),
        ({"tests": three_tests() * 2}, ValueError, "tests has a name twice"),
        ({"tests": three_tests()[:1]}, ValueError, "No test is enough"),
        ({"suspects": SUSPECTS[:1]}, ValueError, "at least 2"),
        ({"culprit": "The gardener."}, ValueError, "expected the name of a suspect"),
        ({"culprit": 1}, ValueError, "expected the name of a suspect"),
        ({"picture": None}, ValueError, "have to come together"),
    ],
)
def test_a_bad_file_is_refused(changed: dict, error: type[Exception], says: str) -> None:
    CaseFile(**FILE)
    with pytest.raises(error, match=says):
        CaseFile(**FILE | changed)


def test_a_suspect_has_a_name_and_a_reason() -> None:
    with pytest.raises(ValueError, match="reason is empty"):
        Suspect("The cook.", "")
    with pytest.raises(TypeError, match="name is int"):
        Suspect(7, "He is.")


# The script

ALL = [{"name": name, "enough": enough} for name, enough in (("a", False), ("b", True), ("c", True), ("d", False))]
ONE = [{"name": "a", "enough": True}, {"name": "b", "enough": False}]


def test_the_progress_is_told() -> None:
    states = [([], []), ([2], []), ([2, 0], [1]), ([2, 0], [1, 0, 3]), ([0], [3]), ([0], [3, 1, 0])]
    said = run(
        TAG,
        "given.states.map(([ordered, named]) => element.progress({ ordered, named, tests: given.tests, culprit: 3 }))",
        {"states": states, "tests": ALL},
    )
    assert said == [
        "0 of 4 tests ordered. The bug is not named yet.",
        "1 of 4 tests ordered. The bug is not named yet.",
        "2 of 4 tests ordered. Not solved yet; 1 wrong so far.",
        "2 of 4 tests ordered. Solved, after 2 wrong.",
        "1 of 4 tests ordered. Solved.",
        "1 of 4 tests ordered. Solved.",  # what is tried after that is curiosity
    ]


def test_it_is_told_which_test_is_enough_and_when_it_was_ordered() -> None:
    cases = [([], ONE), ([0], ONE), ([1], ONE), ([3, 2, 1], ALL)]
    said = run(TAG, "given.map((each) => element.enoughInWords(...each))", cases)
    assert said == [
        "You named it without any test. One test alone is enough here: “a”.",
        "You ordered 1 of 2 tests. One test alone is enough here: “a”. You ordered it first.",
        "You ordered 1 of 2 tests. One test alone is enough here: “a”. You did without.",
        "You ordered 3 of 4 tests. One test alone is enough here: “b” or “c”. Your test number 2 was the first such.",
    ]
