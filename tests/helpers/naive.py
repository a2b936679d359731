"""What helpers compute, once more in a naive way: nested lists of Python's own numbers, and loops."""

import base64
import math
import operator
import statistics
import string
import struct


def affine(x, weights, bias):
    dot = lambda row, column: math.fsum(map(operator.mul, row, column))  # noqa: E731
    return [[dot(row, column) + b for column, b in zip(zip(*weights, strict=True), bias, strict=True)] for row in x]


def softmax(rows):
    powers = [[math.exp(z - max(row)) for z in row] for row in rows]
    return [[power / math.fsum(row) for power in row] for row in powers]


def predict(x, w1, w2, b1, b2):
    return softmax(affine([[max(z, 0) for z in row] for row in affine(x, w1, b1)], w2, b2))


def cross_entropy(logits, labels, most=1 - 1e-7):
    chosen = [row[label] for row, label in zip(softmax(logits), labels, strict=True)]
    return -statistics.fmean(math.log(min(max(share, 1e-7), most)) for share in chosen)


def sheet(images, columns):
    height, width = len(images[0]), len(images[0][0])
    at = lambda y, x: images[y // height * columns + x // width][y % height][x % width]  # noqa: E731
    return [[at(y, x) for x in range(columns * width)] for y in range(len(images) // columns * height)]


def measured(logits, labels):
    right = [row.index(max(row)) == label for row, label in zip(softmax(logits), labels, strict=True)]
    return [cross_entropy(logits, labels, most=1), statistics.fmean(right)]


def flat(images):
    return [[pixel for row in image for pixel in row] for image in images]


def standardized(images, mean, std):
    return [[(pixel - mean) / (std + 1e-10) for pixel in row] for row in flat(images)]


def halves(numbers):
    """Numbers rounded to half precision."""
    return tuple(struct.unpack("e", struct.pack("e", number))[0] for number in numbers)


def unpacked_halves(text, count):
    """So many numbers in half precision: heads of 6 bits, then fractions of 10 bits, all as letters of 6 bits."""
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
    bits = "".join(f"{letters.index(letter):06b}" for letter in text)
    heads, fractions = bits[: 6 * count], bits[6 * count :]
    words = [heads[6 * k : 6 * k + 6] + fractions[10 * k : 10 * k + 10] for k in range(count)]
    return struct.unpack(f"<{count}e", struct.pack(f"<{count}H", *(int(word, 2) for word in words)))


def pixel_statistics(images):
    pixels = [pixel for row in flat(images) for pixel in row]
    return [statistics.fmean(pixels), statistics.pstdev(pixels)]


def gallery(images, labels, chances):
    """Places of the mistakes, the surest first, and their pixels in 16 shades."""
    wrong = [k for k, row in enumerate(chances) if row.index(max(row)) != labels[k]]
    wrong.sort(key=lambda k: -max(chances[k]))
    shades = [round(pixel / 17) for k in wrong for row in images[k] for pixel in row]
    packed = bytes(16 * left + right for left, right in zip(shades[::2], shades[1::2], strict=True))
    return [wrong, base64.b64encode(packed).decode()]
