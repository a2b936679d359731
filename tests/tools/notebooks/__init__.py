"""Tests of what runs and reads notebooks."""
