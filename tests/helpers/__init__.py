"""Tests of what chapters import."""
