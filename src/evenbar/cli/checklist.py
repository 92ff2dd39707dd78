"""``evenbar scorecard checklist``: the fourteen criteria to include, the four things to avoid, ticked or not.

What counts is decided in ``lint.checklist``; here it is told.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import AS_JSON, counted, give_json, printable, refuse, wrapped

if TYPE_CHECKING:
    from evenbar.cli.sources import Source
    from evenbar.lint.checklist import Avoided, Checklist, Included
    from evenbar.lint.settings import Settings

SHOWN = 5  # findings of one thing to avoid that are listed


def checklist(
    source: Annotated[
        str, typer.Argument(metavar="SCORECARD", help="A packaged name, a file, or - for standard input.")
    ],
    *,
    today: Annotated[str, typer.Option(metavar="DATE", help="The day that review dates meet.")] = "",
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Tick what a scorecard includes of the fourteen, and what it avoids."""
    from evenbar.cli.sources import Missing, Sources
    from evenbar.lint.team import Unusable, Wishes

    try:
        wishes = Wishes((), (), _day(today), None)
        sources = list(Sources([source]))
        if len(sources) != 1 or sources[0].kind != "scorecard":
            raise Missing(f"{source} is not one scorecard; a checklist is made of one.")
        name, told = _made(sources[0], wishes.settings(sources[0].folder))
    except (Missing, Unusable) as error:
        raise typer.Exit(refuse(str(error))) from None
    if as_json:
        give_json(_plain(name, told))
        return
    for line in _lines(told):
        typer.echo(line)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        raise typer.BadParameter(f"--today takes a date like 2026-11-24, not {told!r}.") from None


def _made(source: "Source", settings: "Settings") -> tuple[str, "Checklist"]:
    """The scorecard's id and its checklist; a source that is no scorecard ends the command."""
    from evenbar.lint.checking import check
    from evenbar.lint.checklist import checklist as of
    from evenbar.scorecard.problem import Unreadable
    from evenbar.scorecard.reading import read

    loud = tuple((rule, severity) for rule, severity in settings.severity if severity != "off")
    everything = replace(settings, select=(), ignore=(), severity=loud)
    try:
        card = read(source.content, name=source.name)
        return card.scorecard, of(card, check(source.content, name=source.name, settings=everything))
    except Unreadable as unreadable:
        for problem in unreadable.problems:
            typer.echo(printable(str(problem)), err=True)
        raise typer.Exit(2) from None


def _lines(told: "Checklist") -> Iterator[str]:
    ticked = sum(part.ticked for part in told.include)
    yield f"Include: {ticked} of {len(told.include)}"
    for part in told.include:
        yield from _included(part)
    clean = sum(part.ticked for part in told.avoid)
    yield ""
    yield f"Avoid: {clean} of {len(told.avoid)} avoided"
    for thing in told.avoid:
        yield from _avoided(thing)


def _included(part: "Included") -> Iterator[str]:
    rows = ", ".join(criterion.name for criterion in part.criteria) or "no criterion stands for it"
    yield from wrapped(f"{part.name}: {rows}", first=f"[{'x' if part.ticked else ' '}] ")


def _avoided(thing: "Avoided") -> Iterator[str]:
    state = "nothing found" if thing.ticked else counted(len(thing.found), "finding")
    more = f", {len(thing.accepted)} accepted with a reason" if thing.accepted else ""
    yield from wrapped(f"{thing.name}: {state}{more}", first=f"[{'x' if thing.ticked else ' '}] ")
    for finding in thing.found[:SHOWN]:
        place = f"{finding.file}:{finding.line}:{finding.column}"
        yield from wrapped(f"{place} {finding.rule}: {finding.found}", indent=4)
    if len(thing.found) > SHOWN:
        yield f"    and {len(thing.found) - SHOWN} more: evenbar lint {thing.found[0].file}"


def _plain(name: str, told: "Checklist") -> dict[str, Any]:
    return {
        "scorecard": name,
        "include": [
            {
                "code": part.code,
                "name": part.name,
                "ticked": part.ticked,
                "criteria": [criterion.id for criterion in part.criteria],
            }
            for part in told.include
        ],
        "avoid": [
            {
                "code": thing.code,
                "name": thing.name,
                "ticked": thing.ticked,
                "rules": list(thing.rules),
                "found": [
                    {"rule": f.rule, "where": f.where, "line": f.line, "column": f.column, "found": f.found}
                    for f in thing.found
                ],
                "accepted": [
                    {"rule": f.rule, "where": f.where, "because": because} for f, because in thing.accepted
                ],
            }
            for thing in told.avoid
        ],
    }
