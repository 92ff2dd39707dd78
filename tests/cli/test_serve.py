"""`evenbar serve`: what it refuses, what it prints, how it ends, what it costs."""

import re
import signal
import socket
import stat
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.cli.serving import evenbar, free_port, memory_of, serving, wait_until_gone

STRONG = "kX8vQ2mB7nT4pL9sR6wY3zC5dF1gH0jA8uE2iO7qN4rV6xM9"


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        (["--demo", "--host", "0.0.0.0"], {}, "the demo lets anybody in"),
        (["--demo"], {"EVENBAR_URL": "http://evenbar.example"}, "the demo lets anybody in"),
        (["--host", "0.0.0.0"], {"EVENBAR_DEBUG": "1"}, "EVENBAR_DEBUG shows the inside"),
        (["--host", "::"], {"EVENBAR_DEBUG": "yes"}, "EVENBAR_DEBUG shows the inside"),
        (["--host", "0.0.0.0"], {"EVENBAR_SECRET_KEY": "short"}, "too weak"),
        (["--host", "0.0.0.0"], {"EVENBAR_SECRET_KEY": "a" * 60}, "too weak"),
        (["--host", "0.0.0.0"], {"EVENBAR_SECRET_KEY": "insecure: for tests and loopback only"}, "too weak"),
        ([], {"EVENBAR_URL": "http://evenbar.example", "EVENBAR_SECRET_KEY": "short"}, "too weak"),
        ([], {"EVENBAR_URL": "https://evenbar.example"}, "EVENBAR_BEHIND_PROXY=1"),
        ([], {"EVENBAR_URL": "evenbar.example"}, "EVENBAR_URL is 'evenbar.example'; it must begin with http"),
        ([], {"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL begins with 'mysql'"),
        ([], {"EVENBAR_SMTP_PORT": "many"}, "EVENBAR_SMTP_PORT must be a whole number"),
        (["--host", "203.0.113.1"], {}, "cannot listen on 203.0.113.1"),
        (["--port", "0"], {}, "--port"),
    ],
)
def test_what_is_unsafe_or_impossible_gets_one_sentence(
    words: list[str], variables: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    """A demo, debugging or a weak secret on a public address, and settings that cannot work: one line, status 2."""
    done = evenbar("serve", "--port", str(free_port()), "--data", str(tmp_path / "data"), *words, **variables)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_data_folder_that_cannot_be_one_gets_one_sentence(tmp_path: Path) -> None:
    """A file, and a place below a file, are named; neither is touched."""
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    for data, sentence in ((file, "is not a folder"), (file / "below", "cannot be used: not a directory")):
        done = evenbar("serve", "--port", str(free_port()), "--data", str(data))
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_taken_port_gets_one_sentence(tmp_path: Path) -> None:
    """Another program on the port is named before anything is made."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = evenbar("serve", "--port", str(port), "--data", str(tmp_path / "data"))
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.kill
def test_an_empty_store_gets_its_first_administrator_by_the_printed_link(tmp_path: Path) -> None:
    """The link from the terminal makes the administrator once; a second start prints none. Files are private.

    A left-over EVENBAR_DEMO does not open the one-click door: only --demo does.
    """
    folder = tmp_path / "data #1 at 100%"
    with serving(folder, EVENBAR_DEMO="1") as server:
        [link] = re.findall(r"http://localhost:\d+(/people/first/\S+)", server.log.read_text())
        assert server.get("/people/demo/")[0] in {200, 404}
        assert "Sign in" in server.get("/")[1]
        assert "one click" not in server.get("/people/demo/")[1].lower()
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"http://localhost:{server.port}{link}"
        token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', browser.open(address).read().decode())[0]
        form = {
            "csrfmiddlewaretoken": token,
            "name": "First",
            "email": "first@example.org",
            "password": "correct horse battery",
            "time_zone": "UTC",
        }
        browser.open(address, urllib.parse.urlencode(form).encode())
        assert "first@example.org" in browser.open(f"http://localhost:{server.port}/people/").read().decode()
        assert server.get(link)[0] == 404
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("secret", "ledger-key", "evenbar.sqlite3"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    secret = (folder / "secret").read_text()
    with serving(folder) as server:
        assert "/people/first/" not in server.log.read_text()
    assert (folder / "secret").read_text() == secret
    refused = evenbar("serve", "--demo", "--port", str(free_port()), "--data", str(folder))
    assert refused.returncode == 2
    assert "holds real work" in refused.stderr


@pytest.mark.kill
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_stopping_the_server_leaves_no_process(number: signal.Signals, tmp_path: Path) -> None:
    """However the server is stopped, its workers end with it, and the port is free again."""
    with serving(tmp_path / "data", "--workers", "2") as server:
        family = server.family()
        assert len(family) >= 3
        server.process.send_signal(number)
        server.process.wait(20)
        assert wait_until_gone(family) == []
        assert is_free_soon(server.port)


def is_free_soon(port: int) -> bool:
    """Whether the port can be bound; the kernel may take a moment to close what a killed process held open."""
    for _ in range(100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.05)
            else:
                return True
    return False


@pytest.mark.kill
def test_the_server_is_small_and_starts_soon(tmp_path: Path) -> None:
    """From the command to the first page under 3 s of processor; a worker under 150 MB."""
    folder = tmp_path / "data"
    with serving(folder):  # the first start makes the tables
        pass
    with serving(folder) as server:
        assert server.get("/account/login/")[0] == 200
        cpu = server.cpu_seconds()
        memory = max(map(memory_of, server.family()))
    assert cpu < 3
    assert memory < 150
