"""The scripts of elements and their long data, which come after the words of a page."""

import re

from helpers.elements.packing import long_data_script, without_long_data

LONG = 10_000  # characters; what an element has to say in fewer stays in the page
ARTICLE = re.compile("<article.*</article>", re.DOTALL)
SCRIPT = re.compile(r"[ \t]*<script>(.*?)</script>\n?", re.DOTALL)


def parted(page: str, name: str) -> tuple[str, str]:
    """Part a page from the scripts of its elements and their long data; give both.

    The script is ``name.js`` beside the page. It comes while the page can be read already.
    """
    found = ARTICLE.search(page)
    if not found:
        return page, ""
    article, data = without_long_data(found[0], name, LONG)
    scripts = dict.fromkeys(SCRIPT.findall(article))  # each once
    if not scripts:
        return page, ""
    article = SCRIPT.sub("", article).replace("</article>", f'<script defer src="{name}.js"></script>\n</article>')
    return page[: found.start()] + article + page[found.end() :], "\n;\n".join([long_data_script(data), *scripts])
