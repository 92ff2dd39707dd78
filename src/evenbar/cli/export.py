"""`evenbar scorecard export`: a scorecard as a workbook to fill in, or as a document to read.

A file that stands is never written over without being told to: a workbook may hold somebody's ratings.
"""

import re
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenbar.cli.answers import AS_JSON, give_json, printable, refuse

if TYPE_CHECKING:
    from evenbar.scorecard.scorecard import Scorecard

MOST_CANDIDATES, MOST_NAME = 50, 80


class Kind(StrEnum):
    """What to make."""

    XLSX = "xlsx"
    MD = "md"
    HTML = "html"
    PDF = "pdf"


def export(
    source: Annotated[
        str, typer.Argument(metavar="SCORECARD", help="A packaged name, a file, or - for standard input.")
    ],
    *,
    to: Annotated[Kind, typer.Option("--to", help="A workbook to fill in, or a document to read.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            metavar="FILE",
            help="Where to; - is standard output, with --candidates a folder. Else named by the scorecard, here.",
        ),
    ] = None,
    interviewers: Annotated[
        str | None,
        typer.Option(
            "--interviewers",
            metavar="NAMES|N",
            help="xlsx: a sheet for each of these, 'Ada, Ben' or 'Ada=stage+stage', or how many. Else by the plan.",
        ),
    ] = None,
    candidates: Annotated[
        str | None,
        typer.Option(
            "--candidates", metavar="NAMES", help="xlsx: a workbook for each of these, names between commas."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that stands.")] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Export a scorecard: xlsx to fill in with any spreadsheet program, md, html or pdf to read."""
    from evenbar.cli.scorecard import _read
    from evenbar.scorecard.scorecard import fingerprint

    if to is not Kind.XLSX and (interviewers is not None or candidates is not None):
        raise typer.BadParameter("--interviewers and --candidates are for --to xlsx.")
    if str(output) == "-" and (as_json or candidates is not None):
        raise typer.BadParameter("standard output takes one document alone; name a file with --output.")
    card = _read(source)[1]
    try:
        made = list(_workbooks(card, interviewers, candidates) if to is Kind.XLSX else _document(card, to))
    except (ValueError, RuntimeError) as error:
        raise typer.Exit(refuse(str(error))) from None
    if str(output) == "-":
        sys.stdout.buffer.write(made[0][1])
        return
    paths = [_path(name, output, several=candidates is not None) for name, _ in made]
    _write(paths, [content for _, content in made], force=force)
    if as_json:
        files = [str(path) for path in paths]
        give_json({"scorecard": card.scorecard, "fingerprint": fingerprint(card), "to": to, "files": files})
    else:
        for path in paths:
            typer.echo(printable(f"{path}: {_ABOUT[to]}"))


_ABOUT = {
    Kind.XLSX: "open it in a spreadsheet program; its first sheet says how to use it.",
    Kind.MD: "Markdown, with every anchor and question.",
    Kind.HTML: "open it in a browser; it prints on A4.",
    Kind.PDF: "tagged for screen readers.",
}


def _workbooks(
    card: "Scorecard", interviewers: str | None, candidates: str | None
) -> Iterator[tuple[str, bytes]]:
    """File names and workbooks: one, or one for each candidate."""
    from evenbar.connect.workbook.making import workbook
    from evenbar.connect.workbook.seats import seats_of

    seats = seats_of(card, interviewers)
    if candidates is None:
        yield f"{card.scorecard}.xlsx", workbook(card, seats=seats)
        return
    names = _candidates(candidates)
    for name, stem in zip(names, _stems(names), strict=True):
        yield f"{card.scorecard}-{stem}.xlsx", workbook(card, seats=seats, candidate=name)


def _candidates(wish: str) -> list[str]:
    names = [name.strip() for name in wish.split(",")]
    if not all(names):
        raise ValueError("--candidates has an empty name; write names between commas.")
    if len(names) > MOST_CANDIDATES:
        raise ValueError(f"--candidates takes at most {MOST_CANDIDATES} names at once.")
    for name in names:
        if len(name) > MOST_NAME:
            raise ValueError(f'--candidates: "{name[:30]}…" is longer than {MOST_NAME} characters.')
        if names.count(name) > 1:
            raise ValueError(f'--candidates names "{name}" twice; give each person one workbook.')
    return names


def _stems(names: list[str]) -> list[str]:
    """A part of a file name for each candidate: letters and figures alone, none twice."""
    stems: list[str] = []
    for name in names:
        stem = re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "candidate"
        number = 1
        while (wish := stem if number == 1 else f"{stem}-{number}") in stems:
            number += 1
        stems.append(wish)
    return stems


def _document(card: "Scorecard", to: Kind) -> Iterator[tuple[str, bytes]]:
    from evenbar.connect.markdown import markdown
    from evenbar.connect.pages import page
    from evenbar.connect.pdf import pdf

    makers: dict[Kind, Callable[[Scorecard], str | bytes]] = {
        Kind.MD: markdown,
        Kind.HTML: page,
        Kind.PDF: pdf,
    }
    made = makers[to](card)
    yield f"{card.scorecard}.{to}", made.encode() if isinstance(made, str) else made


def _path(name: str, output: Path | None, *, several: bool) -> Path:
    """Where a document goes: as said, into the folder that was said, or here under its own name."""
    if output is None:
        return Path(name)
    return output / name if several or output.is_dir() else output


def _write(paths: list[Path], contents: list[bytes], *, force: bool) -> None:
    """Write all files, or none where one stands already."""
    for path in paths:
        if path.exists() and not force:
            raise typer.Exit(
                refuse(f"{path} stands already; name another with --output, or write over it with --force.")
            )
    for path, content in zip(paths, contents, strict=True):
        try:
            if len(paths) > 1:
                path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise typer.Exit(refuse(f"{path} cannot be written: {reason}.")) from None
