"""helpers/case_tests.py: what each test says is what is the case, for a patient made up of few images."""

import numpy as np
import pytest

from helpers import case_tests
from helpers._words import number_in_words
from helpers.elements.case_file import CaseTest
from helpers.figure_svg import figure_svg
from helpers.patient import Patient

CHANCE = np.random.default_rng(0)
LABELS = np.arange(40) % 10
IMAGES = np.zeros((40, 28, 28))
IMAGES[:, 8:20, 10:16] = CHANCE.uniform(0.1, 1, size=(10, 12, 6))[LABELS]  # each digit has a pattern of its own
IMAGES[:, 8:20, 10:16] += CHANCE.uniform(0, 0.01, size=(40, 12, 6))
IMAGES /= IMAGES.max()
X = IMAGES.reshape(40, 784)
MOVED = np.roll(IMAGES, 12, axis=2).reshape(40, 784)
READING = {"reading": "So."}


@pytest.fixture(scope="module")
def patient() -> Patient:
    """It is judged on moved images, the last ten of which it has learned from as they are."""
    x, labels = np.concatenate([MOVED[:20], X[:10]]), np.concatenate([LABELS[:20], LABELS[:10]])
    return Patient(X, LABELS, x, labels, rate=0.5, epochs=12)


def test_ten_images_are_told_with_labels_and_margins(patient: Patient) -> None:
    shown = case_tests.ten_images(patient, LABELS[::-1], **READING)
    assert shown.alt == (
        "The pictures show 9, 8, 7, 6, 5, 4, 3, 2, 1, 0. Their labels are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9. "
        "On average 10.0 columns are blank to the left of a digit, and 12.0 to its right."
    )
    validation = case_tests.ten_images(patient, LABELS, part="validation", enough=True, **READING)
    assert "22.0 columns are blank to the left of a digit, and 0.0 to its right" in validation.alt
    assert validation.enough
    assert validation.name != shown.name
    svg = figure_svg(shown.picture)
    assert svg.count("<image") == 10
    assert [f">{label}</text>" in svg for label in range(10)] == [True] * 10


def test_the_confusion_matrix_counts(patient: Patient) -> None:
    answers = patient.answers(patient.x_validation)
    right = np.sum(answers == patient.labels_validation)
    shown = case_tests.confusion(patient, **READING)
    assert shown.result.startswith(f"{right} of 30 validation images are read as their label says.")
    assert "These digits it never answers: " in shown.result or "Each of the ten" in shown.result
    assert ", ".join(map(str, np.bincount(answers, minlength=10))) in shown.alt


def test_ten_images_are_learned_by_heart(patient: Patient) -> None:
    shown = case_tests.ten_by_heart(patient, **READING)
    assert shown.result.endswith("10 of 10 right.")
    assert figure_svg(shown.picture).count(">a guess</text>") == 1


def test_weights_are_compared(patient: Patient) -> None:
    moved = np.abs(patient.learned.layers[0][0] - patient.start[0][0])
    said = case_tests.weights_then_and_now(patient, **READING)
    assert said.result.endswith(f"moves by {moved.mean():.2g}, at most by {moved.max():.2g}.")
    assert said.alt.endswith("They change in places.")
    still = Patient(X, LABELS, X, LABELS, rate=0, epochs=1)
    assert case_tests.weights_then_and_now(still, **READING).alt.endswith("No change can be seen.")


def test_which_digits_are_answered_is_said_in_words(patient: Patient) -> None:
    def of(labels: np.ndarray) -> str:
        return case_tests.confusion(Patient(X, labels, X, labels, rate=0.1, epochs=200), **READING).result

    assert of(LABELS).endswith("Each of the ten digits is answered now and then.")
    assert of(np.full(40, 7)).endswith("Whatever it is shown, it answers 7.")
    assert of(LABELS % 8).endswith("These digits it never answers: 8, 9.")


def test_outputs_and_first_losses_are_those_before_training() -> None:
    bare = Patient(X, LABELS, X, LABELS, epochs=1, rate=0.001, ending="none")
    outputs = bare.outputs(X[:1], bare.start)[0]
    shown = case_tests.outputs_before_training(bare, **READING)
    assert shown.result.startswith(f"The smallest output is {number_in_words(float(f'{outputs.min():.2g}'))}, ")
    assert shown.alt.count(",") == 10
    losses = Patient(np.tile(X, (5, 1)), np.tile(LABELS, 5), X, LABELS, epochs=1)
    said = case_tests.first_losses(losses, **READING).result
    assert f"costs {losses.learned.losses[0]:.2f}; the sixth, after five steps, {losses.learned.losses[5]:.2f}." in said


def test_loss_and_sureness_are_measured_on_the_trained_network(patient: Patient) -> None:
    own, other = (patient.score(part)[1] for part in ("training", "validation"))
    assert case_tests.loss_on_both_sets(patient, **READING).number == f"{own:.2f} | {other:.2f}"
    largest = patient.outputs(patient.x_validation).max(axis=1)
    assert f"and {largest.max():.2f}; half of" in case_tests.surest_answers(patient, **READING).result


def test_a_set_is_called_as_it_is_used(patient: Patient) -> None:
    tested = Patient(X, LABELS, X[:10], LABELS[:10], rate=0.1, epochs=200, judged_on="test")
    assert "Of the 10 test images 10 are" in case_tests.in_both_sets(tested, **READING).result
    assert "; test: 1, 1, 1, 1, 1, 1, 1, 1, 1, 1." in case_tests.kinds(tested, **READING).result
    again = case_tests.second_exam(tested, MOVED, LABELS, **READING)
    right = np.sum(tested.answers(MOVED) == LABELS)
    assert again.result == f"In its test, 10 of 10 right; of 40 new images, {right}."
    figure, alt = case_tests.answers(tested)
    assert alt.startswith("Ten test images, read as 0, 1, 2")
    assert alt.endswith(" 10 of the 10 answers are right.")
    assert figure_svg(figure).count("✓") == 10


def test_candidates_are_counted() -> None:
    many = case_tests.candidates(np.array([7, 9, 8]), 1, **READING)
    assert "Yes, 3, all of the same kind. Their mean is 8.0 right answers; the best, with 9," in many.result
    assert case_tests.candidates([9], 0, **READING).number == "1 network"


def test_losses_are_told(patient: Patient) -> None:
    losses = patient.learned.losses
    assert f"The first batch costs {losses[0]:.2f}, the last ten batches {losses[-10:].mean():.2f}" in (
        case_tests.loss_from_the_start(patient, **READING).result
    )
    mixed = case_tests.mixed_labels(patient, **READING)
    assert f"{losses[-2:].mean():.2f} with the labels as they are" in mixed.result  # two batches an epoch


def test_the_range_is_that_of_the_numbers(patient: Patient) -> None:
    scaled = Patient(X / 255, LABELS, X - 0.5, LABELS, epochs=1)
    said = case_tests.pixel_range(scaled, **READING).result
    assert said.startswith("Training: 0 to 0.0039, on average ")
    assert "; validation: −0.5 to 0.5, on average −0.4" in said


def test_the_other_path_and_both_sets_are_counted(patient: Patient) -> None:
    own, other = (np.mean(patient.answers(x) == LABELS) for x in (X, MOVED))
    path = case_tests.down_the_other_path(patient, MOVED, **READING)
    assert path.number == f"{own:.0%} → {other:.0%}"
    assert own > other
    both = case_tests.in_both_sets(patient, **READING)
    assert both.number == "10 of 30"
    assert "10 are among the training images" in both.result


def test_more_images_are_learned_from_in_as_many_steps(patient: Patient) -> None:
    few = Patient(X[:10], LABELS[:10], X, LABELS, epochs=8)
    shown = case_tests.more_images(few, X, LABELS, **READING)
    again = few.train(X, LABELS, epochs=2)
    assert shown.name == "Train with four times as many images"
    assert shown.number.endswith(f"→ {again.accuracy['validation'][-1]:.0%}")


def test_the_symptoms_have_a_curve(patient: Patient) -> None:
    figure, alt = case_tests.accuracy_curve(patient, "training", "validation")
    assert alt.startswith("A plot of the accuracy over 12 epochs: on training images from ")
    assert ">validation</text>" in figure_svg(figure)
    with pytest.raises(ValueError, match="part is 'test'"):
        case_tests.accuracy_curve(patient, "test")


def test_a_picture_is_narrow_enough_for_two_side_by_side_and_for_a_phone(patient: Patient) -> None:
    every: list[CaseTest] = [
        case_tests.ten_images(patient, LABELS, **READING),
        case_tests.confusion(patient, **READING),
        case_tests.pixel_range(patient, **READING),
    ]
    assert {test.picture.get_figwidth() for test in every} == {3.0}
