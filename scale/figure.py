"""Draw what the benchmark measured."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # a file needs no screen

import matplotlib.pyplot as plt

from helpers.figures import use_style

SHADES = {"float32": "#CCCCCC", "float64": "#444444"}


def draw(rows: list[dict[str, str]], path: Path) -> None:
    """Draw how long an epoch takes as a multiple of the floor, a bar for each case and precision.

    Parameters
    ----------
    rows : list of dict
        With the columns ``case``, ``precision`` and ``ratio_to_floor``.
    path : Path
        A PNG file.
    """
    use_style()
    names = list(dict.fromkeys(row["case"] for row in rows))
    fig, ax = plt.subplots(figsize=(5, 0.6 + 0.45 * len(names)))
    for shift, (precision, shade) in zip((-0.2, 0.2), SHADES.items(), strict=True):
        ratios = {row["case"]: float(row["ratio_to_floor"]) for row in rows if row["precision"] == precision}
        places = [names.index(name) + shift for name in ratios]
        bars = ax.barh(places, list(ratios.values()), 0.38, color=shade, edgecolor="black", label=precision)
        ax.bar_label(bars, [f"{ratio:.1f}" for ratio in ratios.values()], padding=3, fontsize=9)
    ax.set_yticks(range(len(names)), names)
    ax.set(ylim=(len(names) - 0.5, -0.5), xlabel="time of an epoch, as a multiple of the products alone")
    ax.margins(x=0.1)
    ax.legend()
    fig.savefig(path)
    plt.close(fig)
