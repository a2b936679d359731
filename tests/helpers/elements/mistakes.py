"""Mistakes that no model made, and what NumPy finds among them."""

from typing import NamedTuple

import numpy as np

COUNT, RIGHT = 375, 25
NEAR = [0.4996, 0.5, 0.6997, 0.69999, 0.7, 0.8998, 0.98951, 0.9899999, 0.99, 0.9904]  # at the filter's levels


class Mistakes(NamedTuple):
    """What a gallery is given, and its mistakes: the surest first, with exact confidences."""

    images: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray
    indices: np.ndarray
    truths: np.ndarray
    reads: np.ndarray
    confidences: np.ndarray

    def found(self, truth: int | None, read: int | None, level: float, order: str) -> list[int]:
        """Indices of what passes a filter, in the order of that name."""
        passes = self.confidences >= level
        if truth is not None:
            passes &= self.truths == truth
        if read is not None:
            passes &= self.reads == read
        indices = self.indices[passes]
        if order == "least sure first":
            indices = indices[::-1]
        elif order == "by index":
            indices = np.sort(indices)
        return indices.tolist()


def made_up() -> Mistakes:
    """375 mistakes among 400 pictures of noise; the same ones each time."""
    chance = np.random.default_rng(7)
    n = COUNT + RIGHT
    images = chance.integers(0, 256, size=(n, 28, 28), dtype=np.uint8)
    labels = chance.integers(0, 10, size=n)
    reads = (labels + chance.integers(1, 10, size=n)) % 10
    reads[::16] = labels[::16]  # these are right
    confidences = chance.uniform(0.2, 0.999, size=n)
    confidences[1 : len(NEAR) + 1] = NEAR
    probabilities = np.full((n, 10), 0.01)
    probabilities[np.arange(n), reads] = confidences
    wrong = np.flatnonzero(reads != labels)
    wrong = wrong[np.argsort(-confidences[wrong])]
    return Mistakes(images, labels, probabilities, wrong, labels[wrong], reads[wrong], confidences[wrong])
