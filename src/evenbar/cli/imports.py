"""`evenbar import`: what people wrote in other programs, brought back.

Nothing is taken from files of which a single cell cannot be: every problem is named first, in one pass.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import AS_JSON, counted, give_json, printable, refuse

if TYPE_CHECKING:
    from evenbar.connect.workbook.filled import Entry
    from evenbar.connect.workbook.gathering import Gathered

MOST_FILES = 200

app = typer.Typer(help="Bring in what was written in other programs.", no_args_is_help=True)


@app.callback()
def _imports() -> None:
    """Bring in what was written in other programs."""


@app.command("workbook")
def workbook(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Filled workbooks, or -.")],
    *,
    scorecard: Annotated[
        str | None,
        typer.Option(
            "--scorecard", metavar="SCORECARD", help="Check them against this: a packaged name or a file."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write the table here instead.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that stands.")] = False,
    without_evidence: Annotated[
        bool, typer.Option("--without-evidence", help="Take levels without evidence, and flag them.")
    ] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Read filled workbooks: a table of ratings with their evidence, as CSV."""
    from evenbar.cli.scorecard import _read
    from evenbar.connect.workbook.gathering import gather, ratings_csv

    if len(files) > MOST_FILES:
        raise typer.Exit(refuse(f"at most {MOST_FILES} files can be read at once."))
    if output is not None and output.exists() and not force:
        raise typer.Exit(
            refuse(f"{output} stands already; name another with --output, or write over it with --force.")
        )
    card = None if scorecard is None else _read(scorecard)[1]
    gathered = gather([_content(file) for file in files], card=card, without_evidence=without_evidence)
    if as_json and output is None:
        give_json(_answer(gathered))
    for remark in gathered.remarks:
        typer.echo(printable(remark), err=True)
    if gathered.problems:
        for problem in gathered.problems:
            typer.echo(printable(str(problem)), err=True)
        raise typer.Exit(refuse(f"{counted(len(gathered.problems), 'problem')}; nothing was imported."))
    if output is not None:
        _write(output, ratings_csv(gathered.entries))
        if as_json:
            give_json(_answer(gathered) | {"output": str(output)})
        else:
            typer.echo(printable(f"{output}: {_told(gathered)}."))
    elif not as_json:
        sys.stdout.write(ratings_csv(gathered.entries))


def _content(file: str) -> tuple[str, bytes]:
    """A file's name and bytes, no more of them than the reader takes."""
    from evenbar.connect.workbook.package import MOST_BYTES

    if file == "-":
        return "standard input", sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(file).open("rb") as opened:
            return file, opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise typer.Exit(refuse(f"{file} cannot be read: {reason}.")) from None


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise typer.Exit(refuse(f"{output} cannot be written: {reason}.")) from None


def _told(gathered: "Gathered") -> str:
    levels = sum(entry.level is not None for entry in gathered.entries)
    people = len({entry.interviewer for entry in gathered.entries})
    missing = len(gathered.entries) - levels
    return f"{counted(levels, 'rating')} and {missing} missing, by {counted(people, 'interviewer')}"


def _answer(gathered: "Gathered") -> dict[str, Any]:
    books = [
        {
            "file": file,
            "candidate": book.candidate,
            "scorecard": book.origin.scorecard,
            "fingerprint": book.origin.fingerprint,
            "other_version": book.origin.other_version,
            "left_blank": dict(book.left_blank),
        }
        for file, book in gathered.books
    ]
    problems = [
        {"file": problem.file, "sheet": problem.sheet, "cell": problem.cell, "message": str(problem)}
        for problem in gathered.problems
    ]
    ratings = [] if problems else [_rating(entry) for entry in gathered.entries]
    return {"files": books, "ratings": ratings, "remarks": list(gathered.remarks), "problems": problems}


def _rating(entry: "Entry") -> dict[str, Any]:
    from evenbar.connect.workbook.gathering import evidence, flag

    return {
        "candidate": entry.candidate,
        "interviewer": entry.interviewer,
        "criterion": entry.criterion,
        "score": entry.level,
        "missing": entry.missing or None,
        "evidence": evidence(entry),
        "evidence_for": entry.evidence_for,
        "evidence_against": entry.evidence_against,
        "prompted": entry.prompted or None,
        "asked": entry.asked,
        "notes": entry.notes,
        "flag": flag(entry) or None,
    }
