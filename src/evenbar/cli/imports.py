"""`evenbar import`: what people wrote in other programs, brought back.

Nothing is taken from files of which a single cell cannot be: every problem is named first, in one pass.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli import environment
from evenbar.cli.answers import AS_JSON, counted, give_json, printable, refuse
from evenbar.cli.environment import DATA_OPTION

if TYPE_CHECKING:
    from evenbar.connect.workbook.filled import Entry
    from evenbar.connect.workbook.gathering import Gathered
    from evenbar.scorecard.scorecard import Scorecard

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
    opening: Annotated[
        int | None,
        typer.Option(
            "--opening",
            metavar="ID",
            min=1,
            max=2_147_483_647,
            help="Put it into the interviewers' drafts of this opening instead.",
        ),
    ] = None,
    data: Annotated[Path, DATA_OPTION] = Path("data"),
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Read filled workbooks: a table of ratings with their evidence as CSV, or drafts in an opening."""
    from evenbar.cli.scorecard import _read
    from evenbar.connect.workbook.gathering import gather, ratings_csv

    _refuse_wrong_use(files, output, opening, force=force)
    card = None if scorecard is None else _read(scorecard)[1]
    gathered = gather([_content(file) for file in files], card=card, without_evidence=without_evidence)
    for remark in gathered.remarks:
        typer.echo(printable(remark), err=True)
    if gathered.problems:
        raise typer.Exit(_problems(gathered, as_json=as_json))
    if opening is not None:
        raise typer.Exit(_into_drafts(gathered, card, opening=opening, data=data, as_json=as_json))
    table = ratings_csv(gathered.entries)
    if output is not None:
        _write(output, table)
    if as_json:
        give_json(_answer(gathered) | ({"output": str(output)} if output else {}))
    elif output is not None:
        typer.echo(printable(f"{output}: {_told(gathered)}."))
    else:
        sys.stdout.write(table)


def _refuse_wrong_use(files: list[str], output: Path | None, opening: int | None, *, force: bool) -> None:
    if len(files) > MOST_FILES:
        raise typer.Exit(refuse(f"at most {MOST_FILES} files can be read at once."))
    if output is not None and opening is not None:
        raise typer.BadParameter("choose one of --output and --opening.")
    if output is not None and output.exists() and not force:
        raise typer.Exit(
            refuse(f"{output} stands already; name another with --output, or write over it with --force.")
        )


def _problems(gathered: "Gathered", *, as_json: bool) -> int:
    """Name every problem; the exit status for that."""
    if as_json:
        give_json(_answer(gathered))
    for problem in gathered.problems:
        typer.echo(printable(str(problem)), err=True)
    return refuse(f"{counted(len(gathered.problems), 'problem')}; nothing was imported.")


@environment.answering
def _into_drafts(
    gathered: "Gathered", card: "Scorecard | None", *, opening: int, data: Path, as_json: bool
) -> int:
    """Put the entries into drafts of an opening; the exit status."""
    environment.enter_existing(data)
    from evenbar.panel.hiring.models import Opening
    from evenbar.panel.interviewing import importing
    from evenbar.scorecard.scorecard import fingerprint

    row = Opening.objects.filter(pk=opening).first()
    if row is None:
        raise environment.Unusable(
            f"there is no opening {opening}; its number stands in the address of its page."
        )
    made_from = next((book.origin.fingerprint for _, book in gathered.books), None)
    try:
        filled = importing.fill_drafts(
            opening=row,
            entries=gathered.entries,
            recommended=gathered.recommended,
            fingerprint=made_from or (fingerprint(card) if card is not None else ""),
        )
    except importing.Mismatched as mismatched:
        for problem in mismatched.problems:
            typer.echo(printable(problem), err=True)
        return refuse(f"{counted(len(mismatched.problems), 'problem')}; no draft was touched.")
    drafts = [
        {
            "assignment": each.pk,
            "interviewer": each.interviewer.email,
            "stage": each.interview.stage,
            "candidate": each.interview.application.candidate.name,
        }
        for each in filled
    ]
    if as_json:
        give_json({"opening": opening, "drafts": drafts, "remarks": list(gathered.remarks)})
        return 0
    for draft in drafts:
        typer.echo(printable("{interviewer}: {stage} of {candidate}".format(**draft)))
    typer.echo(f"{counted(len(drafts), 'draft')} filled. Nothing is submitted: each interviewer does that.")
    return 0


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
    said = [
        {"candidate": one.candidate, "interviewer": one.interviewer, "recommendation": one.recommendation}
        for one in gathered.recommended
    ]
    return {
        "files": books,
        "ratings": ratings,
        "recommendations": [] if problems else said,
        "remarks": list(gathered.remarks),
        "problems": problems,
    }


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
