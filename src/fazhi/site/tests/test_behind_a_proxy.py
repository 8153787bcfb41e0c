"""Behind an HTTPS proxy: the visitor's address is the visitor's, and nobody but the proxy can name another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
import waitress
from waitress.wasyncore import close_all

from fazhi.site.commands.serving import proxy_options


def tell(environ: dict[str, Any], start: Any) -> list[bytes]:
    """Answers with who came and how."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']}".encode()]


@contextmanager
def served(proxy: str) -> Iterator[int]:
    connections: dict[int, Any] = {}
    server = waitress.create_server(
        tell, map=connections, host="127.0.0.1", port=0, clear_untrusted_proxy_headers=True, **proxy_options(proxy)
    )  # fmt: skip
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        # By the thread that watches them: what another thread closes is a bad descriptor to it. `fazhi serve` has one only.
        server.trigger.pull_trigger(lambda: close_all(connections))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("proxy", "seen"),
    [("127.0.0.1", "203.0.113.9 https"), ("", "127.0.0.1 http"), ("192.0.2.1", "127.0.0.1 http")],
)
def test_only_the_named_proxy_says_who_comes(proxy: str, seen: str) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with served(proxy) as port, closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/", headers=headers)
        assert connection.getresponse().read().decode() == seen
