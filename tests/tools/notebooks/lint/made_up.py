"""Made-up notebooks: what the tests of the gates look at."""

from typing import Any

from helpers.elements.packing import element_around
from tools.notebooks.clean import METADATA
from tools.notebooks.lint.notebooks import Cell, Notebook


def make(*cells: Cell, name: str = "09_made_up") -> Notebook:
    """Make up a notebook for a test: cells get ids and execution counts."""
    count = 0
    for number, cell in enumerate(cells):
        cell.setdefault("id", f"cell-{number}")
        if cell["cell_type"] == "code":
            count += 1
            cell.setdefault("execution_count", count)
    return Notebook(name, list(cells), {**METADATA, "kernelspec": {}})


def words(source: str, **metadata: Any) -> Cell:
    """Make up a Markdown cell."""
    return {"cell_type": "markdown", "source": source, "metadata": metadata}


def code(source: str, *outputs: str | dict[str, Any], **metadata: Any) -> Cell:
    """Make up a code cell; an output given as text is what the cell prints."""
    made = [{"output_type": "stream", "name": "stdout", "text": o} if isinstance(o, str) else o for o in outputs]
    return {"cell_type": "code", "source": source, "outputs": made, "metadata": metadata}


def shown(**data: str) -> dict[str, Any]:
    """Make up a displayed output; ``image_png`` stands for "image/png"."""
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in data.items()}}


def explorer_html(caption: str, *alts: str) -> str:
    """Make up the HTML of an explorer with a frame for each of the alternative texts."""
    frames = [{"content": "data:image/webp;base64,AAAA", "alt": alt} for alt in alts]
    inside = (
        f'<figure><img src="data:image/webp;base64,AAAA" alt="{alts[0]}"><figcaption>{caption}</figcaption></figure>'
    )
    return element_around("frame-explorer", {"settings": [], "frames": frames}, inside)
