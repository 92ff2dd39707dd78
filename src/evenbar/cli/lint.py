"""``evenbar lint``: scorecards and ratings proof-read, told, mended; ``evenbar rule``: the page of a rule.

What is read is found by ``sources``; the proof-reading and its reports are the room ``lint``.
"""

import gc
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenbar.cli.answers import AS_JSON, counted, give_json, printable, refuse, wrapped

if TYPE_CHECKING:
    from evenbar.cli.sources import Source
    from evenbar.lint.fix import Mended
    from evenbar.lint.report import Outcome
    from evenbar.lint.rule import Rule
    from evenbar.lint.settings import Settings
    from evenbar.lint.team import Wishes


class Format(StrEnum):
    """How findings are told."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def lint(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Scorecards (files, packaged names, -), folders of them, ratings (CSV), filled workbooks (xlsx).",
        ),
    ],
    *,
    form: Annotated[Format, typer.Option("--format", help="For people, or for which program.")] = Format.TEXT,
    select: Annotated[str, typer.Option(metavar="NAMES", help="Only these rules or families.")] = "",
    ignore: Annotated[str, typer.Option(metavar="NAMES", help="Without these rules or families.")] = "",
    fix: Annotated[bool, typer.Option("--fix", help="Make the safe edits in the files.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the safe edits; write nothing.")] = False,
    today: Annotated[str, typer.Option(metavar="DATE", help="The day that review dates meet.")] = "",
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The team's file, else evenbar.toml above each path.")
    ] = None,
) -> None:
    """Proof-read scorecards, and ratings with their evidence."""
    from evenbar.cli.sources import Missing, Sources
    from evenbar.lint.team import Unusable

    if fix and diff:
        raise typer.BadParameter("choose one of --fix and --diff.")
    if diff and form is not Format.TEXT:
        raise typer.BadParameter("--diff prints a diff; it takes no --format.")
    try:
        wishes = _wishes(select, ignore, today, config)
        sources = Sources(paths)
        if diff:
            raise typer.Exit(_diff(sources, wishes))
        outcomes = tuple(
            (_fixed if fix else _read)(source, wishes.settings(source.folder)) for source in sources
        )
    except (Missing, Unusable) as error:
        raise typer.Exit(refuse(str(error))) from None
    _tell(outcomes, form, sources.left_out)
    if any(outcome.problems for outcome in outcomes):
        raise typer.Exit(2)
    if any(finding.severity == "error" for outcome in outcomes for finding in outcome.found):
        raise typer.Exit(1)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for cycles of objects: trees and findings have none, and looking costs a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def of_paths(paths: list[str]) -> int:
    """Lint some paths without any option; the exit status."""
    try:
        with _uncollected():
            lint(paths)
    except typer.Exit as end:
        return end.exit_code
    return 0


def _wishes(select: str, ignore: str, today: str, config: Path | None) -> "Wishes":
    from evenbar.lint.team import Wishes, chosen_by

    try:
        day = date.fromisoformat(today) if today else None
    except ValueError:
        raise typer.BadParameter(f"--today takes a date like 2026-11-24, not {today!r}.") from None
    return Wishes(chosen_by(select, option="--select"), chosen_by(ignore, option="--ignore"), day, config)


def _read(source: "Source", settings: "Settings") -> "Outcome":
    """One source proof-read as what it is."""
    from evenbar.lint.checking import check
    from evenbar.lint.report import Outcome
    from evenbar.scorecard.problem import Unreadable

    try:
        if source.kind == "scorecard":
            return Outcome(source.name, check(source.content, name=source.name, settings=settings))
        return _ratings(source, settings)
    except Unreadable as unreadable:
        return Outcome(source.name, problems=unreadable.problems)


def _ratings(source: "Source", settings: "Settings") -> "Outcome":
    from evenbar.lint.checking import check_ratings
    from evenbar.lint.ratings import rows_of
    from evenbar.lint.report import Outcome

    if source.kind == "workbook":
        return _workbook(source, settings)
    text, rows = rows_of(source.content, name=source.name)
    return Outcome(source.name, check_ratings(rows, name=source.name, settings=settings, text=text))


def _workbook(source: "Source", settings: "Settings") -> "Outcome":
    """A filled workbook: its evidence proof-read, or its bad cells named."""
    from evenbar.connect.workbook import filled
    from evenbar.connect.workbook.package import Unusable
    from evenbar.lint.checking import Row, check_ratings
    from evenbar.lint.report import Outcome
    from evenbar.scorecard.problem import Problem

    try:
        told = filled.read(source.content, without_evidence=True)
    except Unusable as error:
        return Outcome(source.name, problems=(Problem(1, 1, "", f"it {error}", source.name),))
    if told.flaws:
        return Outcome(
            source.name, problems=tuple(Problem(1, 1, "", str(flaw), source.name) for flaw in told.flaws)
        )
    rows = [
        Row(
            told.candidate,
            entry.interviewer,
            entry.criterion,
            level,
            text,
            where=f"{entry.sheet}!{entry.cell}",
            line=int(re.sub(r"\D", "", entry.cell)),
        )
        for entry in told.entries
        # What speaks against does not contradict a level: that is what its column is for.
        for level, text in ((entry.level, entry.evidence_for), (None, entry.evidence_against))
        if text
    ]
    return Outcome(source.name, check_ratings(rows, name=source.name, settings=settings))


def _fixed(source: "Source", settings: "Settings") -> "Outcome":
    """One source with its safe edits written to its file, and what is left."""
    from evenbar.lint.report import Outcome

    if source.path is None:
        raise typer.Exit(refuse(f"--fix writes files, and {source.name} is none; --diff shows the edits."))
    mended = _mended(source, settings)
    if mended is None:
        return _read(source, settings)
    if mended.mended:
        _write(source.path, mended.text)
        typer.echo(f"{printable(source.name)}: {counted(len(mended.mended), 'finding')} mended.", err=True)
    return Outcome(source.name, mended.findings)


def _mended(source: "Source", settings: "Settings") -> "Mended | None":
    """A scorecard with its safe edits, or None where the source is none that can be read."""
    from evenbar.lint.fix import mend
    from evenbar.scorecard.problem import Unreadable

    if source.kind != "scorecard":
        return None
    try:
        return mend(source.content.decode("utf-8"), name=source.name, settings=settings)
    except (UnicodeDecodeError, Unreadable):
        return None


def _write(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        new.write_text(text, encoding="utf-8", newline="")
        new.chmod(path.stat().st_mode)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise typer.Exit(
            refuse(f"{path} cannot be written: {(error.strerror or str(error)).lower()}.")
        ) from None


def _diff(sources: "Iterable[Source]", wishes: "Wishes") -> int:
    """Print what --fix would change. Exit status: 1 where it would, 2 where a source cannot be read."""
    status = 0
    for source in sources:
        settings = wishes.settings(source.folder)
        mended = _mended(source, settings)
        if mended is None:
            outcome = _read(source, settings)
            for problem in outcome.problems:
                typer.echo(printable(str(problem)), err=True)
            status = 2 if outcome.problems else status
        elif mended.mended:
            sys.stdout.writelines(_unified(source, mended.text))
            status = max(status, 1)
    return status


def _unified(source: "Source", text: str) -> Iterator[str]:
    import difflib

    name = source.name.removeprefix("/")
    before, after = (each.splitlines(keepends=True) for each in (source.content.decode("utf-8"), text))
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _tell(outcomes: tuple["Outcome", ...], form: Format, left_out: int) -> None:
    """Print the findings as the format says."""
    if form is Format.JSON:
        from evenbar.lint.report.as_json import as_json

        give_json(as_json(outcomes))
    elif form is Format.SARIF:
        from evenbar.lint.report.as_sarif import as_sarif

        give_json(as_sarif(outcomes))
    elif form is Format.GITHUB:
        from evenbar.lint.report.as_annotations import as_annotations

        for line in as_annotations(outcomes):
            typer.echo(line)
    else:
        from evenbar.lint.report.as_text import as_text

        for line in as_text(outcomes, left_out=left_out):
            typer.echo(line)


def rule(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The rule; without it all are listed.")] = "",
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Show the page of a rule of `evenbar lint`, or list the rules."""
    from evenbar.lint.rule import FAMILIES, rules
    from evenbar.scorecard.suggesting import suggestion

    known = rules()
    if name and name not in known:
        raise typer.Exit(
            refuse(f'there is no rule "{name[:40]}"{suggestion(name, known)} `evenbar rule` lists them.')
        )
    if as_json:
        give_json(
            _page_json(known[name]) if name else {"rules": [_listed_json(each) for each in known.values()]}
        )
    elif name:
        for line in _page(known[name]):
            typer.echo(line)
    else:
        family = ""
        for each in known.values():
            if each.family != family:
                typer.echo(f"{chr(10) if family else ''}{FAMILIES[each.family]}")
                family = each.family
            typer.echo(f"  {each.name} ({_SAID[each.severity]})")
            for line in wrapped(each.title, indent=4):
                typer.echo(line)


_SAID = {"error": "error", "warning": "warning", "info": "note"}


def _page(shown: "Rule") -> Iterator[str]:
    from evenbar.lint.rule import FAMILIES, SEVERITIES, STRENGTHS

    yield f"{shown.name} ({_SAID[shown.severity]}, {FAMILIES[shown.family].lower()})"
    yield ""
    for paragraph in shown.page.split("\n\n"):
        yield from _paragraph(paragraph)
        yield ""
    yield from wrapped(f"Evidence: {STRENGTHS[shown.strength]}.")
    yield from wrapped(f"{_SAID[shown.severity].capitalize()}: {SEVERITIES[shown.severity]}")


def _paragraph(text: str) -> Iterator[str]:
    """A paragraph of a page as lines that fit; headings, lists and code keep their lines."""
    lines = text.split("\n")
    if len(lines) > 1 and set(lines[1]) == {"-"}:
        yield from lines[:2]
        lines = lines[2:]
    if any(line.startswith((" ", "-", "```")) for line in lines):
        for line in lines:
            yield from wrapped(line, indent=len(line) - len(line.lstrip()))
    elif lines:
        yield from wrapped(" ".join(lines))


def _listed_json(shown: "Rule") -> dict[str, str]:
    return {
        "name": shown.name,
        "family": shown.family,
        "severity": shown.severity,
        "strength": shown.strength,
        "title": shown.title,
    }


def _page_json(shown: "Rule") -> dict[str, object]:
    return {**_listed_json(shown), "why": shown.why, "sections": shown.sections()}
