"""Pictures of one's own: a photograph of a digit becomes an image as MNIST has them, or a sentence says why not."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, prepare_picture, standardize
from tests.helpers.photographs import FONTS, SCENES, SIZES, photograph, shape_in, shape_of

FIVE = 0  # the first training image


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture(scope="module")
def page(mnist):
    """A 5 on light paper, gray, uint8."""
    paper = np.full((400, 300), 235, np.uint8)
    ink = shape_of(mnist[0][0][FIVE], 200)
    paper[80:280, 40:240] = (235 * (1 - 0.8 * ink)).astype(np.uint8)
    return paper


@pytest.fixture(scope="module")
def image(page):
    return prepare_picture(page)


def test_it_looks_as_mnist_does(page, image, mnist) -> None:
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)
    rows, columns = np.nonzero(image > 127)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)
    middle = np.array(np.nonzero(image)) @ image[image > 0] / image.sum()
    np.testing.assert_allclose(middle, 14, atol=0.6)
    original = mnist[0][0][FIVE].astype(float)
    assert np.corrcoef(image.ravel(), original.ravel())[0, 1] > 0.9
    assert 0.7 < image.sum() / original.sum() < 1.4


def test_steps_lead_there(page, image) -> None:
    same, steps = prepare_picture(page, steps=True)
    assert list(steps) == ["gray", "ink", "digit", "box", "image"]
    np.testing.assert_array_equal(same, image)
    np.testing.assert_array_equal(np.round(255 * steps["image"]), image)
    assert max(steps["box"].shape) == 20
    assert all(step.min() >= 0 and step.max() <= 1 for step in steps.values())


def in_colors(page):
    return np.stack([page] * 3, axis=-1)


def on_nothing(page):
    """Black ink on a ground that is transparent, and black if one forgets that."""
    clear = np.zeros((*page.shape, 4), np.uint8)
    clear[..., 3] = (235 - page.astype(int)) * 255 // 235
    return clear


FORMS = {
    "one channel": lambda page: page[..., np.newaxis],
    "colors": in_colors,
    "transparent": on_nothing,
    "16 bits": lambda page: page.astype(np.uint16) * 257,
    "up to 1": lambda page: page / 255,
    "up to 255": lambda page: page.astype(np.float32),
    "a list": lambda page: page.tolist(),
    "light on dark": lambda page: 255 - page,
    "Pillow, gray": Image.fromarray,
    "Pillow, palette": lambda page: Image.fromarray(in_colors(page)).convert("P"),
    "Pillow, 16 bits": lambda page: Image.fromarray(page.astype(np.uint16) * 257),
    "Pillow, transparent": lambda page: Image.fromarray(on_nothing(page)),
    "0 and 1": lambda page: (page > 99).astype(np.uint8),
    "truth values": lambda page: page > 99,
    "wider than needed": lambda page: page.astype(np.int16),
    "larger": lambda page: Image.fromarray(page).resize((900, 1200)),
    "larger, palette": lambda page: Image.fromarray(page).resize((1500, 2000)).quantize(16),
    "larger, palette and transparent": lambda page: Image.fromarray(on_nothing(page)).resize((1500, 2000)).quantize(16),
    "larger, opaque times color": lambda page: Image.fromarray(on_nothing(page)).resize((1500, 2000)).convert("RGBa"),
    "far too large a sheet": lambda page: np.pad(page, 200, constant_values=235),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_may_have_any_form(form: str, page, image) -> None:
    other = prepare_picture(FORMS[form](page)).astype(float)
    assert np.corrcoef(other.ravel(), image.ravel())[0, 1] > 0.97


def test_a_file_is_turned_as_its_camera_says(page, image, tmp_path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    Image.fromarray(np.rot90(page)).save(tmp_path / "five.jpg", exif=exif)
    for path in (tmp_path / "five.jpg", str(tmp_path / "five.jpg")):
        assert np.corrcoef(prepare_picture(path).ravel(), image.ravel())[0, 1] > 0.97


def test_dirt_and_a_dark_edge_are_left_out(page, image) -> None:
    dirty = page.copy()
    dirty[5:9, 5:9] = 30
    dirty[:, -6:] = 20
    assert np.corrcoef(prepare_picture(dirty).ravel(), image.ravel())[0, 1] > 0.97


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_a_digit_may_fill_the_picture(share: float) -> None:
    one = Image.new("L", (300, 400), 235)
    ImageDraw.Draw(one).line([(150, 200 - 200 * share), (150, 200 + 200 * share)], fill=30, width=24)
    rows, columns = np.nonzero(prepare_picture(one) > 127)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (pytest.approx(20, abs=1), pytest.approx(2.5, abs=1.5))
    hole = prepare_picture(zero_on(235, 30, share))[10:18, 12:16]
    assert hole.max() == 0


def zero_on(paper: int, ink: int, share: float, width: float = 0.09) -> Image.Image:
    """A 0 so high, as a share of the picture, and with a stroke so wide, as a share of its height."""
    picture = Image.new("L", (400, 400), paper)
    up, across = 200 * share, 140 * share
    box = [200 - across, 200 - up, 200 + across, 200 + up]
    ImageDraw.Draw(picture).ellipse(box, outline=ink, width=round(400 * share * width))
    return picture


@pytest.mark.parametrize("width", [0.2, 0.28])
def test_a_broad_stroke_is_a_stroke(width: float) -> None:
    image = prepare_picture(zero_on(235, 30, 0.7, width))
    assert image[14, 14] < 64
    assert min(image[14, :10].max(), image[14, 18:].max(), image[:8, 14].max(), image[20:, 14].max()) > 192


@pytest.mark.parametrize(("around", "paper", "ink", "wide"), [(160, 20, 225, 30), (20, 225, 60, 30), (40, 230, 40, 80)])
def test_what_lies_around_the_paper_is_no_digit(around: int, paper: int, ink: int, wide: int) -> None:
    whole = zero_on(paper, ink, 0.4)
    framed = np.full((400, 400), around, np.uint8)
    framed[wide:-wide, wide:-wide] = np.asarray(whole)[wide:-wide, wide:-wide]
    assert np.corrcoef(prepare_picture(framed).ravel(), prepare_picture(whole).ravel())[0, 1] > 0.97


def test_a_stroke_that_stands_alone_near_an_edge_belongs_to_the_digit() -> None:
    picture = Image.new("L", (300, 400), 235)
    draw = ImageDraw.Draw(picture)
    draw.line([(90, 30), (90, 180), (190, 220), (190, 320), (80, 360)], fill=30, width=20, joint="curve")
    draw.line([(115, 13), (220, 13)], fill=30, width=20)  # the bar of a 5
    assert prepare_picture(picture)[4:7, 15:].max() > 192


@pytest.mark.parametrize("line", [3, 5])
def test_the_box_of_a_form_is_no_digit(line: int) -> None:
    whole = zero_on(235, 30, 0.4)
    boxed = whole.copy()
    ImageDraw.Draw(boxed).rectangle([70, 70, 330, 330], outline=60, width=line)
    assert np.corrcoef(prepare_picture(boxed).ravel(), prepare_picture(whole).ravel())[0, 1] > 0.97


def test_images_of_mnist_pass(mnist) -> None:
    from helpers.readers import trained_reader

    (x_train, _), (x_test, y_test) = mnist
    chosen = np.random.default_rng(0).choice(len(x_test), size=40, replace=False)
    answers = read_or_refused(trained_reader("best"), pixel_statistics(x_train), x_test[chosen])
    assert np.sum(np.equal(answers, y_test[chosen])) >= 38


def two_digits(page):
    return np.hstack([page, page])


def shaded(page):
    """Paper in the light, and a strip at its right edge in the shade."""
    paper = np.full(page.shape, 230, np.uint8)
    paper[:, -40:] = 120
    return paper


def blot(page):
    """Something round and dark on paper."""
    down, across = np.mgrid[:400, :300]
    return np.where((down - 200) ** 2 + (across - 150) ** 2 < 30**2, 90, 230).astype(np.uint8)


BAD = {
    "blank": (lambda page: np.full((300, 300), 200, np.uint8), ValueError, "no ink that stands out"),
    "a shadow's edge": (shaded, ValueError, "no ink that stands out"),
    "light that fades": (
        lambda page: np.tile(np.linspace(80, 230, 300), (400, 1)),
        ValueError,
        "no ink that stands out",
    ),
    "a spot": (blot, ValueError, "a dark place and no strokes"),
    "two digits": (two_digits, ValueError, "several digits; cut it"),
    "tiny": (lambda page: page[:4, :4], ValueError, "expected at least 8 a side"),
    "several pictures": (lambda page: np.stack([page] * 9, axis=-1), ValueError, "expected 1, 3 or 4 channels"),
    "a row": (lambda page: page[0], ValueError, r"expected \(height, width\)"),
    "negative": (lambda page: page / 255 - 0.5, ValueError, "expected 0 to 1; scale it"),
    "a little above 1": (lambda page: page / 234.9, ValueError, "expected 0 to 1; scale it"),
    "masked": (lambda page: np.ma.masked_less(page, 99), TypeError, "is a masked array"),
    "ragged": (lambda page: [[1, 2], [3]], ValueError, "rows of unequal length"),
    "not a number": (lambda page: np.where(page > 99, np.nan, page), ValueError, "holds NaN"),
    "words": (lambda page: [["a"] * 20] * 20, TypeError, "expected integers or floating-point"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_one_sentence(kind: str, page) -> None:
    make, error, says = BAD[kind]
    with pytest.raises(error, match=says):
        prepare_picture(make(page))


def test_a_file_that_is_no_picture_is_one_sentence(tmp_path) -> None:
    (tmp_path / "five.png").write_text("no picture")
    with pytest.raises(ValueError, match="no picture that Pillow can read"):
        prepare_picture(tmp_path / "five.png")
    with pytest.raises(FileNotFoundError, match=r"no file .*six.*; pass the path"):
        prepare_picture(tmp_path / "six.png")
    for path in (tmp_path, tmp_path / "five.png" / "six.png", "a\0b.png"):
        with pytest.raises(ValueError, match="no picture that Pillow can read"):
            prepare_picture(path)


def test_a_picture_of_many_pixels_gives_what_a_small_one_of_it_gives(page, image) -> None:
    large = Image.fromarray(page).resize((3000, 4000), Image.Resampling.BICUBIC).convert("RGB")
    difference = np.abs(prepare_picture(large).astype(int) - image)
    assert difference.max() <= 40
    assert difference.mean() < 2


def test_a_file_may_come_opened(page, image, tmp_path) -> None:
    Image.fromarray(page).save(tmp_path / "page.png")
    with (tmp_path / "page.png").open("rb") as file:
        np.testing.assert_array_equal(prepare_picture(file), image)
    with pytest.raises(ValueError, match="the file is no picture that Pillow can read"):
        prepare_picture(io.BytesIO(b"no picture"))


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_broken_file_is_one_sentence(ending: str, page, tmp_path) -> None:
    path = tmp_path / f"five.{ending}"
    Image.fromarray(page).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ValueError, match="Pillow can"):
        prepare_picture(path)
    if ending != "webp":  # whose file is looked at when it is opened
        with Image.open(path) as opened, pytest.raises(ValueError, match="Pillow cannot read"):
            prepare_picture(opened)


@pytest.mark.parametrize("scene", SCENES)
def test_a_photograph_becomes_the_image_that_it_shows(scene: str, mnist) -> None:
    rng = np.random.default_rng(0)
    for original in mnist[1][0][:2]:
        prepared = prepare_picture(photograph(shape_of(original, 300), SCENES[scene], rng))
        assert np.corrcoef(prepared.ravel(), original.ravel())[0, 1] > 0.7


def read_or_refused(reader, statistics, pictures) -> list[int]:
    """Give what a reader reads on photographs; -1 where they cannot be prepared."""
    answers = []
    for picture in pictures:
        try:
            row = standardize(prepare_picture(picture)[np.newaxis], *statistics)
            answers.append(int(np.argmax(reader(row))))
        except ValueError:
            answers.append(-1)
    return answers


@pytest.mark.slow
def test_photographs_are_read(mnist) -> None:
    from helpers.readers import trained_reader

    (x_train, _), (x_test, y_test) = mnist
    reader, statistics, rng = trained_reader("best"), pixel_statistics(x_train), np.random.default_rng(1)
    right = {}
    for name, scene in SCENES.items():
        chosen = rng.choice(len(x_test), size=40, replace=False)
        shapes = [shape_of(image, int(rng.integers(*SIZES))) for image in x_test[chosen]]
        shapes += [shape_in(font, digit, int(rng.integers(*SIZES))) for font in FONTS for digit in range(10)]
        truth = [*y_test[chosen], *(digit for _ in FONTS for digit in range(10))]
        answers = read_or_refused(reader, statistics, (photograph(shape, scene, rng) for shape in shapes))
        right[name] = np.mean(np.equal(answers, truth))
    assert min(right.values()) >= 0.95, right
