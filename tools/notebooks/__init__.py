"""Notebooks as files: run them, read and write them, look for faults in them."""
