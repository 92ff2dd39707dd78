"""``evenbar worksample check``: the self-test of a sample as a table. Also how this group refuses, waits and aligns."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from evenbar.cli.answers import counted, give_json, refuse, wrapped

if TYPE_CHECKING:
    from evenbar.worksample.checking import Report, Spread

PATIENCE = 1.0  # seconds after which progress is shown
BASELINES = ("naive", "competent", "oracle")
Answer = TypeVar("Answer")


def used(work: Callable[[], Answer]) -> Answer:
    """The answer of some work, or its refusal as the command's."""
    from evenbar.scorecard.problem import Unreadable
    from evenbar.worksample.refusal import Unusable

    try:
        return work()
    except Unreadable as unreadable:
        for problem in unreadable.problems[1:]:
            typer.echo(str(problem), err=True)
        raise typer.Exit(refuse(str(unreadable.problems[0]))) from None
    except Unusable as unusable:
        raise typer.Exit(refuse(str(unusable))) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise typer.Exit(refuse(f"{place}{(error.strerror or str(error)).lower()}.")) from None


def check(name: str, seeds: Sequence[str], *, seed: str, as_json: bool) -> None:
    """Run the self-test and print its table; the status is 1 where something does not hold."""
    from evenbar.worksample.checking import check as checked
    from evenbar.worksample.package import find

    with _bar(len(seeds)) as tell:
        report = used(lambda: checked(find(name), seeds, tell=tell))
    if as_json:
        give_json(_facts(report, seed))
    else:
        for line in _lines(report, seed):
            typer.echo(line)
    if not report.holds:
        raise typer.Exit(1)


def _facts(report: "Report", seed: str) -> dict[str, Any]:
    return {
        "sample": report.package.name,
        "package": report.package.hash,
        "seed": seed,
        "seeds": len(report.seeds),
        "holds": report.holds,
        "checks": [{"what": one.what, "holds": one.holds, "seen": one.seen} for one in report.verdicts],
        "facts": {
            fact: {name: spread and _spread(spread) for name, spread in baselines.items()}
            for fact, baselines in report.facts.items()
        },
        "ai_par": [{"agent": par.agent, "on": par.on.isoformat()} for par in report.package.sample.par]
        or None,
    }


def _spread(spread: "Spread") -> dict[str, float]:
    values = {"mean": spread.mean, "sd": spread.sd, "low": spread.low, "high": spread.high}
    return {key: round(value, 6) for key, value in values.items()}


def _lines(report: "Report", seed: str) -> Iterator[str]:
    yield f"{report.package.name} at {report.package.hash[:12]}"
    yield f"{counted(len(report.seeds), 'seed')}, again with --seed {seed} --seeds {len(report.seeds)}"
    yield ""
    rows: list[tuple[str, ...]] = [("fact, mean (sd)", *BASELINES)]
    for fact, spreads in report.facts.items():
        rows.append((fact, *(_shown(spreads[name]) for name in BASELINES)))
    yield from aligned(rows)
    yield ""
    for verdict in report.verdicts:
        sign = "holds" if verdict.holds else "FAILS"
        yield from wrapped(f"{verdict.what}: {verdict.seen}", first=f"{sign}  ", indent=7)
    if not report.package.sample.par:
        yield ""
        yield "AI par: not measured. What an AI agent reaches alone is not known."


def _shown(spread: "Spread | None") -> str:
    return "-" if spread is None else f"{number(spread.mean)} ({number(spread.sd)})"


def number(value: float | None) -> str:
    """A number for a table."""
    return "-" if value is None else f"{value:.3f}".removesuffix(".000")


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of a table: the first column to the left, the others to the right."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None] | None]:
    """Seeds done, as a bar on a terminal once it takes over a second."""
    if not sys.stderr.isatty():
        yield None
        return
    began, width = time.monotonic(), 30

    def tell(done: int) -> None:
        if time.monotonic() - began > PATIENCE:
            full = width * done // total
            typer.echo(f"\r[{'#' * full}{'.' * (width - full)}] {done} of {total} seeds", nl=False, err=True)

    try:
        yield tell
    finally:
        if time.monotonic() - began > PATIENCE:
            typer.echo("\r" + " " * 60 + "\r", nl=False, err=True)


@contextmanager
def waiting(word: str) -> Iterator[None]:
    """A word on a terminal where something takes over a second."""
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
        if shown.is_set():
            typer.echo(f"\r{' ' * len(word)}\r", nl=False, err=True)
