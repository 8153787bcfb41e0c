"""The web server lets everybody in who comes, however many keep their connections open."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

import installation

BROWSERS = 150  # more connections than waitress lets in by itself


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """`fazhi serve` on a new installation."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    environment = installation.environment(tmp_path / "data")
    installation.fazhi(environment, "town", "list")
    command = [sys.executable, "-m", "fazhi", "serve", "--port", str(number)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            assert server.poll() is None, "the server ended before it served"
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(60)


def test_browsers_that_keep_their_connections_open_keep_nobody_out(port: int) -> None:
    browsers = [HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(BROWSERS)]
    try:
        for browser in browsers:
            browser.request("GET", "/login/")
            answer = browser.getresponse()
            answer.read()
            assert answer.status == 200
    finally:
        for browser in browsers:
            browser.close()
