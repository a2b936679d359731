"""Figures of the book: one style sheet, digits, weights, probabilities, confusion matrices.

Each function draws into an ``Axes`` that the page made and returns what it drew. Beside the ``ValueError`` that is told
below, it raises ``TypeError`` where an argument is of another type than is told.

In all figures, the diagrams of ``book/figures`` included, a color stands for one thing, and each
thing can be told without color:

==========  ===================  ===================================================================
thing       color                second cue
==========  ===================  ===================================================================
input       blue                 pixels are gray, all else that goes in has square corners
weight      orange, the darkest  a pill; as an image, orange is positive and blue, darker, negative
activation  green                a circle, or a box with round corners
prediction  reddish purple       a thick outline; the class chosen is the bar that is filled
truth       gray                 bold type in a gray box
error       vermilion            a dashed outline, also that of a weight's gradient; the cross ✗
==========  ===================  ===================================================================

Sums, operations and arrows are white, gray and black. Curves that a chart compares are black and
gray, each with a line style or marker of its own. What agrees with the truth has a black tick ✓.
"""

from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, get_named_colors_mapping
from matplotlib.container import BarContainer
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from numpy.typing import ArrayLike, NDArray

from helpers._checks import checked_array, checked_images, checked_integer, checked_number
from helpers.figure_svg import show_as_svg
from helpers.palette import PALETTE

STYLE_SHEET = Path(__file__).with_name("reading_digits.mplstyle")
FONTS = Path(__file__).with_name("fonts")

RIGHT = "#222222"
WRONG = PALETTE["error"][0]
QUIET = "#767676"
FAINT = "#CCCCCC"
LABEL_GAP = 12.5  # points between the labels of two lines
BLUE_WHITE_ORANGE = LinearSegmentedColormap.from_list("signed", ["#0072B2", "#FFFFFF", "#E69F00"])
FREQUENT = 2 / 3  # of the greatest count: from there on a cell of a confusion matrix has its full color
_SHADES = [(0, 0), (FREQUENT, 0.45), (FREQUENT, 1), (1, 1)]  # how much of it; clear, so that it can lie on any paper
CLEAR_VERMILION = LinearSegmentedColormap.from_list("mistakes", [(place, (WRONG, share)) for place, share in _SHADES])


def use_style() -> None:
    """Apply the book's style sheet to all figures that follow, and give its colors their names.

    A page can then ask for ``color="input"``, "weight", "activation", "prediction", "truth" or "error". Settings of
    the reader's own, such as those in a matplotlibrc, are undone: a figure looks the same on every computer.
    """
    for font in FONTS.glob("*.ttf"):
        font_manager.fontManager.addfont(font)
    plt.style.use(["default", STYLE_SHEET])
    get_named_colors_mapping().update({name: line for name, (line, _) in PALETTE.items()})
    show_as_svg()


def draw_digit(ax: Axes, image: ArrayLike, title: str = "") -> AxesImage:
    """Draw one image in gray: 0 (no ink) is white; black is 255 for whole numbers and 1 for real ones.

    Parameters
    ----------
    ax
        Where to draw.
    image
        Pixels, shape (height, width): whole numbers from 0 to 255, of any data type, or real numbers from 0 to 1.
    title
        A few words above the image.

    Returns
    -------
    AxesImage
        The image drawn.

    Raises
    ------
    ValueError
        If ``image`` has not two axes.
    """
    image = checked_array(image, "image", "(height, width)")
    most = 255 if np.issubdtype(image.dtype, np.integer) else 1
    drawn = _checked_axes(ax).imshow(image, cmap="gray_r", vmin=0, vmax=most)
    _frame(ax, title)
    return drawn


def draw_digits(
    axes: Sequence[Axes] | NDArray[np.object_], images: ArrayLike, titles: Sequence[str] = ()
) -> list[AxesImage]:
    """Draw several images, one for each of ``axes``; axes that are left over are hidden.

    Parameters
    ----------
    axes
        As ``plt.subplots`` gives them, of any shape.
    images
        Shape (n, height, width), values as in :func:`draw_digit`.
    titles
        None, or one for each image.

    Returns
    -------
    list of AxesImage
        The images drawn.

    Raises
    ------
    ValueError
        If there are more images than axes, or titles and images differ in number.
    """
    flat = [_checked_axes(ax) for ax in np.ravel(np.asarray(axes, dtype=object))]
    images = checked_images(images, "(n, height, width)")
    if not isinstance(titles, Sequence):
        raise TypeError(f"titles is {type(titles).__name__}, expected a list of str: pass one for each image, or none.")
    if len(images) > len(flat):
        raise ValueError(
            f"There are {len(images)} images but only {len(flat)} axes: make more axes, or pass fewer images."
        )
    if len(titles) not in (0, len(images)):
        raise ValueError(f"There are {len(titles)} titles for {len(images)} images: pass one for each, or none.")
    for ax in flat[len(images) :]:
        ax.set_visible(False)
    captions = titles or [""] * len(images)
    return [draw_digit(*each) for each in zip(flat, images, captions, strict=False)]


def contact_sheet(images: ArrayLike, columns: int) -> NDArray[np.generic]:
    """Lay images side by side, row by row, so that many can be drawn as one.

    Parameters
    ----------
    images
        Shape (n, height, width).
    columns
        How many images stand in a row; n must be a multiple of it.

    Returns
    -------
    np.ndarray, shape (n / columns * height, columns * width)
        One large image.

    Raises
    ------
    ValueError
        If ``images`` has not three axes, or n is no multiple of ``columns``.
    """
    images = checked_images(images, "(n, height, width)")
    columns = checked_integer(columns, "columns", minimum=1)
    if len(images) % columns:
        raise ValueError(
            f"{len(images)} images do not fill rows of {columns}: pass a number of columns that divides it."
        )
    rows = images.reshape(-1, columns, *images.shape[1:])
    return np.vstack([np.hstack(row) for row in rows])


def draw_sheet(ax: Axes, images: ArrayLike, columns: int, limit: float | None = None) -> AxesImage:
    """Draw many images as one, side by side and row by row, with a thin line between neighbors.

    Parameters
    ----------
    ax
        Where to draw.
    images
        Shape (n, height, width); n must be a multiple of ``columns``. Values as in :func:`draw_digit`, or weights.
    columns
        How many images stand in a row.
    limit
        Given for weights: the absolute value at which a color is full, as in :func:`draw_weights`.

    Returns
    -------
    AxesImage
        The one large image drawn.

    Raises
    ------
    ValueError
        If ``images`` has not three axes, n is no multiple of ``columns``, or ``limit`` is not above 0.
    """
    sheet = contact_sheet(images, columns)
    drawn = draw_digit(ax, sheet) if limit is None else draw_weights(ax, sheet, limit)
    _, height, width = np.shape(images)
    between = {"color": FAINT, "linewidth": 0.6}
    for place in range(height, len(sheet), height):
        ax.axhline(place - 0.5, **between)
    for place in range(width, sheet.shape[1], width):
        ax.axvline(place - 0.5, **between)
    return drawn


def draw_predictions(
    axes: Sequence[Axes] | NDArray[np.object_],
    images: ArrayLike,
    predictions: Sequence[int] | NDArray[np.integer],
    truths: Sequence[int] | NDArray[np.integer],
    indices: Sequence[int] | NDArray[np.integer],
) -> list[AxesImage]:
    """Draw images with index, prediction and truth: right ones ✓ in black, wrong ones ✗ in vermilion.

    Above each image stand two lines, such as "8 ✗" and "6, is 5".

    Parameters
    ----------
    axes
        As ``plt.subplots`` gives them, of any shape.
    images
        Shape (n, height, width), values as in :func:`draw_digit`.
    predictions, truths
        Shape (n,): the predicted and the true classes.
    indices
        Shape (n,): where the images stand in their data set.

    Returns
    -------
    list of AxesImage
        The images drawn.

    Raises
    ------
    ValueError
        If the arguments differ in length, or there are more images than axes.
    """
    images = checked_images(images, "(n, height, width)")
    predictions = checked_array(predictions, "predictions", "(n,)", kinds="iu")
    truths = checked_array(truths, "truths", "(n,)", kinds="iu")
    indices = checked_array(indices, "indices", "(n,)", kinds="iu")
    lengths = {len(images), len(predictions), len(truths), len(indices)}
    if len(lengths) != 1:
        raise ValueError(
            f"images, predictions, truths and indices differ in length ({sorted(lengths)}): "
            "select all four with the same indices."
        )
    correct = predictions == truths
    rows = zip(indices, predictions, truths, correct, strict=True)
    titles = [f"{index} {'✓' if right else '✗'}\n{prediction}, is {truth}" for index, prediction, truth, right in rows]
    drawn = draw_digits(axes, images, titles)
    for image, right in zip(drawn, correct, strict=True):
        image.axes.title.set_color(RIGHT if right else WRONG)
    return drawn


def draw_pixels(ax: Axes, image: ArrayLike) -> AxesImage:
    """Draw one image large, with a thin grid between its pixels and their row and column numbers.

    Parameters
    ----------
    ax
        Where to draw.
    image
        Shape (height, width), values as in :func:`draw_digit`.

    Returns
    -------
    AxesImage
        The image drawn.

    Raises
    ------
    ValueError
        If ``image`` has not two axes.
    """
    drawn = draw_digit(ax, image)
    height, width = drawn.get_array().shape
    ax.set_xticks(np.arange(0, width, 4))
    ax.set_yticks(np.arange(0, height, 4))
    ax.set_xticks(np.arange(width + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(height + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=FAINT, linewidth=0.5)
    ax.tick_params(which="minor", length=0)
    ax.set(xlabel="column", ylabel="row")
    return drawn


def draw_weights(ax: Axes, weights: ArrayLike, limit: float, title: str = "") -> AxesImage:
    """Draw weights as an image: orange is positive, blue negative, white zero.

    Parameters
    ----------
    ax
        Where to draw.
    weights
        Shape (height, width): one weight for each pixel.
    limit
        The absolute value at which a color is full, above 0; the same for images to be compared.
    title
        A few words above the image.

    Returns
    -------
    AxesImage
        The image drawn.

    Raises
    ------
    ValueError
        If ``weights`` has not two axes or ``limit`` is not above 0.
    """
    limit = checked_number(limit, "limit")
    if not limit > 0:
        raise ValueError(f"limit is {limit}: pass a number above 0, such as np.abs(weights).max().")
    weights = checked_array(weights, "weights", "(height, width)")
    drawn = _checked_axes(ax).imshow(weights, cmap=BLUE_WHITE_ORANGE, vmin=-limit, vmax=limit)
    _frame(ax, title)
    return drawn


def draw_probabilities(ax: Axes, probabilities: ArrayLike, truth: int | None = None) -> BarContainer:
    """Draw the probability of each class as a bar; the predicted class is filled.

    Parameters
    ----------
    ax
        Where to draw.
    probabilities
        Shape (num_classes,), from 0 to 1.
    truth
        The true class. With it the predicted class is marked ✓ or ✗, and the true class in bold in a box.

    Returns
    -------
    BarContainer
        The bars drawn, class 0 first.

    Raises
    ------
    ValueError
        If ``probabilities`` has not one axis, lies outside 0 to 1, or ``truth`` is no class.
    """
    probabilities = checked_array(probabilities, "probabilities", "(num_classes,)").astype(float)
    if probabilities.min() < 0 or probabilities.max() > 1:
        raise ValueError("probabilities holds numbers outside 0 to 1; pass one row of predict's result.")
    classes = np.arange(len(probabilities))
    if truth is not None:
        truth = checked_integer(truth, "truth", minimum=0, maximum=len(classes) - 1)
    predicted = int(probabilities.argmax())
    line, area = PALETTE["prediction"]
    colors = [line if each == predicted else area for each in classes]
    bars = _checked_axes(ax).bar(classes, probabilities, color=colors, edgecolor=line)
    ax.set(ylim=(0, 1.25), xlabel="class", ylabel="probability", xticks=classes, yticks=[0, 0.5, 1])
    if truth is not None:
        right = predicted == truth
        ax.annotate(
            "✓" if right else "✗",
            (predicted, probabilities[predicted]),
            ha="center",
            va="bottom",
            color=RIGHT if right else WRONG,
            fontsize=15,
        )
        line, area = PALETTE["truth"]
        box = {"boxstyle": "round,pad=0.15", "facecolor": area, "edgecolor": line}
        ax.get_xticklabels()[truth].set(fontweight="bold", bbox=box)
    return bars


def draw_confusion_matrix(ax: Axes, counts: ArrayLike) -> AxesImage:
    """Draw a confusion matrix: rows are true classes, columns predicted ones.

    The right answers, on the diagonal, would drown the rest: they are bold on gray, and only the mistakes are shaded.
    The most frequent ones, of at least two thirds of the greatest count, stand out in full color.

    Parameters
    ----------
    ax
        Where to draw.
    counts
        Shape (num_classes, num_classes), whole numbers.

    Returns
    -------
    AxesImage
        The shading drawn.

    Raises
    ------
    ValueError
        If ``counts`` is not square.
    """
    counts = checked_array(counts, "counts", "(num_classes, num_classes)", kinds="iu")
    if counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"counts has the shape {counts.shape}: a confusion matrix has as many rows "
            "(true classes) as columns (predicted classes)."
        )
    mistakes = counts.astype(float)
    np.fill_diagonal(mistakes, 0)
    drawn = _checked_axes(ax).imshow(mistakes, cmap=CLEAR_VERMILION, vmin=0, vmax=max(mistakes.max(), 1))
    for (row, column), count in np.ndenumerate(counts):
        full = drawn.to_rgba(mistakes[row, column])[3] == 1
        ax.text(
            column,
            row,
            str(count),
            ha="center",
            va="center",
            fontsize=10,
            color="white" if full else RIGHT if count else QUIET,
            fontweight="bold" if row == column else "normal",
        )
        if row == column:
            ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=PALETTE["truth"][1]))
    classes = np.arange(len(counts))
    ax.set(xticks=classes, yticks=classes, xlabel="predicted class", ylabel="true class")
    return drawn


def label_lines(ax: Axes) -> list[Annotation]:
    """Write the label of each line beside its right end, in its color: nobody has to look it up in a legend.

    Call it last: the labels stand where the lines end within the limits that the axes have then. It is an error to give
    the y axis other limits afterwards.

    Parameters
    ----------
    ax
        Where lines were drawn with labels.

    Returns
    -------
    list of Annotation
        The labels written, the highest first.

    Raises
    ------
    ValueError
        If no line has a label.
    """
    lines = [line for line in _checked_axes(ax).lines if not line.get_label().startswith("_")]
    if not lines:
        raise ValueError("No line has a label; pass label=... to ax.plot, or leave label_lines out.")
    ax.figure.draw_without_rendering()  # so that it is known where things are
    ends = sorted(((*_end(line), line) for line in lines), key=lambda end: -end[1])
    heights = _apart([height for _, height, _ in ends], LABEL_GAP)
    ax.callbacks.connect("ylim_changed", _labeled_too_early)
    return [
        ax.annotate(
            line.get_label(),
            (x, ax.transData.inverted().transform((0, height * ax.figure.dpi / 72))[1]),
            (7, moved - height),
            textcoords="offset points",
            va="center",
            color=line.get_color(),
            annotation_clip=False,
        )
        for (x, height, line), moved in zip(ends, heights, strict=True)
    ]


def _labeled_too_early(_: Axes) -> None:
    raise ValueError("The limits of the y axis change after label_lines, whose labels fit the old ones; call it last.")


def _end(line: Line2D) -> tuple[float, float]:
    """Return where a line ends within its axes: x in units of the data, and the height on the figure in points."""
    x, y = (np.asarray(values, float) for values in line.get_data())
    left, right = sorted(line.axes.get_xlim())
    low, high = sorted(line.axes.get_ylim())
    seen = np.flatnonzero(np.isfinite(y) & (y >= low) & (y <= high) & (x >= left) & (x <= right))
    if not len(seen):
        raise ValueError(f"The line {line.get_label()!r} is not seen; choose other limits, or leave out its label.")
    last = seen[-1]
    return x[last], line.axes.transData.transform((x[last], y[last]))[1] * 72 / line.axes.figure.dpi


def _apart(heights: Sequence[float], gap: float) -> list[float]:
    """Move heights, the highest first, until neighbors are a gap apart; a crowd stays around its middle."""
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _lowest(groups[-2], gap) - gap < _highest(groups[-1], gap):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_highest(group, gap) - gap * place for group in groups for place in range(len(group))]


def _highest(group: Sequence[float], gap: float) -> float:
    return sum(group) / len(group) + gap * (len(group) - 1) / 2


def _lowest(group: Sequence[float], gap: float) -> float:
    return _highest(group, gap) - gap * (len(group) - 1)


def _frame(ax: Axes, title: str) -> None:
    """Put a thin frame around an image instead of axes with ticks."""
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    ax.spines[:].set_color(FAINT)
    if not isinstance(title, str):
        raise TypeError(f"the title is {type(title).__name__}, expected a str; pass a few words.")
    ax.set_title(title)


def _checked_axes(ax: Axes) -> Axes:
    """Return ``ax``, or raise TypeError."""
    if not isinstance(ax, Axes):
        raise TypeError(f"ax is {type(ax).__name__}, expected an Axes; pass one of those that plt.subplots gives.")
    return ax
