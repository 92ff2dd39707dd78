"""A real `evenbar serve` in a folder of its own, for tests that start, kill and measure one."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EVENBAR = [sys.executable, "-c", "import sys; from evenbar.cli import main; sys.exit(main())"]
PATIENCE = 60  # seconds; a loaded machine is slow, a broken server never answers


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**variables: str) -> dict[str, str]:
    """The environment without anything of Evenbar's or Django's in it, then the given variables."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EVENBAR_", "DJANGO_", "DATABASE_URL"))}
    return kept | variables


def evenbar(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [*EVENBAR, *words]
    return subprocess.run(
        command,
        env=clean_environment(**variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Server:
    """A running server and what it has printed so far."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page, redirects followed."""
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_until_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text()
            try:
                self.get("/account/login/")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"no answer in {PATIENCE} seconds: {self.log.read_text()}")

    def family(self) -> list[int]:
        """The process ids of the server and everything it has started."""
        found, fresh = [], [self.process.pid]
        while fresh:
            found += fresh
            fresh = [child for parent in fresh for child in children_of(parent)]
        return found

    def cpu_seconds(self) -> float:
        """What the server has used of the processor, workers included."""
        ticks = os.sysconf("SC_CLK_TCK")
        fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in self.family()]
        return sum(int(row[11]) + int(row[12]) for row in fields) / ticks


def children_of(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            row = path.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended while we looked
            continue
        if int(row[1]) == parent:
            found.append(int(path.parent.name))
    return found


def memory_of(pid: int) -> int:
    """The process's own memory in megabytes, as the kernel counts it (proportional share of what is shared)."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) // 1024


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> list[int]:
    """Those that still live after some patience."""
    end = time.monotonic() + 20
    while time.monotonic() < end and any(map(is_alive, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)]


@contextmanager
def serving(folder: Path, *words: str, **variables: str) -> Iterator[Server]:
    """A server that is ready, stopped at the end whatever happens."""
    port, log = free_port(), folder.parent / "serve.log"
    command = [*EVENBAR, "serve", "--port", str(port), "--data", str(folder), *words]
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=clean_environment(**variables), stdout=output, stderr=output, text=True
        )
    server = Server(process=process, port=port, log=log)
    try:
        server.wait_until_ready()
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
