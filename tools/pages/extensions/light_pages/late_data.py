"""The scripts in a page, those of elements above all, and long data of elements: they come after the words.

In files of their own they also run where a server allows no scripts within pages. The scripts are one file, which
comes with the page; the data of each element is one that comes when its reader is near: book/_static/next_element.js.
"""

import re

from helpers.elements.packing import elements_in, long_data_script, without_long_data
from tools.pages.extensions.light_pages.scripts import joined

WAITING = "window.elementsToBuild ??= [];"  # each element waits there for its turn, see book/_static/next_element.js
NEXT_FILE = "next_element.js"
LONG = 10_000  # characters; what an element has to say in fewer stays in the page
BODIES = [re.compile(f"<{tag}\\b.*</{tag}>", re.DOTALL) for tag in ("article", "body")]
SCRIPT = re.compile(r"[ \t]*<script>(.*?)</script>\n?", re.DOTALL)


def parted(page: str, name: str, static: str = "_static") -> tuple[str, dict[str, str]]:
    """Part a page from the scripts in its article and from long data of its elements.

    Returns the page, and by its name each file that stands beside it. The scripts are ``name.js``, which comes while
    the page can be read already. Behind it each element has a script of its own, always the same file of the folder
    `static`, that builds the next one: a browser answers its reader between two scripts. A page without an article, as
    that of the search, is parted from scripts in its body.
    """
    found = next(filter(None, (body.search(page) for body in BODIES)), None)
    if not found:
        return page, {}
    words, data = without_long_data(found[0], name, LONG)
    scripts = list(dict.fromkeys(SCRIPT.findall(words)))  # each once
    if not scripts:
        return page, {}
    words, _, end = SCRIPT.sub("", words).rpartition("</")
    following = f'<script defer src="{static}/{NEXT_FILE}"></script>\n' * len(elements_in(words))
    words = f'{words}<script defer src="{name}.js"></script>\n{following}</{end}'
    files = {f"{name}.js": f"{WAITING if following else ''}\n{joined(scripts)}"}
    files |= {address: long_data_script(address, each) for address, each in data.items()}
    return page[: found.start()] + words + page[found.end() :], files
