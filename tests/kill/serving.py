"""Real servers on the test's store, as `evenbar serve` starts them, and a plain HTTP client for them.

A server takes a second to start, so the next ones boot while one is in use. A booted server has not opened the store
yet: what a kill leaves behind is found by whoever opens it first.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from evenbar.panel.people.models import User
from tests.panel.conftest import SignedIn

BOOT = """
import sys
from evenbar.cli.serve import become_server
become_server(host="127.0.0.1", port=int(sys.argv[1]), workers=1)
"""
CSRF = "k" * 32
PATIENCE = 30.0


@dataclass
class Server:
    """A server process, its workers in the same group, and the port it listens on."""

    process: subprocess.Popen[bytes]
    port: int

    def wait_until_up(self) -> None:
        """Return once it accepts connections."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except ConnectionRefusedError:
                assert self.process.poll() is None, "the server ended while it started"
                time.sleep(0.005)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """SIGKILL to the whole group, and wait until nobody listens any more."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return
            time.sleep(0.001)
        raise AssertionError("a worker outlived its server")


class Relay:
    """One server after the other; the next ones boot ahead."""

    def __init__(self, ahead: int = 2) -> None:
        self.ahead = ahead
        self.folder = tempfile.TemporaryDirectory(prefix="evenbar-kill-")
        self.waiting: deque[Server] = deque()
        self.in_use: list[Server] = []

    def __enter__(self) -> "Relay":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in [*self.waiting, *self.in_use]:
            if server.process.poll() is None:
                server.kill()
        self.folder.cleanup()

    def take(self) -> Server:
        """A server that is up; others begin to boot behind it."""
        while len(self.waiting) <= self.ahead:
            self.waiting.append(self._boot())
        server = self.waiting.popleft()
        self.in_use.append(server)
        server.wait_until_up()
        return server

    def _boot(self) -> Server:
        assert connection.vendor == "sqlite", "the kill tests are about the embedded store"
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "evenbar.panel.settings",
            "DATABASE_URL": f"sqlite://{connection.settings_dict['NAME']}",
            "EVENBAR_DATA": self.folder.name,
            "EVENBAR_SECRET_KEY": settings.SECRET_KEY,
            "EVENBAR_LEDGER_KEY": settings.LEDGER_KEY,
            "EVENBAR_DEMO": "0",
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        process = subprocess.Popen([sys.executable, "-c", BOOT, str(port)], env=env, start_new_session=True)
        return Server(process, port)


@dataclass
class Answer:
    """What the server said: acknowledged is what it answered whole."""

    status: int
    place: str
    text: str


class Caller:
    """A signed-in browser without pages: it knows its session and sends requests."""

    def __init__(self, user: User) -> None:
        session = SignedIn(user).cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}"}

    def get(self, server: Server, path: str) -> Answer:
        """Ask for a page."""
        return self._send(server, "GET", path, None, {})

    def post(self, server: Server, path: str, fields: dict[str, Any]) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send(server, "POST", path, urlencode(fields), kind)

    def post_json(self, server: Server, path: str, content: dict[str, Any]) -> Answer:
        """Send what a script would send."""
        kind = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._send(server, "POST", path, json.dumps(content), kind)

    def _send(self, server: Server, method: str, path: str, body: str | None, more: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        try:
            line.request(method, path, body, self.headers | {"X-CSRFToken": CSRF} | more)
            answer = line.getresponse()
            text = answer.read().decode()
            return Answer(answer.status, answer.getheader("Location") or "", text)
        finally:
            line.close()
