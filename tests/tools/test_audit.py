"""tools/audit.py: how its server answers. What pages weigh is tested in tests/tools/pages/test_light_pages.py."""

import gzip
import http.client
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools import audit


def test_the_server_packs_and_never_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []

    def handle(self: audit.Handler) -> None:
        waits.append(self.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        audit.Handler.__base__.handle(self)

    monkeypatch.setattr(audit.Handler, "handle", handle, raising=False)
    (tmp_path / "early.js").write_text("let first;" * 9)
    with audit.served(tmp_path) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        for _ in range(2):  # over one connection
            connection.request("GET", "/early.js")
            answer = connection.getresponse()
            assert answer.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(answer.read()) == b"let first;" * 9
        connection.request("GET", "/gone.js")
        assert connection.getresponse().status == 404
        connection.close()
    assert waits
    assert all(waits)
