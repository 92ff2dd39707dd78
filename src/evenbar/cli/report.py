"""``--html FILE``: the answer of ``evenbar measure`` as a page that stands alone, written whole or not at all.

What stands at the place already is replaced only if it is such a report. The pages themselves are made in
``connect/report``, from the answer that ``--json`` prints.
"""

import importlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from evenbar.cli.answers import printable, refuse

if TYPE_CHECKING:
    from evenbar.connect.report.page import Seen

AS_HTML = typer.Option("--html", metavar="FILE", help="Write a report with figures too, one file to send on.")
BEGINNING = 1_000  # bytes in which a report says that it is one


def check_place(html: Path | None) -> None:
    """Raise ValueError where no report can be written, before anything is measured."""
    from evenbar.connect.report.page import MARK

    if html is None:
        return
    if str(html) == "-":
        raise ValueError("--html needs the name of a file; a report is not written to standard output.")
    if html.is_dir():
        raise ValueError(
            f"{html} is a folder; give --html the name of a file in it, such as {html / 'report.html'}."
        )
    if not html.parent.is_dir():
        raise ValueError(f"{html} cannot be written: there is no folder {html.parent}. Make it first.")
    if not html.exists():
        return
    try:
        with html.open("rb") as file:
            known = MARK.encode() in file.read(BEGINNING)
    except OSError as error:
        raise ValueError(f"{html} cannot be written: {(error.strerror or str(error)).lower()}.") from None
    if not known:
        raise ValueError(
            f"{html} is there already and no report of evenbar measure; give another name, or remove it."
        )


def write(html: Path, *, command: str, answer: Mapping[str, Any], seen: "Seen") -> None:
    """Write the report of an answer; the command ends with one sentence where the file cannot be written."""
    from evenbar.connect.report.page import page

    made = importlib.import_module(f"evenbar.connect.report.{command}").report(answer, seen)
    content = page(made, answer, seen).encode()
    try:
        descriptor, name = tempfile.mkstemp(dir=html.parent, prefix=".report-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.replace(name, html)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise typer.Exit(refuse(f"{html} cannot be written: {reason}.")) from None
    typer.echo(printable(f"Report written to {html}."), err=True)


def source(file: str) -> str:
    """What a report calls the file that was read."""
    return "standard input" if file == "-" else Path(file).name
