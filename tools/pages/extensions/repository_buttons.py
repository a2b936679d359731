"""Sphinx extension: one setting, ``repository_url``, switches on all buttons that lead to the repository.

The theme has an option for each button, some of which fail without an address. Here the address
switches on those for the repository, for an issue, for an edit, and for Binder and Colab.
"""

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

BUTTONS = {
    "use_repository_button": True,
    "use_issues_button": True,
    "use_edit_page_button": True,
    "launch_buttons": {
        "binderhub_url": "https://mybinder.org",
        "colab_url": "https://colab.research.google.com",
        "notebook_interface": "jupyterlab",
    },
}


def switch_on(app: Sphinx, config: Config) -> None:
    """Add the options of the buttons to those of the theme if there is an address."""
    url = config.html_theme_options.get("repository_url")
    if not url:
        return
    if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+(?<!\.git)", url):
        raise ConfigError(f"repository_url is {url!r}; give it in _config.yml as https://github.com/OWNER/NAME.")
    config.html_theme_options |= BUTTONS


def tell_what_colab_lacks(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Say on Colab's button what to run there first: Colab opens a notebook without its repository."""
    url = app.config.html_theme_options.get("repository_url")
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button["text"] == "Colab":
                button["tooltip"] += f"; run there first: %pip install git+{url}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("config-inited", switch_on)
    app.connect("html-page-context", tell_what_colab_lacks, priority=900)  # after the theme has made its buttons
    return {"parallel_read_safe": True, "parallel_write_safe": True}
