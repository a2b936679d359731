"""What an output of a cell carries."""

import json
from html.parser import HTMLParser
from typing import Any


def data_of(output: Any) -> dict[str, Any]:
    """The data of an output's element, read as a browser would."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.extend(json.loads(value) for name, value in attributes if name == "data")

    Reader().feed(output._repr_mimebundle_()["text/html"])
    (data,) = found
    return data
