"""Tests of the training by several processes."""
