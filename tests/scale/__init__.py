"""Tests of what runs beside the book."""
