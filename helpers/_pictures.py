"""A photograph or a scan of one digit becomes an image as MNIST has them: 28 by 28, light ink on dark paper.

The steps are those of NIST, told in chapter 1, with what comes before them when nobody has cut the digit out: paper is
never even, may be ruled, and may be darker than the ink. Labels, distances, filters and rotations are SciPy's.
"""

import io
import math
import os
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from scipy import ndimage

from helpers._checks import checked_array

PLAIN = {"1": "L", "P": "RGBA", "PA": "RGBA", "La": "LA", "RGBa": "RGBA"}  # modes whose numbers are light
SIDE, BOX, CENTER = 28, 20, 14  # of an image, of the box for its ink, of the pixel where the ink balances
WORK = 400  # pixels of the longer side while the digit is looked for
GRAIN = 1.5  # pixels: what is finer belongs to the paper or the camera
BROADEST = 0.18  # of the longer side: what is broader is no stroke but a shadow
FAINTEST = 0.08  # of the whole range: ink that differs less from its paper is none
SURE, LIKELY = 0.5, 0.3  # of the ink's strength: what is ink for sure, and what is ink if it touches that
SPECK = 0.04  # of the area of the largest piece of ink: smaller pieces are dirt
APART = 0.35  # of the digit's height: how far a stroke may lie from the rest
INNER = 0.3  # of a box's height: a piece within that is as tall is what was written into it
TALL = 0.6  # of the digit's height: a piece beside it that is as tall is another digit
MOST = 0.6  # of the picture: more ink than this is no digit
BLOT = 0.55  # of the longer side: what is so broad is no stroke
STRIP = 0.2  # of the picture: what is narrower, and lies along a whole edge of it, is no digit
THIN, THICK = 0.10, 0.17  # of the digit's longer side: strokes are made as wide as MNIST's
TILTS = np.arange(-6, 6.1, 0.5)  # degrees that a ruled sheet may be turned
RULED = 0.25  # of the ink's strength: what runs through a whole row is a printed line
PRINTED = 0.03  # of the longer side: what is broader is no printed line
PARTS = 20  # of a row: a printed line is in each of them
NOTHING = "The picture shows no ink that stands out from its paper; take one with more contrast."


def prepare(picture: Any) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Do what `helpers.preprocessing.prepare_picture` promises, and keep each step."""
    gray = _working_size(_gray(picture))
    ink = _without_rules(_ink(1 - gray if _ink_is_light(gray) else gray))
    strength = _strength(ink)
    if strength < FAINTEST:
        raise ValueError(NOTHING)
    mask = _digit(np.clip(ink / strength, 0, 1))
    cut, shape = _cut(np.clip(ink / strength, 0, 1), mask)
    boxed = _boxed(_evened(cut, shape))
    image = _balanced(boxed)
    steps = {"gray": gray, "ink": ink, "digit": cut, "box": boxed, "image": image}
    return np.round(255 * image).astype(np.uint8), steps


# ---- What was passed ----


def _gray(picture: Any) -> np.ndarray:
    """Give a picture's lightness from 0 to 1, shape (height, width)."""
    if isinstance(picture, (str, os.PathLike, io.IOBase)):
        picture = _opened(picture)
    if isinstance(picture, Image.Image):
        return _gray_of_image(picture)
    return _gray_of_array(picture)


def _opened(path: str | os.PathLike[str] | io.IOBase) -> Image.Image:
    name = "the file" if isinstance(path, io.IOBase) else f"{os.fspath(path)!r:.200}"
    try:
        with Image.open(path) as file:
            file.load()
            return file
    except FileNotFoundError:
        raise FileNotFoundError(f"There is no file {name}; pass the path of a picture.") from None
    except Exception:  # each of Pillow's formats has errors of its own
        raise ValueError(f"{name} is no picture that Pillow can read; save it as PNG or JPEG.") from None


def _gray_of_image(image: Image.Image) -> np.ndarray:
    try:
        image = ImageOps.exif_transpose(image)  # reads the file of an image that was only opened
    except Exception:
        raise ValueError("picture comes from a file that Pillow cannot read; save it as PNG or JPEG.") from None
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits, gray
        return _gray_of_array(np.asarray(image))
    if image.mode in PLAIN:
        image = image.convert(PLAIN[image.mode])
    image = image.reduce(max(1, max(image.size) // (2 * WORK)))  # a phone's picture has far more pixels than are needed
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return _gray_of_array(np.asarray(image.convert("RGB")))


def _gray_of_array(picture: Any) -> np.ndarray:
    array = checked_array(picture, "picture", "(height, width)", "(height, width, channels)", kinds="biuf")
    if array.ndim == 3 and array.shape[2] not in (1, 3, 4):
        raise ValueError(f"picture has shape {array.shape}, expected 1, 3 or 4 channels; pass one picture.")
    light = array.astype(float)
    full = _full(array)
    if light.min() < 0 or light.max() > full:
        raise ValueError(
            f"picture has values from {light.min():g} to {light.max():g}, expected 0 to {full:g}; scale it."
        )
    light /= full
    if light.ndim == 3 and light.shape[2] == 4:  # transparent is white paper
        light = light[..., :3] * light[..., 3:] + 1 - light[..., 3:]
    if light.ndim == 3:
        light = light @ [0.299, 0.587, 0.114] if light.shape[2] == 3 else light[..., 0]
    return light


def _full(array: np.ndarray) -> float:
    """The value of full light, which the largest number tells: data types are wider than what they hold."""
    largest = array.max()
    if largest <= 1 or (array.dtype.kind == "f" and largest < 2):  # a little above 1 is refused, and not taken for dark
        return 1.0
    return 255.0 if array.dtype.kind == "f" or largest <= 255 else 65535.0


def _working_size(gray: np.ndarray) -> np.ndarray:
    """Bring the longer side to a few hundred pixels: enough for a digit, and quick."""
    longer = max(gray.shape)
    if min(gray.shape) < 8:
        raise ValueError(f"picture has {gray.shape[0]} by {gray.shape[1]} pixels, expected at least 8 a side.")
    height, width = (max(1, round(side * WORK / longer)) for side in gray.shape)
    return _resized(gray, height, width)


def _resized(array: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resize as NIST and Pillow do: each new pixel is a weighted mean of the old ones that it covers."""
    image = Image.fromarray(array.astype(np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC), float)


# ---- Ink and paper ----


def _ink_is_light(gray: np.ndarray) -> bool:
    """Tell whether what is thin is lighter than what is around it; the edges of shadows cancel.

    Where the edges of a sheet outweigh a thin digit, the middle of the picture alone tells more clearly.
    """
    smooth = ndimage.gaussian_filter(gray, GRAIN)
    above = smooth - ndimage.gaussian_filter(smooth, 0.1 * max(gray.shape))
    rows, columns = (slice(side // 4, side - side // 4) for side in gray.shape)
    return max((_skewness(above), _skewness(above[rows, columns])), key=abs) > 0


def _skewness(values: np.ndarray) -> float:
    """Tell to which side numbers around 0 reach further."""
    return float((values**3).mean() / max((values**2).mean(), 1e-9) ** 1.5)


def _ink(gray: np.ndarray) -> np.ndarray:
    """Tell how much darker each place is than the paper around it."""
    smooth = ndimage.gaussian_filter(gray, GRAIN)
    window = round(BROADEST * max(gray.shape))
    paper = ndimage.grey_closing(ndimage.gaussian_filter(smooth, GRAIN), window)  # what is dark and narrow is no paper
    ink = (paper - smooth) / np.maximum(paper, 0.1)  # a shadow takes the same share of both
    return np.clip(ink - np.median(ink), 0, None)


def _strength(ink: np.ndarray) -> float:
    """How dark full ink is: that of a stroke's middle, of which even a thin 1 has some."""
    return float(np.quantile(ink, 0.9995))


def _without_rules(ink: np.ndarray) -> np.ndarray:
    """Take away lines that run through the whole picture, as on ruled or squared paper."""
    strength = _strength(ink)
    if strength < FAINTEST:
        return ink
    small = _resized(ink, *(max(8, side // 3) for side in ink.shape))
    tilt = max(TILTS, key=lambda degrees: _printed(_turned(small, degrees)).max())
    if _printed(_turned(small, tilt)).max() < RULED * strength:
        return ink
    return np.clip(ink - 1.5 * _turned(_printed(_turned(ink, tilt)), -tilt), 0, None)


def _turned(array: np.ndarray, degrees: float) -> np.ndarray:
    """Turn an array; its edges are drawn out into the corners."""
    return ndimage.rotate(array, degrees, reshape=False, order=1, mode="nearest") if degrees else array


def _printed(ink: np.ndarray) -> np.ndarray:
    """Tell how strong the rows and columns are that are lines: thin, and there from edge to edge.

    A digit's stroke may run through most of a row, but it ends before the edge, or it is broad.
    """
    thin = max(3, round(PRINTED * max(ink.shape)))
    lines = np.zeros_like(ink)
    for axis in (0, 1):
        part = max(3, ink.shape[axis] // PARTS)
        profile = ndimage.uniform_filter1d(ink, part, axis, mode="nearest").min(axis, keepdims=True)
        size = (1, thin) if axis == 0 else (thin, 1)
        lines = np.maximum(lines, ndimage.white_tophat(profile, size))
    return lines


# ---- The digit ----


def _digit(ink: np.ndarray) -> np.ndarray:
    """Find the places of one digit's ink: the largest piece and what belongs to it."""
    mask = ndimage.binary_propagation(ink > SURE, mask=ink > LIKELY)
    if mask.mean() > MOST:
        raise ValueError(f"Ink covers {mask.mean():.0%} of the picture; pass one dark digit on light paper.")
    near = max(1, round(0.006 * max(ink.shape)))
    labels, count = ndimage.label(ndimage.binary_dilation(mask, iterations=near), np.ones((3, 3)))
    boxes = ndimage.find_objects(np.where(mask, labels, 0))
    areas = ndimage.sum_labels(mask, labels, np.arange(1, count + 1))
    touches = [_touches(box, ink.shape) for box in boxes]
    weights = areas * np.where(_along_an_edge(labels), 0.02, np.where(touches, 0.2, 1))
    first = int(np.argmax(weights))
    inside = _inside(labels, boxes, first)
    if inside.any():  # the first is the box of a form, and what lies outside it does not count
        weights = weights * inside
        areas = areas * inside
        first = int(np.argmax(weights))
    if _is_strip(boxes[first], ink.shape):
        raise ValueError(NOTHING)
    taken, height = {first}, max(_sides(boxes[first]))
    for place, (area, box) in enumerate(zip(areas, boxes, strict=True)):
        if place == first or area < SPECK * areas[first] or _touches(box, ink.shape):
            continue
        gap = _gap(boxes[first], box)
        beside = boxes[first][1].stop <= box[1].start or box[1].stop <= boxes[first][1].start
        if beside and _sides(box)[0] > TALL * height:
            raise ValueError("The picture shows several digits; cut it so that one is left.")
        if gap < APART * height and not _inside(labels, boxes, place)[first]:
            taken.add(place)
    return mask & np.isin(labels, [place + 1 for place in taken])


def _is_strip(box: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    """Tell whether a piece is a narrow strip along a whole edge: the end of a shadow or of a light that fades."""
    long = [part.start == 0 and part.stop == side for part, side in zip(box, shape, strict=True)]
    narrow = [part.stop - part.start < STRIP * side for part, side in zip(box, shape, strict=True)]
    return _touches(box, shape) and ((long[0] and narrow[1]) or (long[1] and narrow[0]))


def _along_an_edge(labels: np.ndarray) -> np.ndarray:
    """Tell of each piece whether it covers more than half of an edge: a frame or a table does, a digit seldom."""
    edges = labels[0], labels[-1], labels[:, 0], labels[:, -1]
    shares = [np.bincount(edge, minlength=labels.max() + 1)[1:] / len(edge) for edge in edges]
    return np.max(shares, axis=0) > 0.5


def _inside(labels: np.ndarray, boxes: list[tuple[slice, slice]], place: int) -> np.ndarray:
    """Tell of each piece whether one surrounds it; of none, if none of them is large enough for a digit."""
    filled = ndimage.binary_fill_holes(labels == place + 1)
    inside = np.isin(np.arange(len(boxes)), labels[filled & (labels > 0)] - 1)
    inside[place] = False
    large = [max(_sides(box)) > INNER * max(_sides(boxes[place])) for box in boxes]
    return inside & bool((inside & large).any())


def _touches(box: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    return any(part.start == 0 or part.stop == side for part, side in zip(box, shape, strict=True))


def _sides(box: tuple[slice, slice]) -> tuple[int, int]:
    return box[0].stop - box[0].start, box[1].stop - box[1].start


def _gap(box: tuple[slice, slice], other: tuple[slice, slice]) -> float:
    """Pixels between two boxes; 0 if they overlap."""
    gaps = [max(a.start - b.stop, b.start - a.stop, 0) for a, b in zip(box, other, strict=True)]
    return math.hypot(*gaps)


# ---- As MNIST ----


def _cut(ink: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut ink and mask to the digit, in a square frame with some room."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    soft = ndimage.binary_dilation(mask, iterations=2)
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    room = max(2, round(0.15 * max(mask[part].shape)))
    return np.pad(np.where(soft, ink, 0)[part], room), np.pad(mask[part], room)


def _evened(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Give strokes the width that they have in MNIST: a ballpoint pen's would vanish in 20 pixels."""
    size = max(np.ptp(np.flatnonzero(mask.any(axis=axis))) + 1 for axis in (0, 1))
    inside = ndimage.distance_transform_edt(mask)
    width = 4 * inside[mask].mean() / size  # a stroke's places lie on average a quarter of its width from its edge
    if width > BLOT:
        raise ValueError("The picture shows a dark place and no strokes; pass one digit, written on paper.")
    if width < THIN:
        grow = (THIN - width) * size / 2
        return np.clip(grow + 0.5 - ndimage.distance_transform_edt(~mask), 0, 1) if grow > 0.5 else ink
    if width > THICK:
        thinner = np.clip(inside - (width - THICK) * size / 2 + 0.5, 0, 1) * mask
        return thinner if thinner.max() == 1 else ink
    return np.maximum(ink, mask)


def _boxed(ink: np.ndarray) -> np.ndarray:
    """Scale the ink so that its longer side fills the box; the aspect stays."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.5) for axis in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)
    boxed = np.clip(_resized(ink, height, width), 0, 1)
    return np.clip(boxed / boxed.max(), 0, 1)


def _balanced(boxed: np.ndarray) -> np.ndarray:
    """Lay the box so that the ink's center of mass falls on the pixel where MNIST has it."""
    image = np.zeros((SIDE, SIDE))
    places = []
    for side, center in zip(boxed.shape, ndimage.center_of_mass(boxed), strict=True):
        places.append(int(np.clip(round(CENTER - center), 0, SIDE - side)))
    top, left = places
    image[top : top + boxed.shape[0], left : left + boxed.shape[1]] = boxed
    return image
