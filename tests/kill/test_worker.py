"""Workers that are killed while they compute: what they held is taken up again, once, and they die with the server.

The worker is the real one, in a process of its own on the test's store, with one slow kind of answer.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from evenbar.cli.environment import LOCK
from evenbar.panel.work.answers import ask
from evenbar.panel.work.models import KeptAnswer

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("kill")]
PATIENCE = 30.0
# Each beginning leaves a file; the first so many never end.
WORKER = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
import django
django.setup()
from evenbar.cli import work
from evenbar.panel.work import answers, running

folder, endless = Path(sys.argv[1]), int(sys.argv[2])
def compute():
    number = len(list(folder.glob("begun-*")))
    (folder / f"begun-{number}").write_text(str(os.getpid()))
    time.sleep(60 if number < endless else 0)
    return {"by": number}
answers.computes("slow")(lambda scope: answers.Question("one", compute, frozenset()))
new_worker = running.new_worker
running.new_worker = lambda: new_worker(timedelta(seconds=1))
work.watch(poll=0.05)
"""
# A server that starts a worker and then becomes something else, as `evenbar serve` does.
SERVER = """
import os, sys
from pathlib import Path
from evenbar.cli import serve
serve.WORKER = serve.WORKER.replace("range(100)", "range(1)")  # no need to wait for a first page
serve.start_worker(Path(sys.argv[1]))
os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(60)"])
"""


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for something to be true, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come true")


def environment(folder: Path) -> dict[str, str]:
    assert connection.vendor == "sqlite", "the kill tests are about the embedded store"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "evenbar.panel.settings",
        "DATABASE_URL": f"sqlite://{connection.settings_dict['NAME']}",
        "EVENBAR_DATA": str(folder),
        "EVENBAR_SECRET_KEY": settings.SECRET_KEY,
        "EVENBAR_LEDGER_KEY": settings.LEDGER_KEY,
        "EVENBAR_DEMO": "0",
    }


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start processes in groups of their own; none outlives the test."""
    begun: list[subprocess.Popen[bytes]] = []

    def run(program: str, *words: str) -> subprocess.Popen[bytes]:
        connections.close_all()
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), *words],
            env=environment(tmp_path),
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        begun.append(process)
        return process

    yield run
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def child_at_work(folder: Path, number: int) -> int:
    """The process that computes, once it has begun for the so-manieth time."""
    file = folder / f"begun-{number}"
    return int(until(lambda: file.exists() and file.read_text(), f"beginning {number}"))


def value() -> Any:
    """What was computed, once it was."""
    return KeptAnswer.objects.exclude(computed_at=None).values_list("value", flat=True).first()


def lives(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_a_child_that_is_killed_is_noticed_and_its_work_done_again(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """As when the machine runs out of memory: the watching process lives and has it computed once more."""
    ask("slow", "1")
    start(WORKER, "1")
    os.kill(child_at_work(tmp_path, 0), signal.SIGKILL)
    assert until(value, "the answer") == {"by": 1}
    assert KeptAnswer.objects.get().attempts == 0


def test_a_worker_that_is_killed_whole_leaves_a_lease_that_runs_out(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """Another worker waits until then and computes it, and nobody computes it twice."""
    ask("slow", "1")
    first = start(WORKER, "1")
    child = child_at_work(tmp_path, 0)
    second = start(WORKER, "1")
    time.sleep(1.5)  # longer than the lease, which is renewed while the work goes on
    assert not (tmp_path / "begun-1").exists()
    os.killpg(first.pid, signal.SIGKILL)
    assert until(value, "the answer") == {"by": 1}
    assert not lives(child)
    assert second.poll() is None
    assert sorted(path.name for path in tmp_path.glob("begun-*")) == ["begun-0", "begun-1"]


def test_what_kills_its_worker_twice_is_given_up(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    ask("slow", "1")
    start(WORKER, "9")
    for number in (0, 1):
        os.kill(child_at_work(tmp_path, number), signal.SIGKILL)
    until(lambda: KeptAnswer.objects.filter(failed="one", asked_at=None).exists(), "giving up")
    assert not (tmp_path / "begun-2").exists()


def test_the_worker_beside_a_server_dies_with_it(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """SIGKILL to the server alone."""
    server = start(SERVER)

    def beside() -> list[int]:
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(server.pid)], capture_output=True, text=True, check=False
        )
        return [int(line) for line in found.stdout.split()]

    until((tmp_path / LOCK).exists, "the worker that has loaded")
    [worker] = beside()
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    until(lambda: not lives(worker), "its end")
