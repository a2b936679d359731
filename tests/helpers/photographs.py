"""Photographs of digits as a phone takes them, made up: paper that is shaded, ruled or grainy, a pen, a lens."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy import ndimage

FONTS = sorted((Path(__file__).parent / "fonts").glob("*.ttf"))
SIZES = (180, 600)  # pixels of a digit's frame, in a picture of some 850


@dataclass(frozen=True)
class Scene:
    """What makes a picture hard: each is on or off."""

    noise: bool = False
    blur: bool = False
    gradient: bool = False  # the light falls from one side
    shadow: bool = False  # with an edge
    turned: bool = False
    ruled: bool = False
    squared: bool = False
    light_ink: bool = False


SCENES = {
    "even paper": Scene(),
    "light from one side": Scene(noise=True, gradient=True),
    "a shadow, out of focus": Scene(noise=True, blur=True, shadow=True),
    "turned": Scene(noise=True, gradient=True, turned=True),
    "ruled": Scene(noise=True, ruled=True),
    "squared, light from one side": Scene(noise=True, gradient=True, ruled=True, squared=True),
    "chalk": Scene(noise=True, light_ink=True),
    "ruled, with a shadow, turned": Scene(noise=True, shadow=True, ruled=True, turned=True),
}


def shape_of(image: np.ndarray, side: int) -> np.ndarray:
    """Give an image of MNIST as a smooth shape with sharp edges, from 0 to 1."""
    large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    large = large.filter(ImageFilter.GaussianBlur(side / 80))
    return np.clip((np.asarray(large, float) / 255 - 0.42) / 0.16, 0, 1)


def shape_in(font: Path, digit: int, side: int) -> np.ndarray:
    """Give a digit of a font as a shape, from 0 to 1."""
    image = Image.new("L", (side, side))
    face = ImageFont.truetype(font, round(0.8 * side))
    ImageDraw.Draw(image).text((side / 2, side / 2), str(digit), fill=255, font=face, anchor="mm")
    return np.asarray(image, float) / 255


def photograph(shape: np.ndarray, scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """Lay a shape of ink somewhere on paper and take a picture of it, uint8."""
    height, width = rng.integers(700, 1000, size=2)
    ink = np.zeros((height, width))
    top, left = rng.integers(0, height - len(shape) + 1), rng.integers(0, width - len(shape) + 1)
    ink[top : top + len(shape), left : left + len(shape)] = shape
    if scene.turned:
        ink = np.clip(ndimage.rotate(ink, rng.uniform(-8, 8), reshape=False, order=1), 0, 1)
    light = rng.uniform(0.75, 0.95) * printed(scene, (height, width), rng) * (1 - rng.uniform(0.5, 0.9) * ink)
    light *= lighting(scene, (height, width), rng)
    if scene.blur:
        light = ndimage.gaussian_filter(light, rng.uniform(2, 4))
    if scene.noise:
        light += rng.normal(0, 0.04, light.shape)
    return np.clip(255 * (1 - light if scene.light_ink else light), 0, 255).astype(np.uint8)


def printed(scene: Scene, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Give what the printer left on the paper: 1 where there is none."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    gap, tilt = rng.integers(60, 110), np.radians(rng.uniform(-3, 3))
    paper = np.ones(shape)
    for is_there, along in (
        (scene.ruled, (np.sin(tilt), np.cos(tilt))),
        (scene.squared, (np.cos(tilt), -np.sin(tilt))),
    ):
        if is_there:
            away = (along[0] * x + along[1] * y) % gap - gap / 2
            paper *= 1 - 0.3 * np.clip(2 - np.abs(away), 0, 1)
    return paper


def lighting(scene: Scene, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Give the light that falls on each place, at most 1."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    angle = rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * (x / shape[1] - 0.5) + np.sin(angle) * (y / shape[0] - 0.5)
    light = np.ones(shape)
    if scene.gradient:
        light *= 1 - 0.5 * (across + 0.5)
    if scene.shadow:
        light *= 1 - 0.45 / (1 + np.exp(-across * rng.uniform(15, 60)))
    return light
