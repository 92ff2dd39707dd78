"""``evenbar worksample check``: the self-test of a sample as a table. Also how this group refuses."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from evenbar.cli.answers import counted, give_json, refuse, wrapped
from evenbar.cli.progress import counting
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.worksample.checking import Report, Spread

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

    with counting(_bar(len(seeds))) as tell:
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


def _bar(total: int) -> Callable[[int], str]:
    """Seeds done, as a bar."""
    width = 30

    def line(done: int) -> str:
        full = width * done // total
        return f"[{'#' * full}{'.' * (width - full)}] {done} of {total} seeds"

    return line
