"""Tests that find out what is wrong with a training, for the cases of the clinic.

Each takes a `Patient`, measures something, and returns a `CaseTest` with the result as a picture and in words. What the
result means in this case, and whether it is enough to name the bug, is for the page to say.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers._checks import checked_array, checked_integer
from helpers._words import number_in_words
from helpers.elements.case_file import CaseTest
from helpers.figures import contact_sheet, draw_confusion_matrix, draw_weights, label_lines
from helpers.palette import PALETTE
from helpers.patient import CLASSES, SEED, SIDE, Patient, checked_set

ERROR, INPUT, PREDICTION = (PALETTE[thing][0] for thing in ("error", "input", "prediction"))
WIDTH = 3.0  # inches of a picture: two fit side by side
SHOWN = 10  # images that a test looks at
_ABOVE = {"textcoords": "offset points", "ha": "center"}
GUESS = float(np.log(CLASSES))  # the loss of a guess


def ten_images(patient: Patient, shows: Any, *, part: str = "training", reading: str, enough: bool = False) -> CaseTest:
    """Look at the first ten images of a set as the network gets them, each above its label.

    Parameters
    ----------
    patient : Patient
    shows : array_like of int, shape (n,)
        The digits that the images really show, for readers who do not see them.
    part : str
        ``"training"`` or ``"validation"``.
    reading, enough
        See `CaseTest`.
    """
    x, labels = patient.part(part)
    shows = checked_array(shows, "shows", "(n,)", kinds="iu")[:SHOWN]
    x, labels = x[:SHOWN], labels[:SHOWN]
    name = _called(patient, part)
    return CaseTest(
        name=f"Look at ten {name} images",
        question="Do the pictures look right, and do their labels fit?",
        result=f"The first ten {name} images as the network gets them, each with its label below. The largest number "
        "is drawn as full ink, whatever it is.",
        alt=f"The pictures show {_listed(shows)}. Their labels are {_listed(labels)}. {_margins(x)}",
        picture=_drawn_images(x, labels),
        reading=reading,
        enough=enough,
    )


def _drawn_images(x: np.ndarray, labels: Sequence[Any], colors: Sequence[str] = ("#222222",) * SHOWN) -> Figure:
    """Draw ten images in two rows, each in a frame and above its label."""
    columns, wide, high = 5, SIDE + 6, SIDE + 16  # pixels that an image and its label take
    look = {"ha": "center", "va": "center", "weight": "bold"}
    ink = (x - x.min()) / (np.ptp(x) or 1)
    framed = np.pad(ink.reshape(-1, SIDE, SIDE), [(0, 0), (1, 1), (1, 1)], constant_values=0.3)
    figure, ax = _figure(1.85)
    for place, (image, label, color) in enumerate(zip(framed, labels, colors, strict=True)):
        row, column = divmod(place, columns)
        left, top = column * wide, row * high
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1, extent=(left, left + SIDE + 2, top + SIDE + 2, top))
        ax.text(left + SIDE / 2 + 1, top + SIDE + 8, str(label), color=color, **look)
    ax.set(xlim=(0, columns * wide - 4), ylim=(2 * high, 0))
    ax.axis("off")
    return figure


def _margins(x: np.ndarray) -> str:
    """Say how far images stand from the left and from the right."""
    has_ink = (x.reshape(-1, SIDE, SIDE) > x.min()).any(axis=1)
    left, right = has_ink.argmax(axis=1).mean(), has_ink[:, ::-1].argmax(axis=1).mean()
    return f"On average {left:.1f} columns are blank to the left of a digit, and {right:.1f} to its right."


def answers(patient: Patient) -> tuple[Figure, str]:
    """Draw ten images of the second set and what is read on them, for the symptoms; return the figure and its words."""
    x, labels = patient.x_validation[:SHOWN], patient.labels_validation[:SHOWN]
    read = patient.answers(x)
    marks = [f"{digit} {'✓' if digit == label else '✗'}" for digit, label in zip(read, labels, strict=True)]
    right = np.sum(read == labels)
    verb = "is" if right == 1 else "are"
    return (
        _drawn_images(x, marks, np.where(read == labels, "#222222", ERROR)),
        f"Ten {patient.judged_on} images, read as {_listed(read)}. "
        f"By their labels, {right} of the {SHOWN} answers {verb} right.",
    )


def confusion(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Count which digit is answered for which, on the validation images."""
    answers, labels = patient.answers(patient.x_validation), patient.labels_validation
    counts = np.zeros((CLASSES, CLASSES), dtype=int)
    np.add.at(counts, (labels, answers), 1)
    figure, ax = _figure(WIDTH)
    draw_confusion_matrix(ax, counts)
    mistakes = counts - np.diag(np.diag(counts))
    worst = np.argsort(-mistakes, axis=None, kind="stable")[:3]
    pairs = [f"{place // CLASSES} read as {place % CLASSES}, {_times(mistakes.flat[place])}" for place in worst]
    answered = counts.sum(axis=0)
    return CaseTest(
        name="Confusion matrix",
        question="Which digits are taken for which?",
        result=f"{np.trace(counts)} of {len(labels)} {patient.judged_on} images are read as their label says. "
        f"{_never(answered)}",
        alt=f"How often each digit is answered, from 0 to 9: {_listed(answered)}. The most frequent mistakes are "
        f"{'; '.join(pairs)}.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def _never(answered: np.ndarray) -> str:
    """Say which digits a network does not answer, or which it answers alone."""
    given, missing = np.flatnonzero(answered), np.flatnonzero(answered == 0)
    if len(given) == 1:
        return f"Whatever it is shown, it answers {given[0]}."
    if len(missing) == 0:
        return "Each of the ten digits is answered now and then."
    return f"These digits it never answers: {_listed(missing)}."


def ten_by_heart(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Let a new network learn ten training images by heart."""
    steps = 100
    x, labels = patient.x[:SHOWN], patient.labels[:SHOWN]
    learned = patient.train(x, labels, epochs=steps)
    right = round(SHOWN * learned.accuracy["training"][-1])
    figure, ax = _figure()
    ax.plot(learned.losses, color=ERROR, label="ten images")
    _finish_losses(ax, "steps")
    return CaseTest(
        name="Learn ten images by heart",
        question="Can a new network learn ten training images by heart, with this code?",
        result=f"A new network, after {steps} steps on the same ten images: loss {learned.losses[-1]:.2f}, {right} of "
        f"{SHOWN} right.",
        alt=_course("The loss on the ten images", learned.losses),
        picture=figure,
        reading=reading,
        enough=enough,
    )


def weights_then_and_now(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Compare the weights of four neurons at the start and at the end."""
    shown = 4
    start, end = patient.start[0][0], patient.learned.layers[0][0]
    limit = max(np.abs(start).max(), np.abs(end).max())
    images = np.concatenate([start.T[:shown], end.T[:shown]]).reshape(-1, SIDE, SIDE)
    figure, ax = _figure(1.75)
    few_shades = np.round(7 * images / limit) * limit / 7
    draw_weights(ax, contact_sheet(few_shades, shown), limit)
    ax.set(yticks=[SIDE / 2, 3 * SIDE / 2], yticklabels=["start", "end"])
    ax.axhline(SIDE - 0.5, color="white", linewidth=4)
    for place in range(1, shown):
        ax.axvline(place * SIDE - 0.5, color="white", linewidth=2)
    moved = np.abs(end - start)
    return CaseTest(
        name="Weights at the start and at the end",
        question="Did the weights begin at random, and did they move?",
        result=f"Between pixels and neurons a weight begins between {_short(start.min())} and {_short(start.max())}. "
        f"On average it then moves by {_short(moved.mean())}, at most by {_short(moved.max())}.",
        alt=f"The weights of four neurons as pictures, at the start and at the end. At the start they are noise. "
        f"{'They change in places' if moved.max() > limit / 10 else 'No change can be seen'}.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def mixed_labels(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Train again with labels that are mixed on purpose."""
    mixed = patient.train(patient.x, np.random.default_rng(SEED).permutation(patient.labels))
    figure, ax = _figure()
    ends = []
    for learned, name, line, color in ((patient.learned, "as they are", "-", ERROR), (mixed, "mixed", ":", "gray")):
        epochs = learned.losses.reshape(patient.epochs, -1).mean(axis=1)
        ends.append(epochs[-1])
        ax.plot(np.arange(1, patient.epochs + 1), epochs, line, color=color, label=name)
    ax.set_xticks(range(1, patient.epochs + 1))
    _finish_losses(ax, "epoch")
    return CaseTest(
        name="Mix the labels on purpose",
        question="Does it matter to the training which label an image has?",
        result=f"Training loss in the last epoch: {ends[0]:.2f} with the labels as they are, {ends[1]:.2f} with labels "
        "mixed at random.",
        alt=f"Two curves of the training loss over {patient.epochs} epochs, beside the line of a guess.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def loss_from_the_start(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Follow the training loss from the first batch on, beside that of a guess."""
    losses, last = patient.learned.losses, 10
    figure, ax = _figure()
    ax.plot(losses, color=ERROR, label="training")
    _finish_losses(ax, "steps")
    return CaseTest(
        name="Loss from the first step on",
        question="Does the loss begin near that of a guess, and does it fall?",
        result=f"A guess costs {GUESS:.2f}. The first batch costs {losses[0]:.2f}, the last ten batches "
        f"{losses[-last:].mean():.2f} on average.",
        alt=_course("The loss of each batch", losses),
        picture=figure,
        reading=reading,
        enough=enough,
    )


def pixel_range(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Compare the pixels of both sets: smallest, largest, mean."""
    figure, ax = _figure(1.3)
    words = []
    for place, part in enumerate(("training", "validation")):
        x, _ = patient.part(part)
        low, mean, high = x.min(), x.mean(), x.max()
        ax.plot([low, high], [-place, -place], color=INPUT, linewidth=5, solid_capstyle="butt")
        ax.plot([mean], [-place], "s", color="black", markersize=5)
        words.append(f"{_called(patient, part)}: {_short(low)} to {_short(high)}, on average {_short(mean)}")
    ax.set(ylim=(-1.6, 0.6), yticks=[0, -1], yticklabels=["training", patient.judged_on], xlabel="value of a pixel")
    return CaseTest(
        name="Range of the pixels",
        question="Which numbers arrive at the network?",
        result=f"{words[0].capitalize()}; {words[1]}.",
        alt="Two bars on an axis of pixel values, one for each set, from the smallest to the largest; a square marks "
        "the mean.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def down_the_other_path(patient: Patient, x: Any, *, reading: str, enough: bool = False) -> CaseTest:
    """Let the network read its training images, prepared as the validation images were.

    Parameters
    ----------
    patient : Patient
    x : array_like, shape (n, 784)
        The training images, through the preparation of the validation images.
    reading, enough
        See `CaseTest`.
    """
    x, _ = checked_set(x, patient.labels, "x", "labels")
    own, other = (np.mean(patient.answers(images) == patient.labels) for images in (patient.x, x))
    return CaseTest(
        name=f"Training images, prepared like {patient.judged_on} images",
        question=f"Are the training images still known when they are prepared as the {patient.judged_on} images are?",
        result=f"Of the training images {own:.1%} are right, prepared as for training; prepared as the "
        f"{patient.judged_on} images are, {other:.1%}.",
        number=f"{own:.0%} → {other:.0%}",
        reading=reading,
        enough=enough,
    )


def in_both_sets(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Count the validation images that are among the training images."""
    known = {image.tobytes() for image in patient.x}
    shared = sum(image.tobytes() in known for image in patient.x_validation)
    count = len(patient.x_validation)
    return CaseTest(
        name="Images in both sets",
        question=f"Are {patient.judged_on} images among the training images?",
        result=f"Of the {count} {patient.judged_on} images {shared} are among the training images, as the network gets "
        "them.",
        number=f"{shared} of {count}",
        reading=reading,
        enough=enough,
    )


def outputs_before_training(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Look at the ten outputs for the first training image, before anything is learned."""
    outputs = patient.outputs(patient.x[:1], patient.start)[0]
    figure, ax = _figure()
    ax.bar(np.arange(CLASSES), outputs, color=PALETTE["prediction"][1], edgecolor=PREDICTION)
    ax.axhline(0, color="black", linewidth=1)
    ax.set(xlabel="output", ylabel="value", xticks=np.arange(CLASSES))
    listed = ", ".join(number_in_words(round(float(output), 2)) for output in outputs)
    low, high, total = map(_short, (outputs.min(), outputs.max(), outputs.sum()))
    return CaseTest(
        name="Ten outputs before training",
        question="What does the network answer to the first training image, before it has learned anything?",
        result=f"The smallest output is {low}, the largest {high}, and the ten sum to {total}.",
        alt=f"Ten bars, one for each output: {listed}.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def first_losses(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Follow the training loss over the first six batches, beside that of a guess."""
    losses = patient.learned.losses[:6]
    figure, ax = _figure()
    ax.plot(np.arange(1, 7), losses, "o-", color=ERROR, label="training")
    _finish_losses(ax, "batch")
    return CaseTest(
        name="Loss of the first six batches",
        question="Does the loss begin near that of a guess?",
        result=f"A guess costs {GUESS:.2f}. The first batch, before any step, costs {losses[0]:.2f}; the sixth, after "
        f"five steps, {losses[-1]:.2f}.",
        alt=f"The loss of six batches: {', '.join(f'{loss:.2f}' for loss in losses)}; and the level line of a guess.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def loss_on_both_sets(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Measure the loss of the trained network on both sets."""
    own, other = (patient.score(part)[1] for part in ("training", "validation"))
    return CaseTest(
        name="Loss on both sets",
        question="What do its answers cost, on images that it learned from and on others?",
        result=f"Training {own:.2f}, {patient.judged_on} {other:.2f}. A guess costs {GUESS:.2f}.",
        number=f"{own:.2f} | {other:.2f}",
        reading=reading,
        enough=enough,
    )


def surest_answers(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Count how large the largest output is, for each image of the second set."""
    largest = patient.outputs(patient.x_validation).max(axis=1)
    low, middle, high = np.quantile(largest, (0, 0.5, 1))
    figure, ax = _figure()
    ax.hist(largest, bins=np.linspace(0, 1, 26), color=PALETTE["prediction"][1], edgecolor=PREDICTION)
    ax.set(xlabel="largest of ten outputs", ylabel="images", xlim=(0, 1), xticks=[0, 0.5, 1])
    return CaseTest(
        name="How sure is it?",
        question=f"How large is the largest output for each {patient.judged_on} image?",
        result=f"Between {low:.2f} and {high:.2f}; half of them are at least {middle:.2f}.",
        alt=f"A histogram from 0 to 1 of the largest output for {len(largest)} images.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def kinds(patient: Patient, *, reading: str, enough: bool = False) -> CaseTest:
    """Count how often each digit stands among the labels of both sets."""
    figure, ax = _figure(1.9)
    counts = [np.bincount(patient.part(part)[1], minlength=CLASSES) for part in ("training", "validation")]
    names = ("training", patient.judged_on)
    for place, (of_each, name) in enumerate(zip(counts, names, strict=True)):
        shares = of_each / of_each.sum()
        ax.bar(np.arange(CLASSES) + 0.4 * place - 0.2, shares, 0.4, color=("#CCCCCC", PREDICTION)[place], label=name)
    ax.set(xlabel="label", ylabel="share", xticks=np.arange(CLASSES))
    ax.legend(loc="upper left", frameon=False)
    listed = [f"{name}: {_listed(of_each)}" for name, of_each in zip(names, counts, strict=True)]
    return CaseTest(
        name="Count each digit",
        question="Are all ten digits in both sets?",
        result=f"How many labels say 0, 1, and so on to 9. {listed[0].capitalize()}; {listed[1]}.",
        alt="Two bars for each digit: its share among the labels of either set.",
        picture=figure,
        reading=reading,
        enough=enough,
    )


def second_exam(patient: Patient, x: Any, labels: Any, *, reading: str, enough: bool = False) -> CaseTest:
    """Let the trained network read new images, as many as it was judged on.

    Parameters
    ----------
    patient : Patient
    x : array_like, shape (n, 784)
        Images prepared as the others, which nobody has used.
    labels : array_like of int, shape (n,)
    reading, enough
        See `CaseTest`.
    """
    x, labels = checked_set(x, labels, "x", "labels")
    first = round(patient.score("validation")[0] * len(patient.x_validation))
    again = np.sum(patient.answers(x) == labels)
    count = f"{len(labels):,} new images"
    return CaseTest(
        name="Test it once more",
        question=f"How does it do on {count}, which played no part in anything?",
        result=f"In its {patient.judged_on}, {first} of {len(patient.x_validation)} right; of {count}, {again:,}.",
        number=f"{first / len(patient.x_validation):.0%} → {again / len(labels):.0%}",
        reading=reading,
        enough=enough,
    )


def candidates(scores: Any, chosen: int, *, reading: str, enough: bool = False) -> CaseTest:
    """Ask how many networks took the exam, and show what each of them got.

    Parameters
    ----------
    scores : array_like of int, shape (n,)
        Right answers of each network.
    chosen : int
        The place of the network that became the patient.
    reading, enough
        See `CaseTest`.
    """
    scores = checked_array(scores, "scores", "(n,)", kinds="iu")
    chosen = checked_integer(chosen, "chosen", minimum=0, maximum=len(scores) - 1)
    asked = {"name": "Who else took the test?", "question": "Were other networks tested on these images, too?"}
    told = {"reading": reading, "enough": enough}
    if len(scores) == 1:
        return CaseTest(**asked, **told, result="No. This one network was tested, once.", number="1 network")
    figure, ax = _figure()
    values, counts = np.unique(scores, return_counts=True)
    ax.bar(values, counts, color="#CCCCCC")
    ax.bar(scores[chosen], counts[values == scores[chosen]], color=PREDICTION)
    ax.annotate("this one", (scores[chosen], counts[values == scores[chosen]][0]), (0, 3), **_ABOVE)
    ax.set(xlabel="right answers in the test", ylabel="networks")
    return CaseTest(
        **asked,
        **told,
        result=f"Yes, {len(scores)}, all of the same kind. Their mean is {scores.mean():.1f} right answers; the best, "
        f"with {scores.max()}, was kept.",
        alt=f"How many networks got how many right answers, from {scores.min()} to {scores.max()}. The patient stands "
        "at the upper end.",
        picture=figure,
    )


def more_images(patient: Patient, x: Any, labels: Any, *, reading: str, enough: bool = False) -> CaseTest:
    """Train again with more images, in about as many steps.

    Parameters
    ----------
    patient : Patient
    x : array_like, shape (n, 784)
        Training images, prepared like the patient's, which are among them.
    labels : array_like of int, shape (n,)
    reading, enough
        See `CaseTest`.
    """
    x, labels = checked_set(x, labels, "x", "labels")
    few, many = len(patient.x), len(x)
    learned = patient.train(x, labels, epochs=max(1, round(patient.epochs * few / many)))
    before, after = (each.accuracy["validation"][-1] for each in (patient.learned, learned))
    return CaseTest(
        name="Train with four times as many images" if many == 4 * few else "Train with more images",
        question="Does validation get better when there is more to learn from?",
        result=f"Validation accuracy with {few:,} training images: {before:.1%}; with {many:,}, in as many steps: "
        f"{after:.1%}.",
        number=f"{before:.0%} → {after:.0%}",
        reading=reading,
        enough=enough,
    )


def accuracy_curve(patient: Patient, *parts: str) -> tuple[Figure, str]:
    """Draw the accuracy on some sets over the epochs, for the symptoms; return the figure, and what it shows.

    Parameters
    ----------
    patient : Patient
    *parts : str
        ``"training"``, ``"validation"``, or both.
    """
    figure, ax = _figure()
    words = []
    for part in parts:
        patient.part(part)  # or there is an error that says what to pass
        accuracy = patient.learned.accuracy[part]
        color, line = (PREDICTION, "-") if part == "validation" else ("gray", "--")
        name = _called(patient, part)
        ax.plot(accuracy, line, color=color, label=name)
        words.append(f"on {name} images from {accuracy[0]:.0%} to {accuracy[-1]:.0%}")
    ax.plot([0, patient.epochs], [1 / CLASSES] * 2, ":", color="black", linewidth=1, label="a guess")
    ax.set(xlabel="epoch", ylabel="accuracy", ylim=(-0.06, 1.02), yticks=[0, 0.5, 1])
    label_lines(ax)
    return figure, f"A plot of the accuracy over {patient.epochs} epochs: {', '.join(words)}."


def _figure(height: float = 2.1) -> tuple[Figure, Axes]:
    """Return a small figure with one pair of axes, of which a notebook knows nothing."""
    figure = Figure(figsize=(WIDTH, height))
    return figure, figure.subplots()


def _finish_losses(ax: Axes, across: str) -> None:
    """Add the line of a guess, and name axes and curves."""
    places = ax.lines[0].get_xdata()
    ax.plot([places[0], places[-1]], [GUESS, GUESS], "--", color="black", linewidth=1, label="a guess")
    ax.set(xlabel=across, ylabel="loss", ylim=(0, max(3.2, ax.get_ylim()[1])))
    label_lines(ax)


def _course(what: str, losses: np.ndarray) -> str:
    """Say how a loss goes from its start to its end."""
    return f"{what}, from {losses[0]:.2f} to {losses[-1]:.2f} in {len(losses)} steps, beside the line of a guess."


def _called(patient: Patient, part: str) -> str:
    """The name that readers see of a set."""
    return patient.judged_on if part == "validation" else part


def _listed(numbers: np.ndarray) -> str:
    return ", ".join(str(number) for number in numbers)


def _short(value: float) -> str:
    """A number with two digits that count, or as a whole one: "0.0039", "−0.42", "255"; what is nearly 0 is "0"."""
    if abs(value) < 1e-9:  # what remains of rounding differs between computers
        return "0"
    return number_in_words(float(f"{value:.0f}" if abs(value) >= 100 else f"{value:.2g}"))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
