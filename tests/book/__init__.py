"""Tests of the notebooks as a whole."""
