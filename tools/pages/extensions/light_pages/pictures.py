"""Pictures say their size, so that nothing moves when they come, and come when they are near.

Those that notebooks and figures bring in their own text become files, too: a phone would have to fetch them before
it knows in which type to write the first word.
"""

import base64
import hashlib
import re
from pathlib import Path

FOLDER = "_images"
INSIDE = re.compile(  # below 3 kB a picture is there sooner than it would be asked for
    r"""<(?P<tag>img|image)\b(?P<before>[^>]*?\b(?:src|href)=["'])"""
    r"""data:image/(?P<kind>png|webp);base64,(?P<packed>[A-Za-z0-9+/=]{4000,})(?P<quote>["'])"""
)
PICTURE = re.compile(r'<img\b([^>]*\bsrc="(?:\.\./)*(_images/[^"]+)"[^>]*?) ?/?>')


def with_sizes(page: str, html: Path) -> str:
    """Rewrite the pictures of a page; the first one comes at once.

    Parameters
    ----------
    page
        The page.
    html
        The folder of the rendered book.
    """
    first = PICTURE.search(page)

    def sized(picture: re.Match[str]) -> str:
        width, height = size_of(html / picture[2])
        is_first = picture.start() == first.start()
        when = 'fetchpriority="high"' if is_first else 'loading="lazy" decoding="async"'
        return f'<img{picture[1]} width="{width}" height="{height}" {when}>'

    return PICTURE.sub(sized, page)


def size_of(file: Path) -> tuple[str, str]:
    """Width and height of a picture, SVG or PNG, in pixels; empty where it does not say them."""
    if file.suffix == ".svg":
        root = file.read_text(encoding="utf-8")
        size = [re.search(rf'<svg\b[^>]*\b{side}="(\d+)"', root) for side in ("width", "height")]
        width, height = (side[1] if side else "" for side in size)
    else:
        start = file.read_bytes()[:24]
        width, height = (str(int.from_bytes(start[at : at + 4])) for at in (16, 20))
    return width, height


def with_picture_files(page: str, up: str, html: Path) -> str:
    """Rewrite a page so that the larger pictures in its text are files, each once in the book.

    Parameters
    ----------
    page
        The page.
    up
        The way from the page up to the book's folder, such as ``../``.
    html
        The folder of the rendered book.
    """
    folder = html / FOLDER
    folder.mkdir(exist_ok=True)

    def filed(picture: re.Match[str]) -> str:
        content = base64.b64decode(picture["packed"])
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{picture['kind']}"
        (folder / name).write_bytes(content)
        when = ' loading="lazy"' if picture["tag"] == "img" else ""  # pictures within SVG know no such thing
        return f"<{picture['tag']}{when}{picture['before']}{up}{FOLDER}/{name}{picture['quote']}"

    return INSIDE.sub(filed, page)
