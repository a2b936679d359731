"""scale.bench.measure_more_data: what is done to images, and the committed tables are those that it would write."""

import numpy as np

from helpers.measurements import measured
from helpers.page_training import moved
from scale.bench.measure_more_data import (
    ALL,
    CHOOSING,
    COPIED,
    FARTHEST,
    JUDGING,
    LOOKED_AT,
    OF_IMAGES,
    OF_PLACES,
    OF_REMEDIES,
    PLAIN,
    REMEDIES,
    SEEDS,
    SIZES,
    flipping,
    moving,
)

IMAGES = np.random.default_rng(0).integers(1, 256, size=(500, 28, 28)).astype("float32")


def test_each_image_is_moved_and_what_leaves_is_lost() -> None:
    found = moving(2)(IMAGES, np.random.default_rng(1), 0)
    right, down = np.random.default_rng(1).integers(-2, 3, size=(2, 500))
    np.testing.assert_array_equal(found, moved(IMAGES, right, down))


def test_copies_come_again_by_turns() -> None:
    change, rng = moving(2, copies=3), np.random.default_rng(0)
    epochs = [change(IMAGES, rng, epoch) for epoch in range(6)]
    for epoch in range(3):
        np.testing.assert_array_equal(epochs[epoch], epochs[epoch + 3])
    assert (epochs[0] != epochs[1]).any()


def test_half_of_the_images_are_turned_upside_down() -> None:
    found = flipping(1, 2)(IMAGES, np.random.default_rng(0), 0)
    turned = (found == IMAGES[:, ::-1, ::-1]).all(axis=(1, 2))
    still = (found == IMAGES).all(axis=(1, 2))
    assert (turned ^ still).all()
    assert 0.4 < turned.mean() < 0.6


def test_one_half_of_the_validation_images_chooses_and_the_other_judges() -> None:
    np.testing.assert_array_equal(np.sort([*CHOOSING, *JUDGING]), np.arange(50_000, 60_000))


def test_the_tables_have_each_way_with_each_seed() -> None:
    for name, count in (("remedies_few", 1_000), ("remedies_many", ALL)):
        rows = measured(name)
        assert rows.dtype.names == OF_REMEDIES
        ways = {way.name for way in REMEDIES[count]} | {"early stopping"}
        expected = {(count, way, seed) for way in ways for seed in SEEDS[count]}
        found = [tuple(row)[:3] for row in rows.tolist()]
        assert (set(found), len(found)) == (expected, len(expected))
        stopped = rows["epochs"][rows["way"] == "early stopping"]
        assert (stopped <= rows["epochs"][rows["way"] == PLAIN.name]).all()
    rows = measured("images")
    assert rows.dtype.names == OF_IMAGES
    assert set(rows["images"]) == {*SIZES, COPIED} - {*SEEDS}


def test_moved_digits_stand_at_each_place_and_lose_no_ink() -> None:
    rows = measured("moved_digits")
    assert rows.dtype.names == OF_PLACES
    for way in ("recipe", *LOOKED_AT):
        of_way = rows[(rows["way"] == way) & (rows["change"] == "moved")]
        assert len(of_way) == (2 * FARTHEST + 1) ** 2
        asked = of_way["images"].reshape(2 * FARTHEST + 1, -1)
        assert asked[FARTHEST, FARTHEST] == asked.max()
        assert asked.min() < asked[FARTHEST, 0] < asked.max()
