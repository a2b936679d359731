"""Tests of what packs and shows interactive elements."""
