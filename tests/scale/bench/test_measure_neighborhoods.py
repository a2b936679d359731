"""scale.bench.measure_neighborhoods: what is moved, how the networks differ, and the table is what it would write."""

import numpy as np

from helpers.measurements import measured
from scale.bench.measure_neighborhoods import CASES, COLUMNS, FARTHEST, MOVED_LEFT, SEEDS, build, moved, moved_left


def test_images_are_moved_by_chance_and_lose_only_what_leaves_them() -> None:
    images = np.zeros((200, 28, 28), np.uint8)
    images[:, 14, 14] = 9
    found = moved(images, np.random.default_rng(0))
    places = np.argwhere(found == 9)
    assert len(places) == len(images)
    for axis in (1, 2):
        assert set(places[:, axis] - 14) == set(range(-FARTHEST, FARTHEST + 1))
    again = moved(images, np.random.default_rng(0))
    np.testing.assert_array_equal(found, again)


def test_only_images_that_have_room_are_moved_left() -> None:
    images = np.zeros((3, 28, 28), np.uint8)
    for number, column in enumerate((1, 2, 20)):
        images[number, 5, column] = 9
    shown, has_room = moved_left(images, 2)
    assert has_room.tolist() == [False, True, True]
    assert np.argwhere(shown).tolist() == [[0, 5, 0], [1, 5, 18]]


def test_the_networks_of_filters_differ_in_one_thing() -> None:
    sizes = {name: build(name).count_params() for name in ("largest of four", "first of four", "largest of all")}
    assert sizes == {"largest of four": 12_810, "first of four": 12_810, "largest of all": 5_130}
    first = build("first of four")
    picture = np.random.default_rng(1).random((1, 784))
    maps = [layer for layer in first.layers if layer.name.startswith("max_pooling")]
    inputs = np.asarray(first.layers[1](first.layers[0](picture)))
    np.testing.assert_array_equal(np.asarray(maps[0](inputs)), inputs[:, ::2, ::2])


def test_the_table_has_each_case_from_each_start() -> None:
    rows = measured("neighborhoods")
    assert rows.dtype.names == COLUMNS
    expected = [(*case[:3], seed, left) for seed in SEEDS for case in CASES for left in MOVED_LEFT]
    assert [(*row[:4], row[5]) for row in rows.tolist()] == expected
    assert (rows["right"] <= rows["images"]).all()
