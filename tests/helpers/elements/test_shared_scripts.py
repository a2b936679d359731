"""What the elements' scripts share: numbers in words, softmax, pixels, scales; and what they leave alone."""

import numpy as np
import pytest

from helpers import numpy_network
from helpers._words import marked
from helpers.elements.packing import FOLDER, packed_images, script_of
from helpers.explore import in_words
from tests.pages.node import run

TAGS = sorted(path.stem for path in FOLDER.glob("*-*.js"))
WORDS = [  # what is written how; each as JavaScript
    ("shared.number(0.5)", "0.50"),
    ("shared.number(-2, 1)", "−2.0"),
    ("shared.number(-0.001)", "0.00"),
    ("shared.number(-0)", "0.00"),
    ("shared.number(1234.5, 1)", "1,234.5"),
    ("shared.number(0.123456, 5)", "0.12346"),
    ("shared.number(1/0)", "∞"),
    ("shared.number(-1/0)", "−∞"),
    ("shared.number(0/0)", "not a number"),
    ("shared.short(0.5)", "0.5"),
    ("shared.short(-0.0004)", "0"),
    ("shared.short(-2.125)", "−2.125"),
    ("shared.short(1/3)", "0.333"),
    ("shared.short(-1/0)", "−∞"),
    ("shared.scientific(0)", "0"),
    ("shared.scientific(1e-10)", "0"),
    ("shared.scientific(0.00005)", "0.0001"),
    ("shared.scientific(0.000049)", "4.9\u00a0×\u00a010⁻⁵"),
    ("shared.scientific(99999)", "99,999"),
    ("shared.scientific(-123456)", "−1.2\u00a0×\u00a010⁵"),
    ("shared.scientific(2e12)", "2\u00a0×\u00a010¹²"),
    ("shared.factor('2')", "2"),
    ("shared.factor('−2')", "(−2)"),
    ("shared.factor(shared.scientific(1e6))", "(1\u00a0×\u00a010⁶)"),
    ("shared.summand('2')", "+ 2"),
    ("shared.summand('−2')", "− 2"),
    ("shared.summand(shared.scientific(-1e6))", "− (1\u00a0×\u00a010⁶)"),
    ("shared.oneDigit(7)", "a 7"),
    ("shared.oneDigit('8')", "an 8"),
]


def test_numbers_in_words() -> None:
    written = run("softmax-bars", f"[{', '.join(expression for expression, _ in WORDS)}]")
    assert dict(zip([expression for expression, _ in WORDS], written, strict=True)) == dict(WORDS)


def test_scripts_write_a_number_as_python_does() -> None:
    values = [0.0, -0.5, 0.125, 1.0, -2.0, 999.0, 1000.0, -1234.5, 60000.0, 1234567.25]
    assert run("softmax-bars", "given.map((value) => shared.short(value))", values) == [in_words(v) for v in values]
    assert run("softmax-bars", "[shared.short(-0), shared.short(1e-9)]") == [in_words(-0.0), "0"]


def test_softmax_is_that_of_numpy() -> None:
    chance = np.random.default_rng(0)
    cases = [(chance.normal(0, 10 ** chance.uniform(-2, 2.5), size=10), chance.uniform(0.1, 5)) for _ in range(50)]
    cases += [(np.full(10, 1e308), 1), (np.array([1000, -1000, *range(8)]), 1), (np.arange(10), 1)]
    given = [[logits.tolist(), temperature] for logits, temperature in cases]
    found = run("softmax-bars", "given.map(([logits, temperature]) => shared.softmax(logits, temperature))", given)
    expected = [numpy_network.softmax(logits / temperature) for logits, temperature in cases]
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-300)
    assert run("softmax-bars", "shared.softmax([1, 2])") == run("softmax-bars", "shared.softmax([1, 2], 1)")


def test_pixels_come_out_as_they_were_packed() -> None:
    images = np.random.default_rng(1).integers(0, 256, size=(3, 28, 28), dtype=np.uint8)
    images[0, 0] = np.arange(28) * 9  # all shades
    unpack = "[2, 0, 1].map((place) => shared.unpackImage(shared.bytes(given), place))"
    found = np.array(run("mistake-gallery", unpack, packed_images(images)))[[1, 2, 0]]
    shades = np.round(images / 17)
    np.testing.assert_allclose(found.reshape(3, 28, 28), shades / 15, atol=1e-12)
    assert np.abs(255 * found - images.reshape(3, -1)).max() <= 8.5


def test_a_scale_and_the_points_of_a_line() -> None:
    found = run(
        "linear-neuron",
        """(() => {
            const x = shared.scale([-2, 2], [10, 50]), y = shared.scale([0, 4], [90, 10]);
            return [x(-2), x(0), x(2), x(3), y(1), shared.points([[0, 0], [1, 4]], x, y)];
        })()""",
    )
    assert found == [10, 30, 50, 60, 70, "30,90 40,10"]


@pytest.mark.parametrize("tag", TAGS)
def test_a_script_runs_twice_and_adds_one_name(tag: str) -> None:
    added, of_window = run(tag, "[Object.keys(globalThis), Object.keys(window)]")
    assert set(added) <= {"window", "atob", "HTMLElement", "customElements"}  # what was there before
    assert of_window == ["readingDigits"]


def test_a_script_brings_what_its_element_needs() -> None:
    for tag in TAGS:
        needed = run(tag, "given.filter((name) => shared[name] === undefined)", names_used(tag))
        assert needed == [], tag


def names_used(tag: str) -> list[str]:
    """What an element takes out of what is shared, in its own script."""
    script = (FOLDER / f"{tag}.js").read_text(encoding="utf-8")
    names, _, rest = script.partition("{ ")[2].partition("}")
    assert rest.split()[:2] == ["=", "window.readingDigits;"]
    return [name.strip() for name in names.split(",")]


def test_texts_are_set_as_in_print_but_not_code_in_both_languages() -> None:
    text = "It's the readers' turn: `x['a']` and `it's 9 %`, 9 %."
    in_page = "shared.marked(given).map(part => typeof part === 'string' ? part : `<code>${part}</code>`).join('')"
    script = f"(document = {{createElement: () => ({{append(text) {{ this.toString = () => text; }}}})}}, {in_page})"
    expected = "It’s the readers’ turn: <code>x['a']</code> and <code>it's 9 %</code>, 9\u00a0%."
    assert run("chapter-quiz", script, text) == expected
    assert marked(text) == expected.replace("'", "&#x27;")


@pytest.mark.parametrize("tag", ["nothing", "base", "digit_pad", "", None, 3])
def test_there_is_no_other_script(tag: object) -> None:
    with pytest.raises(ValueError, match=r"expected one of .*chapter-quiz, digit-pad, "):
        script_of(tag)
