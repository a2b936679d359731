"""Before anything runs: matplotlib looks for its fonts, and for a folder to keep them in, once for all notebooks."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Import what tells on stderr that fonts take long to find, or that the home cannot be written to.

    Kernels inherit the folder that it chooses then, so no notebook has to tell it.
    """
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401
