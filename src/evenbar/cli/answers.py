"""How a command answers: lines for people, JSON for programs, one sentence for a refusal."""

import json
import os
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

WIDTH = 79
AS_JSON = typer.Option("--json", help="Print JSON instead of text.")


def refuse(sentence: str) -> int:
    """Say on stderr why a command cannot go on, in one line; the exit status for that."""
    typer.echo(f"evenbar: {printable(' '.join(sentence.split()))}", err=True)
    return 2


def give_json(answer: Any) -> None:
    """Print an answer for programs. The same answer gives the same bytes."""
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False))


def wrapped(text: str, *, indent: int = 0, first: str = "") -> Iterator[str]:
    """A text as lines that fit a terminal of 80 columns."""
    margin = " " * indent
    yield from textwrap.wrap(
        printable(text),
        WIDTH,
        break_on_hyphens=False,
        initial_indent=first or margin,
        subsequent_indent=margin or " " * len(first),
    )


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 rater, 2 raters."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def printable(text: str) -> str:
    """A text without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)


@contextmanager
def quiet_pipe() -> Iterator[None]:
    """Let a reader of the output, such as ``head``, stop early without an error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
