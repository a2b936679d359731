"""Pictures say their size, so that nothing moves when they come, and come when they are near."""

import re
from pathlib import Path

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
