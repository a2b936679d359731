"""Tests of what builds and prints pages."""
