"""helpers.figures: what is drawn. nbval compares no picture, so the artists are asked."""

import itertools
from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from helpers import figures, palette
from tests.contrast import contrast

DIGIT = np.arange(784).reshape(28, 28).astype(np.uint8)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    with plt.rc_context(), mpl.rc_context():
        figures.use_style()
        yield
    plt.close("all")


@pytest.fixture
def ax():
    return plt.subplots()[1]


def test_a_readers_own_settings_change_no_figure():
    mpl.rcParams["xtick.direction"] = "in"  # as a matplotlibrc in the reader's home does
    figures.use_style()
    assert mpl.rcParams["xtick.direction"] == "out"


def test_the_style_sheet_is_applied_only_when_asked_for():
    assert mpl.rcParams["figure.constrained_layout.use"]
    with mpl.rc_context(mpl.rcParamsDefault):
        import importlib

        importlib.reload(figures)
        assert not mpl.rcParams["figure.constrained_layout.use"]


def test_a_digit_is_dark_ink_on_white(ax):
    drawn = figures.draw_digit(ax, DIGIT, "five")
    np.testing.assert_array_equal(drawn.get_array(), DIGIT)
    assert drawn.get_clim() == (0, 255)
    assert drawn.cmap(drawn.norm(0))[:3] == (1, 1, 1)
    assert drawn.cmap(drawn.norm(255))[:3] == (0, 0, 0)
    assert ax.get_title() == "five"


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int64", "float32", "float64"])
def test_black_is_255_for_whole_numbers_of_any_type_and_1_for_real_ones(ax, dtype):
    image, black = (DIGIT / 255, 1) if dtype.startswith("float") else (DIGIT, 255)
    assert figures.draw_digit(ax, image.astype(dtype)).get_clim() == (0, black)


def test_digits_fill_the_axes_in_order_and_hide_the_rest():
    _, axes = plt.subplots(2, 2)
    drawn = figures.draw_digits(axes, np.stack([DIGIT, DIGIT + 1, DIGIT + 2]), ["a", "b", "c"])
    for number, image in enumerate(drawn):
        np.testing.assert_array_equal(image.get_array(), DIGIT + number)
    assert [ax.get_title() for ax in axes.flat] == ["a", "b", "c", ""]
    assert [ax.get_visible() for ax in axes.flat] == [True, True, True, False]


def test_predictions_tell_right_from_wrong_by_color_and_by_symbol():
    _, axes = plt.subplots(1, 2)
    figures.draw_predictions(axes, np.stack([DIGIT, DIGIT]), [7, 6], [7, 5], [0, 8])
    right, wrong = (ax.title for ax in axes)
    assert right.get_text() == "0 ✓\n7, is 7"
    assert wrong.get_text() == "8 ✗\n6, is 5"
    assert right.get_color() == figures.RIGHT != figures.WRONG == wrong.get_color()


def test_pixels_have_a_grid_between_them(ax):
    figures.draw_pixels(ax, DIGIT)
    np.testing.assert_array_equal(ax.get_xticks(minor=True), np.arange(29) - 0.5)
    np.testing.assert_array_equal(ax.get_yticks(), np.arange(0, 28, 4))


def test_weights_are_orange_where_positive_and_blue_where_negative(ax):
    drawn = figures.draw_weights(ax, np.array([[-1.0, 0.0, 1.0]]), limit=1.0)
    negative, zero, positive = drawn.cmap(drawn.norm(drawn.get_array()))[0, :, :3]
    assert negative[2] > negative[0]
    assert tuple(zero.round(2)) == (1, 1, 1)
    assert positive[0] > positive[2]


def test_probabilities_are_bars_with_a_mark(ax):
    bars = figures.draw_probabilities(ax, [0.1, 0.7, 0.2], truth=2)
    assert [bar.get_height() for bar in bars] == [0.1, 0.7, 0.2]
    assert [text.get_text() for text in ax.texts] == ["✗"]
    assert ax.texts[0].xy == (1, 0.7)
    assert ax.texts[0].get_color() == figures.WRONG
    assert [label.get_fontweight() for label in ax.get_xticklabels()] == ["normal", "normal", "bold"]
    assert [label.get_bbox_patch() is None for label in ax.get_xticklabels()] == [True, True, False]


def test_the_predicted_class_is_the_filled_bar(ax):
    line, area = figures.PALETTE["prediction"]
    bars = figures.draw_probabilities(ax, [0.1, 0.7, 0.2])
    assert [mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in bars] == [area, line, area]


def test_the_mark_stays_within_the_chart():
    fig, ax = plt.subplots(figsize=(2, 2.2))
    figures.draw_probabilities(ax, [1.0, 0.0], truth=0)
    fig.canvas.draw()
    assert ax.texts[0].get_window_extent().y1 <= ax.get_window_extent().y1


def test_a_right_answer_is_marked_as_right(ax):
    figures.draw_probabilities(ax, [0.1, 0.7, 0.2], truth=1)
    assert [text.get_text() for text in ax.texts] == ["✓"]
    assert ax.texts[0].get_color() == figures.RIGHT


def test_without_truth_there_is_no_mark(ax):
    figures.draw_probabilities(ax, [0.1, 0.7, 0.2])
    assert not ax.texts


def test_a_confusion_matrix_shows_every_count_and_shades_only_mistakes(ax):
    counts = np.array([[90, 3], [0, 80]])
    drawn = figures.draw_confusion_matrix(ax, counts)
    shown = {text.get_position(): text.get_text() for text in ax.texts}
    assert shown == {(0, 0): "90", (1, 0): "3", (0, 1): "0", (1, 1): "80"}
    np.testing.assert_array_equal(drawn.get_array(), [[0, 3], [0, 0]])
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted class", "true class")
    assert [cell.get_xy() for cell in ax.patches] == [(-0.5, -0.5), (0.5, 0.5)]
    assert [text.get_fontweight() for text in ax.texts] == ["bold", "normal", "normal", "bold"]


def mixed(color: str, share: float, ground: str) -> str:
    """Return what is seen of a color of which a share covers the ground."""
    color, ground = np.array(to_rgb(color)), np.array(to_rgb(ground))
    return to_hex(share * color + (1 - share) * ground)


def test_counts_of_a_confusion_matrix_can_be_read_on_each_shade_in_light_and_dark(ax):
    counts = np.arange(100).reshape(10, 10)
    drawn = figures.draw_confusion_matrix(ax, counts)
    for text in ax.texts:
        column, row = text.get_position()
        if row == column:
            continue
        red, green, blue, share = drawn.to_rgba(drawn.get_array()[row, column])
        shade, words = to_hex((red, green, blue)).upper(), to_hex(text.get_color()).upper()
        assert contrast(words, mixed(shade, share, "#FFFFFF")) >= 4.5
        dark_words = palette.GROUND if words == "#FFFFFF" else palette.DARK[words]
        assert contrast(dark_words, mixed(palette.dark_image_color(shade), share, palette.GROUND)) >= 4.5


def test_a_confusion_matrix_without_mistakes_has_no_shade(ax):
    drawn = figures.draw_confusion_matrix(ax, np.diag([3, 4]))
    assert (drawn.to_rgba(drawn.get_array())[..., 3] == 0).all()


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda ax: figures.draw_digit(ax, np.zeros(784)), r"image has shape \(784,\)"),
        (lambda ax: figures.draw_digits([ax], np.zeros((2, 28, 28))), "2 images but only 1 axes"),
        (lambda ax: figures.draw_digits([ax], np.zeros((1, 28, 28)), ["a", "b"]), "2 titles for 1 images"),
        (lambda ax: figures.draw_predictions([ax], np.zeros((1, 28, 28)), [1, 2], [1], [0]), "differ in length"),
        (lambda ax: figures.draw_weights(ax, np.zeros((2, 2)), limit=0), "limit is 0"),
        (lambda ax: figures.draw_weights(ax, np.zeros(4), limit=1), "weights has shape"),
        (lambda ax: figures.draw_probabilities(ax, [0.5, 1.5]), "outside 0 to 1"),
        (lambda ax: figures.draw_probabilities(ax, [np.nan, 0.5]), "NaN"),
        (lambda ax: figures.draw_probabilities(ax, [[0.5, 0.5]]), r"probabilities has shape \(1, 2\)"),
        (lambda ax: figures.draw_probabilities(ax, [0.5, 0.5], truth=2), "truth is 2"),
        (lambda ax: figures.draw_confusion_matrix(ax, np.zeros((2, 3), int)), "as many rows"),
    ],
)
def test_bad_input_gets_one_helpful_sentence(ax, draw, says):
    with pytest.raises(ValueError, match=says):
        draw(ax)


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda ax: figures.draw_digit(None, DIGIT), "ax is NoneType"),
        (lambda ax: figures.draw_digit(ax, DIGIT, 5), "the title is int"),
        (lambda ax: figures.draw_digit(ax, DIGIT.astype(str)), "image holds"),
        (lambda ax: figures.draw_digits([ax], DIGIT[None], None), "titles is NoneType"),
        (lambda ax: figures.draw_predictions([ax], DIGIT[None], ["7"], [7], [0]), "predictions holds"),
        (lambda ax: figures.draw_weights(ax, np.zeros((2, 2)), limit="1"), "limit is str"),
        (lambda ax: figures.draw_probabilities(ax, ["0.5", "0.5"]), "probabilities holds"),
        (lambda ax: figures.draw_probabilities(ax, [0.5, 0.5], truth=1.0), "truth is float"),
        (lambda ax: figures.draw_confusion_matrix(ax, [[0.5]]), "counts holds float64"),
        (lambda ax: figures.contact_sheet(DIGIT[None], 1.0), "columns is float"),
    ],
)
def test_input_of_another_type_gets_one_helpful_sentence(ax, draw, says):
    with pytest.raises(TypeError, match=says):
        draw(ax)


def test_a_contact_sheet_lays_images_out_row_by_row():
    images = np.arange(6 * 28 * 28).reshape(6, 28, 28)
    sheet = figures.contact_sheet(images, 3)
    assert sheet.shape == (56, 84)
    np.testing.assert_array_equal(sheet[:28, 28:56], images[1])
    np.testing.assert_array_equal(sheet[28:, 56:], images[5])


@pytest.mark.parametrize(
    ("images", "columns", "message"),
    [
        (DIGIT, 4, r"expected \(n, height, width\)"),
        (np.zeros((5, 28, 28)), 2, "do not fill rows of 2"),
        (np.zeros((5, 28, 28)), 0, "columns is 0"),
    ],
)
def test_a_contact_sheet_that_cannot_be_laid_out_is_refused(images, columns, message):
    with pytest.raises(ValueError, match=message):
        figures.contact_sheet(images, columns)


def test_lines_are_labelled_at_their_ends_in_their_colors():
    _, ax = plt.subplots()
    ax.plot([0, 1, 2], [0, 1, 5], label="up", color="#0072B2")
    ax.plot([0, 1], [3, 2], label="down", color="#555555")
    ax.plot([0, 2], [1, 1])
    labels = figures.label_lines(ax)
    assert [(label.get_text(), label.get_color()) for label in labels] == [("up", "#0072B2"), ("down", "#555555")]
    assert [tuple(label.xy) for label in labels] == [(2, pytest.approx(5)), (1, pytest.approx(2))]
    assert [label.xyann for label in labels] == [(7, pytest.approx(0)), (7, pytest.approx(0))]


def test_a_line_that_leaves_the_chart_is_labelled_where_it_is_last_seen():
    _, ax = plt.subplots()
    ax.plot([0, 1, 2, 3], [1, 2, np.nan, 100], label="gone")
    ax.set_ylim(0, 10)
    (label,) = figures.label_lines(ax)
    assert tuple(label.xy) == (1, pytest.approx(2))


def test_a_line_that_goes_on_beyond_the_chart_is_labelled_within_it():
    _, ax = plt.subplots()
    ax.plot([1, 2, 3], [1, 2, 3], label="long")
    ax.set_xlim(1, 2)
    (label,) = figures.label_lines(ax)
    assert tuple(label.xy) == (2, pytest.approx(2))


def test_labels_of_lines_that_end_together_do_not_overlap():
    _, ax = plt.subplots()
    for place in range(4):
        ax.plot([0, 1], [0, place / 1000], label=f"line {place}")
    labels = figures.label_lines(ax)
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in labels]
    assert all(upper.y0 >= lower.y1 - 1 for upper, lower in itertools.pairwise(boxes))


@pytest.mark.parametrize(("ends", "says"), [([], "No line has a label"), ([[20, 30]], "'a line' is not seen")])
def test_what_cannot_be_labelled_is_told(ends, says):
    _, ax = plt.subplots()
    for end in ends:
        ax.plot([0, 1], end, label="a line")
        ax.set_ylim(0, 10)
    with pytest.raises(ValueError, match=says):
        figures.label_lines(ax)


def test_other_limits_after_the_labels_are_an_error_of_one_sentence():
    _, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], label="a line")
    figures.label_lines(ax)
    ax.set(xlabel="step", xlim=(0, 2))
    ax.figure.canvas.draw()
    with pytest.raises(ValueError, match="call it last"):
        ax.set(ylim=(0, 4))


def test_a_sheet_has_a_line_between_neighbors(ax):
    drawn = figures.draw_sheet(ax, np.stack([DIGIT] * 6), columns=3)
    np.testing.assert_array_equal(drawn.get_array(), figures.contact_sheet(np.stack([DIGIT] * 6), 3))
    assert sorted((*line.get_xdata(), *line.get_ydata()) for line in ax.lines) == [
        (0, 1, 27.5, 27.5),
        (27.5, 27.5, 0, 1),
        (55.5, 55.5, 0, 1),
    ]


def test_a_sheet_of_weights_has_their_colors(ax):
    drawn = figures.draw_sheet(ax, np.ones((2, 28, 28)), columns=2, limit=2)
    assert (drawn.get_cmap(), drawn.get_clim()) == (figures.BLUE_WHITE_ORANGE, (-2, 2))
