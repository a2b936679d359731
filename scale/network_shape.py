"""The shape of the post's network, for programs that have neither Keras nor TensorFlow to build it."""

from itertools import pairwise

from helpers.recipe import WIDTHS

LAYERS = tuple(pairwise(WIDTHS))  # inputs and neurons of each layer
PARAMETERS = sum(inputs * neurons + neurons for inputs, neurons in LAYERS)
