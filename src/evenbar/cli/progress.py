"""What a command says on a terminal while it works, once that takes over a second. Standard output stays clean."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

PATIENCE = 1.0  # seconds after which progress is shown


@contextmanager
def counting(line: Callable[[int], str]) -> Iterator[Callable[[int], None] | None]:
    """Something to call with how much is done, which is then told as ``line`` says it; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    began, widest = time.monotonic(), 0

    def tell(done: int) -> None:
        nonlocal widest
        if time.monotonic() - began > PATIENCE:
            words = line(done)
            widest = max(widest, len(words))
            typer.echo(f"\r{words}", nl=False, err=True)

    try:
        yield tell
    finally:
        _wipe(widest)


@contextmanager
def waiting(word: str) -> Iterator[None]:
    """A word on a terminal while something goes on that cannot be counted."""
    if not sys.stderr.isatty():
        yield
        return
    shown = threading.Event()

    def tell() -> None:
        shown.set()
        typer.echo(f"\r{word}", nl=False, err=True)

    timer = threading.Timer(PATIENCE, tell)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        _wipe(len(word) if shown.is_set() else 0)


def _wipe(width: int) -> None:
    if width:
        typer.echo(f"\r{' ' * width}\r", nl=False, err=True)
