"""Interactive elements: each a custom element in one classic script, and a Python class that packs its data."""
