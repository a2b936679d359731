"""A font with some of its characters alone."""

import io
import logging
from collections.abc import Iterable

from fontTools import subset
from fontTools.ttLib import TTFont


def font_part(font: TTFont, characters: Iterable[str], options: subset.Options) -> bytes:
    """Cut a font, as WOFF, to some characters and to what `options` keep besides.

    Parameters
    ----------
    font
        A font, which becomes its part.
    characters
        The characters; those that the font lacks are left to other fonts.
    options
        Which features, hints and outlines stay.
    """
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # a line on each table would bury what a build warns of
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    subsetter.subset(font)
    font.flavor = "woff"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
