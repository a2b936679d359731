"""<live-training>: what its class packs and refuses, and what its script computes, the same as NumPy."""

import itertools
from typing import Any

import numpy as np
import pytest

from helpers.elements.live_training import CHOICES, LiveTraining, color_limit, weights_picture
from helpers.elements.packing import elements_in
from helpers.page_training import PageTraining, RandomNumbers, Settings
from tests.helpers.elements.outputs import data_of
from tests.helpers.test_page_training import few_digits
from tests.pages.node import run

TAG = "live-training"
LEARNED, JUDGED = 60, 20
EVERY = 17  # of so many weights one is compared
TRAIN = """(() => {
    const digits = { ...given.digits, images: Uint8Array.from(given.digits.images) };
    const ink = shared.inkOf({ ...digits, labels: Uint8Array.from(digits.labels) });
    const all = (work) => { for (;;) { const { done, value } = work.next(); if (done) return value; } };
    return given.cases.map(([settings, steps]) => {
        const trainer = new shared.Trainer(ink, settings);
        for (let k = 0; k < steps; k++) trainer.step();
        const part = ({ weights, bias }) => ({ weights: weights.filter((_, k) => k % given.every === 0), bias });
        return { layers: trainer.layers.map(part), judged: all(trainer.judged()), isBroken: trainer.isBroken };
    });
})()"""


def train(cases: list[tuple[Settings, int]], learned: int = LEARNED, judged: int = JUDGED) -> list[dict[str, Any]]:
    """Train in Node, with settings and for so many steps each."""
    (x, y), (others, other_labels) = few_digits(learned, judged)
    images, labels = np.concatenate([x, others]), np.concatenate([y, other_labels])
    digits = {"images": images.reshape(-1).tolist(), "labels": labels.tolist(), "training": learned}
    return run(
        TAG, TRAIN, {"digits": digits, "every": EVERY, "cases": [[vars(settings), steps] for settings, steps in cases]}
    )


def difference(found: list[dict[str, list[float]]], training: PageTraining) -> float:
    """The largest difference of a weight or a bias."""
    pairs = []
    for layer, (weights, bias) in zip(found, training.layers, strict=True):
        pairs += [(layer["weights"], weights.reshape(-1)[::EVERY]), (layer["bias"], bias)]
    return max(np.abs(np.array(values) - array).max() for values, array in pairs)


def cases() -> list[tuple[Settings, int]]:
    """Networks of several widths, all preparations, batch sizes, starts and labels, beside each other."""
    widths, batches = (0, 2, 20, 64), itertools.cycle(CHOICES["batch_size"])
    rates = {"raw": 1e-4, "divided": 0.3, "scaled": 0.03, "standardized": 0.1}
    found = [
        (Settings(hidden, rate, next(batches), pixels, seed=hidden), 12)
        for hidden, (pixels, rate) in itertools.product(widths, rates.items())
    ]
    found.append((Settings(hidden=0, start="zero"), 30))
    found.append((Settings(start="zero"), 30))
    found.append((Settings(labels="shuffled", rate=0.03, batch=8), 100))
    found += [(Settings(images=30, pixels=pixels, rate=0.01, shift=shift), 12) for pixels in rates for shift in (1, 4)]
    found.append((Settings(images=30, batch=8, labels="shuffled"), 12))
    return found


def test_steps_are_those_of_numpy() -> None:
    for (settings, steps), found in zip(cases(), train(cases()), strict=True):
        training = PageTraining(settings, few_digits(LEARNED, JUDGED))
        training.step(steps)
        assert difference(found["layers"], training) < 1e-8, settings
        assert found["judged"]["steps"] == steps
        for name, judged in zip(("training", "validation"), training.judged(), strict=True):
            assert found["judged"][name]["loss"] == pytest.approx(judged.loss, abs=1e-8), settings
            assert found["judged"][name]["accuracy"] == judged.accuracy, settings
        assert found["judged"]["reads"] == training.judged()[1].reads.tolist()
        assert found["judged"]["dead"] == training.dead().tolist()
        assert found["judged"]["largest"] == pytest.approx(np.abs(training.layers[0][0]).max())
        assert not found["isBroken"]


def test_numbers_that_are_too_large_end_a_training() -> None:
    (found,) = train([(Settings(rate=1e300), 4)])
    assert found["isBroken"]


def test_random_numbers_and_orders_are_those_of_python() -> None:
    seeds = [0, 1, 77, 2**32 - 1]
    expression = """given.map((seed) => {
        const random = shared.randomNumbers(seed);
        const numbers = [random(), random(), random()];
        return [numbers, shared.shuffle(Array.from({ length: 40 }, (_, k) => k), random)];
    })"""
    for seed, (numbers, order) in zip(seeds, run(TAG, expression, seeds), strict=True):
        random = RandomNumbers(seed)
        assert numbers == random.draw(3).tolist()
        assert order == random.shuffled(np.arange(40)).tolist()


def test_the_reader_has_the_choices_that_python_has() -> None:
    choices = run(TAG, "Object.entries(element.CHOICES).map(([name, { options }]) => [name, options])")
    names = {"rate": "learning_rate", "batch": "batch_size"}
    assert {names.get(name, name): tuple(options) for name, options in choices} == CHOICES
    assert set(vars(Settings())) == {name for name, _ in choices} | {"seed"}


def test_it_is_judged_often_at_first_and_seldom_later() -> None:
    moments = run(TAG, "[...element.moments()].sort((one, other) => one - other)")
    assert moments[:9] == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert moments[-1] == 10_000
    growth = np.array(moments[20:]) / moments[19:-1]
    assert 1.02 < growth.min() <= growth.max() < 1.2
    assert len(moments) < 110


def test_pictures_fill_the_room_that_they_have() -> None:
    squares = [1, 2, 4, 8, 10, 16, 20, 32, 64]
    found = run(TAG, "given.map((n) => [5, 2.3].map((ratio) => element.columns(n, ratio)))", squares)
    for count, row in zip(squares, found, strict=True):
        for ratio, columns in zip((5, 2.3), row, strict=True):
            sides = [min(ratio / c, 1 / -(-count // c)) for c in range(1, count + 1)]
            assert sides[columns - 1] == pytest.approx(max(sides))


def test_a_misread_digit_keeps_its_place_until_it_is_read() -> None:
    steps = [[3, 5, 9, 12, 20], [5, 9, 12, 20], [9, 20], [], [1]]
    found = run(
        TAG,
        """(() => {
            let slots = [null, null, null, null];
            return given.map((misread) => (slots = element.slots(slots, misread)));
        })()""",
        steps,
    )
    assert found == [
        [3, 5, 9, 12],
        [20, 5, 9, 12],
        [20, None, 9, None],
        [None, None, None, None],
        [1, None, None, None],
    ]


def test_the_full_color_is_that_of_the_picture_in_python() -> None:
    chance = np.random.default_rng(2)
    arrays = [np.zeros(5), chance.normal(size=50), 1e9 * chance.normal(size=50)]
    limits = run(TAG, "[...given.map((w) => element.limit(w)), element.limit([NaN, 1])]", [a.tolist() for a in arrays])
    assert limits == pytest.approx([*(float(f"{color_limit(array):.2g}") for array in arrays), 1])


def test_it_says_how_a_network_does() -> None:
    judged = {"steps": 1234, "training": {"accuracy": 0.99, "loss": 0.049}, "dead": [], "largest": 0.3}
    judged["validation"] = {"accuracy": 0.861, "loss": 0.5}
    changes = [
        {},
        {"steps": 0, "dead": [False, True, False]},
        {"steps": 1, "dead": [True, True], "validation": {"accuracy": 0.1, "loss": 4}, "largest": 3e6},
        {"steps": 10_000},
    ]
    all_judged = [judged | change for change in changes]
    found = run(
        TAG,
        """[...given.map((judged) => element.inWords(judged, { isBroken: false })),
            element.inWords(given[0], { isBroken: true })]""",
        all_judged,
    )
    well = "it reads 99.0 % of the training digits, loss 0.05, and 86.1 % of the validation digits, loss 0.50."
    assert found == [
        f"After 1,234 steps {well}",
        f"Before the first step {well} 1 of 3 hidden neurons is dead.",
        "After 1 step it reads 99.0 % of the training digits, loss 0.05, and 10.0 % of the validation digits, "
        "loss 4.00. A guess has the loss 2.30. The training has diverged: the steps are too large. "
        "The largest weight has the size 3\u00a0×\u00a010⁶. All hidden neurons are dead, and no step revives them.",
        f"After 10,000 steps {well} The training ends here.",
        "After 1,234 steps a number is too large to compute with. The training has diverged: the steps are too large. "
        "The training ends here.",
    ]


def test_it_says_what_is_chosen_and_what_was_different() -> None:
    usual = vars(Settings())
    other = usual | {"hidden": 0, "rate": 0.0001, "pixels": "divided", "start": "zero", "labels": "shuffled"}
    moved = usual | {"images": 1000, "shift": 1}
    given = [usual, other, moved]
    found = run(TAG, "[...given.map((s) => element.settingsInWords(s)), element.settingsInWords(...given)]", given)
    assert found == [
        "784–20–10, rate 0.1, batch 32, pixels standardized",
        "784–10, rate 0.0001, batch 32, pixels ÷ 255, zero start, shuffled labels",
        "784–20–10, rate 0.1, batch 32, pixels standardized, 1,000 images, moved by up to 1 pixel",
        "784–20–10, rate 0.1, pixels standardized, usual start, true labels",
    ]


def test_places_on_the_axis_of_steps_and_of_labels() -> None:
    assert run(TAG, "[0, 0.5, 1, 10, 10000].map(shared.along)") == [0, 0.25, 0.5, 1.5, 4.5]
    pairs = [[50, 60], [60, 50], [10, 10], [120, 130], [20, 100]]
    for (one, other), (first, second) in zip(
        pairs, run(TAG, "given.map(([one, other]) => shared.apart(one, other, 30, 132))", pairs), strict=True
    ):
        assert abs(first - second) >= 32 - 1e-9
        assert (first <= second) == (one <= other)
        assert 30 <= min(first, second) <= max(first, second) <= 132


def test_an_output_is_html_that_says_how_the_network_begins_and_always_the_same() -> None:
    bundle = LiveTraining(steps=30)._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle == LiveTraining(steps=30)._repr_mimebundle_()
    (element,) = elements_in(bundle["text/html"])
    training = PageTraining(Settings())
    training.step(30)
    learned, others = training.judged()
    assert f"{100 * others.accuracy:.1f} % of 500 others; the loss is {learned.loss:.2f}" in element.inside
    assert "<img " in element.inside
    assert element.data["judged"]["validation"]["accuracy"] == others.accuracy
    assert element.data["judged"]["dead"] == training.dead().tolist()
    assert bundle["text/html"].count('class="digit-sheet"') == 1


def test_it_carries_its_settings() -> None:
    data = data_of(LiveTraining(0, 0.01, 8, "raw", "zero", "shuffled", steps=0))
    expected = Settings(0, 0.01, 8, "raw", "zero", "shuffled")
    assert data["offered"] == ["hidden", "rate", "batch", "pixels", "start", "labels"]
    assert {name: data[name] for name in vars(expected)} == vars(expected)
    assert (data["steps"], data["limit"], data["judged"]["dead"]) == (0, 1, [])


def test_settings_may_be_numbers_of_numpy() -> None:
    made = LiveTraining(images=np.int64(30), shift=np.int64(1), steps=0)
    assert data_of(made) == data_of(LiveTraining(images=30, shift=1, steps=0))


def test_a_page_offers_other_settings() -> None:
    element = LiveTraining(images=300, shift=2, steps=0, offered=("shift", "images", "batch_size"))
    data = data_of(element)
    assert (data["images"], data["shift"], data["offered"]) == (300, 2, ["batch", "images", "shift"])
    assert repr(element) == "LiveTraining(), on 300 digits to learn from and 500 to be judged on"


@pytest.mark.parametrize("neurons", [10, *CHOICES["hidden"][1:]])
def test_a_picture_shows_the_weights_of_each_neuron(neurons: int) -> None:
    weights = np.random.default_rng(neurons).normal(size=(784, neurons))
    picture = weights_picture(weights)
    assert picture.dtype == np.uint8
    corners = [
        picture[row, column] for row in range(0, picture.shape[0], 60) for column in range(0, picture.shape[1], 60)
    ]
    expected = np.clip(128 + 127 * weights[0] / color_limit(weights), 0, 255).round()
    assert corners == expected.tolist()


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"hidden": 3}, ValueError, "hidden is 3, expected one of 0, 2, 4"),
        ({"hidden": 65}, ValueError, "hidden is 65"),
        ({"learning_rate": 0.5}, ValueError, "learning_rate is 0.5, expected one of 0.0001"),
        ({"batch_size": "32"}, TypeError, "batch_size is str"),
        ({"pixels": "centered"}, ValueError, "pixels is 'centered', expected one of 'raw', "),
        ({"start": None}, TypeError, "start is NoneType, expected one of 'usual', 'zero'"),
        ({"labels": 1}, ValueError, "labels is 1, expected one of 'true', 'shuffled'"),
        ({"steps": 501}, ValueError, "steps is 501"),
        ({"images": 60_000}, ValueError, "images is 60000, expected one of 30, 100"),
        ({"shift": 5}, ValueError, "shift is 5, expected one of 0, 1"),
        ({"offered": "images"}, TypeError, "offered is 'images', expected names of settings"),
        ({"offered": ("seed",)}, ValueError, "offered has 'seed', expected some of hidden"),
    ],
)
def test_an_error_says_what_is_wrong(given: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        LiveTraining(**given)
