"""scale.shards: digits from files, the same training, and a spoilt file is named."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics
from helpers.reproducibility import make_reproducible
from scale import shards

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Five shards of 2,400 images in all."""
    monkeypatch.setattr(shards, "BLOCK", 480)
    originals = load_mnist()
    monkeypatch.setattr(
        shards, "load_mnist", lambda: ((originals[0][0][:2_400], originals[0][1][:2_400]), originals[1])
    )
    shards.write(tmp_path / "shards", copies=1, shards=5)
    return tmp_path / "shards"


def images_of(folder):
    """The images and labels that the shards hold, as they are read for a training."""
    pairs = [(x.numpy(), y.numpy()) for x, y in shards.blocks(list(shards.listed(folder)), "float64")]
    return np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs]).argmax(axis=1)


def test_each_image_is_written_once_shifted_by_at_most_two_pixels(folder):
    x, labels = images_of(folder)
    (images, truth), _ = shards.load_mnist()
    mean, std = pixel_statistics(images)
    shifted = np.rint(x * std + mean).reshape(-1, 28, 28)
    assert len(shifted) == 2_400
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    originals = {
        padded[number, 2 - down : 30 - down, 2 - right : 30 - right].astype(np.uint8).tobytes(): number
        for number in range(len(images))
        for down in range(-2, 3)
        for right in range(-2, 3)
    }
    found = [originals[image.astype(np.uint8).tobytes()] for image in shifted]
    assert sorted(found) == list(range(2_400))
    np.testing.assert_array_equal(labels, truth[found])
    assert found != images_of(folder)[1].tolist()


def test_shards_train_as_fit_does_with_the_same_batches(folder, monkeypatch):
    real = shards.blocks
    blocks = [(x, y) for x, y in real(list(shards.listed(folder)), "float64")]
    monkeypatch.setattr(shards, "blocks", lambda paths, precision: blocks)
    shown = []
    model, rate = shards.train(folder, precision="float64", progress=lambda *now: shown.append(now))
    assert [(seen, total) for seen, total, _ in shown] == [(480 * number, 2_400) for number in range(1, 6)]
    assert rate > 0

    make_reproducible()
    from helpers.training import build_network

    usual = build_network()
    usual.compile("sgd", "categorical_crossentropy")
    x, y = (np.concatenate([pair[place] for pair in blocks]) for place in (0, 1))
    usual.fit(x, y, shuffle=False, verbose=0)
    for one, other in zip(model.get_weights(), usual.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-9)


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def cut_between_records(path):
    path.write_bytes(b"")


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def another(path):
    import tensorflow as tf

    with tf.io.TFRecordWriter(str(path)) as writer:
        writer.write(b"something else")


@pytest.mark.parametrize("spoil", [cut, cut_between_records, flip, another])
def test_a_spoilt_shard_is_named(folder, spoil):
    path = folder / "digits-003-of-005.tfrecord"
    spoil(path)
    with pytest.raises(
        shards.ShardSpoilt, match=r"digits-003-of-005\.tfrecord is truncated or altered: 0 of 480 images"
    ):
        shards.train(folder)


def test_a_missing_shard_is_named(folder):
    (folder / "digits-001-of-005.tfrecord").unlink()
    with pytest.raises(FileNotFoundError, match=r"lacks digits-001-of-005\.tfrecord; write the shards again"):
        shards.train(folder)


def test_a_set_that_was_not_written_to_its_end_is_none(folder):
    (folder / shards.LIST).unlink()
    with pytest.raises(FileNotFoundError, match="holds no complete set of shards; write it: python -m scale"):
        shards.train(folder)


@pytest.mark.parametrize("given", [{"copies": 0}, {"shards": 0}])
def test_bad_numbers_are_refused(tmp_path, given):
    with pytest.raises(ValueError, match="pass numbers of at least 1"):
        shards.write(tmp_path, **given)


def test_errors_on_the_command_line_are_one_sentence_and_nothing_else(tmp_path):
    command = [sys.executable, "-m", "scale.shards", "train", str(tmp_path)]
    surrounding = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=surrounding)
    how = f"python -m scale.shards write {tmp_path}"
    assert done.stderr.strip() == f"{tmp_path} holds no complete set of shards; write it: {how}"
    assert (done.returncode, done.stdout) == (1, "")


GROWTH = """
import sys
from pathlib import Path
from scale import shards
model, _ = shards.train(Path(sys.argv[1]), epochs=int(sys.argv[2]))
print(shards.peak_memory())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the peak of the memory cannot be asked for there")
def test_memory_does_not_grow_with_the_number_of_images(tmp_path):
    peaks = []
    for copies in (1, 5):
        folder = tmp_path / str(copies)
        shards.write(folder, copies)
        command = [sys.executable, "-c", GROWTH, str(folder), "1"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        peaks.append(int(done.stdout))
    assert peaks[1] < 1.15 * peaks[0]  # all images as single floats would be 0.94 GB
    assert json.loads((tmp_path / "5" / shards.LIST).read_text())
