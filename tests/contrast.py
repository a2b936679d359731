"""How much one color stands out from another, as WCAG 2 measures it."""

import matplotlib as mpl
import numpy as np


def lightness(color: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = np.array(mpl.colors.to_rgb(color))
    return float(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Return the ratio of the lighter to the darker color, 1 to 21."""
    dark, light = sorted([lightness(one), lightness(other)])
    return (light + 0.05) / (dark + 0.05)
