"""`evenbar work`: computes in the background what pages ask for. `evenbar serve` runs one of these beside itself.

This process only watches. It computes in a child, which ends when nothing waits: the memory of a large fit goes back,
and a child that dies is noticed at once.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenbar.cli import environment
from evenbar.cli.environment import DATA_OPTION
from evenbar.cli.tie import end_with

if TYPE_CHECKING:
    from evenbar.panel.work.running import Worker

logger = logging.getLogger(__name__)
POLL = 1.0  # seconds between looks at what waits
PAUSE = 5.0  # after the store did not answer
NICE = 5  # pages come first


@environment.answering
def work(
    once: Annotated[bool, typer.Option("--once", help="Compute what waits now, then end.")] = False,
    data: Annotated[Path, DATA_OPTION] = Path("data"),
) -> int:
    """Compute in the background what pages ask for, until stopped. The server runs one of these itself."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = os.environ.get("EVENBAR_SERVER")
    if server is not None:
        end_with(int(server), by=signal.SIGTERM)
    folder = environment.enter_existing(data)
    environment.hold_as_server(folder)
    watch(server=None if server is None else int(server), once=once)
    return 0


def watch(*, server: int | None = None, once: bool = False, poll: float = POLL) -> None:
    """Look for what waits and have it computed, for as long as the server lives, or until nothing waits."""
    from django.db import OperationalError, connections

    from evenbar.panel.work import running

    while server is None or os.getppid() == server:
        try:
            if running.waits() and compute_in_a_child(running.new_worker()):
                continue
        except OperationalError as error:
            if once:
                raise
            logger.warning("The store did not answer: %s", error)
            connections.close_all()
            time.sleep(PAUSE)
        if once and not running.waits():
            return
        time.sleep(poll)


def compute_in_a_child(worker: "Worker") -> bool:
    """Drain what waits in a child process; give its leases back when it ends before it is done, and say so."""
    from django.db import connections

    from evenbar.panel.work import running

    connections.close_all()  # a connection does not survive the fork
    child = os.fork()
    if child == 0:
        _be_child(lambda: running.drain(worker))
    try:
        _, status = os.waitpid(child, 0)
    except BaseException:  # stopped by a signal: the work is put back, and not held against it
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        running.release(worker, stopped=True)
        raise
    if status:
        logger.error("The process that computes ended with status %s.", status)
        running.release(worker)
    return status == 0


def _be_child(drain: Callable[[], int]) -> None:
    """Work, then end without going back into what the parent was doing."""
    status = 1
    try:
        end_with(os.getppid())
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(NICE)
        drain()
        status = 0
    except BaseException:
        logger.exception("The process that computes has failed.")
    finally:
        os._exit(status)
