"""helpers.digit_sheet: the digits that travel with a page are those of MNIST, in Python and in the page."""

import base64
import re
import zlib

import numpy as np
import pytest

from helpers import digit_sheet as sheet
from helpers.data import load_mnist
from helpers.elements import packing
from tests.pages.node import run


@pytest.fixture(scope="module")
def mnist() -> tuple[np.ndarray, np.ndarray]:
    return load_mnist()[0]


def test_they_are_the_digits_that_chapters_train_and_validate_on(mnist):
    x_train, y_train = mnist
    (images, labels), (x_validation, y_validation) = sheet.digit_sheet()
    assert (images.shape, labels.shape) == ((2_000, 28, 28), (2_000,))
    assert (x_validation.shape, y_validation.shape) == ((500, 28, 28), (500,))
    for shades, original in [(images, x_train[:2_000]), (x_validation, x_train[50_000:50_500])]:
        assert shades.max() == 15
        assert np.abs(17 * shades.astype(int) - original).max() == 8
    np.testing.assert_array_equal(labels, y_train[:2_000])
    np.testing.assert_array_equal(y_validation, y_train[50_000:50_500])


def test_its_recipe_makes_the_committed_file_again(mnist):
    made, committed = sheet.make_sheet(*mnist), base64.b64decode(sheet.packed_sheet())
    assert zlib.decompress(made) == zlib.decompress(committed)
    assert len(committed) < 250_000


def test_a_spoilt_file_is_refused(tmp_path, monkeypatch):
    spoilt = tmp_path / "digit_sheet.zlib"
    spoilt.write_bytes(sheet.PATH.read_bytes()[:-1])
    monkeypatch.setattr(sheet, "PATH", spoilt)
    with pytest.raises(ValueError, match=re.escape(f"git checkout -- {sheet.IN_REPOSITORY}")):
        sheet.digit_sheet()


def test_a_page_unpacks_the_same_digits(monkeypatch):
    monkeypatch.setitem(packing.SHARED, "softmax-bars", ["numbers", "pixels", "digits"])
    pairs = zlib.decompress(base64.b64decode(sheet.packed_sheet()))
    ask = "(({ images, labels, training, validation }) => ({ images, labels, training, validation }))"
    unpacked = run("softmax-bars", f"{ask}(shared.unpackSheet(shared.bytes(given)))", base64.b64encode(pairs).decode())
    (x_train, y_train), (x_validation, y_validation) = sheet.digit_sheet()
    np.testing.assert_array_equal(unpacked["images"], np.concatenate([x_train, x_validation]).reshape(-1))
    np.testing.assert_array_equal(unpacked["labels"], np.concatenate([y_train, y_validation]))
    assert (unpacked["training"], unpacked["validation"]) == (len(x_train), len(x_validation))
