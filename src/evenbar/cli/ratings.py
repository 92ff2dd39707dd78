"""What every command on a ratings table shares: its options, the reading, and the shape of its answer.

A command is a function of a table that returns an ``Answer``; ``on_ratings`` makes of it a command that reads the
file first, and prints the answer for people or for programs.
"""

import functools
import inspect
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from evenbar.cli.answers import AS_JSON, counted, give_json, printable, refuse, wrapped
from evenbar.cli.progress import counting, waiting
from evenbar.cli.report import AS_HTML, check_place, source, write

if TYPE_CHECKING:
    from evenbar.connect.report.page import Seen
    from evenbar.measure.rating_cells import Options, Unreadable
    from evenbar.measure.ratings import RatingTable

WORKBOOK, PARQUET = b"PK\x03\x04", b"PAR1"


class Duplicates(StrEnum):
    """What to do where somebody rated a candidate twice on the same criterion."""

    REFUSE = "refuse"
    MEAN = "mean"


@dataclass(frozen=True)
class Answer:
    """What a command found: facts for programs, lines for people, and warnings (code, message) for both.

    Counts, parts and the table's own warnings are added to every answer; a command gives only its own.
    """

    facts: Mapping[str, Any]
    lines: Sequence[str]
    warnings: Sequence[tuple[str, str]] = field(default=())


def _shared(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, Parquet, a filled workbook, or -.")],
    *,
    candidate: Annotated[str | None, typer.Option("--candidate", metavar="COL")] = None,
    interviewer: Annotated[str | None, typer.Option("--interviewer", metavar="COL")] = None,
    criterion: Annotated[str | None, typer.Option("--criterion", metavar="COL")] = None,
    score: Annotated[
        str | None, typer.Option("--score", metavar="COL", help="What these columns are called in the file.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="COL", help="The column of the opening or department.")
    ] = None,
    levels: Annotated[
        str | None, typer.Option("--levels", metavar="1-5", help="The scale. Else as seen.")
    ] = None,
    wide: Annotated[
        bool, typer.Option("--wide", help="A row a candidate and interviewer, a column a criterion.")
    ] = False,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns", metavar="NAMES", help="--wide: the criteria, between commas. Else all others."
        ),
    ] = None,
    duplicates: Annotated[
        Duplicates, typer.Option("--duplicates", help="Ratings given twice: refused, or their mean.")
    ] = Duplicates.REFUSE,
    fractional: Annotated[
        bool, typer.Option("--fractional", help="Scores that are not whole numbers are meant.")
    ] = False,
    as_json: Annotated[bool, AS_JSON] = False,
    html: Annotated[Path | None, AS_HTML] = None,
) -> None:
    """The options that all commands on a ratings table have; the signature of this function is what they share."""


def on_ratings(command: Callable[..., Answer]) -> Callable[..., None]:
    """Make a command of a function of a table: ``command(table, *, its own options) -> Answer``."""
    shared = inspect.signature(_shared).parameters
    own = list(inspect.signature(command).parameters.values())[1:]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        from evenbar.measure.rating_cells import Unreadable

        mine = {parameter.name: given[parameter.name] for parameter in own}
        try:
            check_place(given["html"])
            table = _table(given["file"], _options(given))
            with waiting("measuring"):
                answer = command(table, **mine)
        except Unreadable as unreadable:
            raise typer.Exit(refused(given["file"], unreadable)) from None
        except ValueError as error:
            raise typer.Exit(refuse(str(error))) from None
        facts = whole(answer, table)
        _give(answer, facts, as_json=given["as_json"])
        if given["html"] is not None:
            seen = _seen(table, source(given["file"]), mine)
            write(given["html"], command=command.__name__, answer=facts, seen=seen)

    parameters = [*shared.values(), *own]
    order = sorted(parameters, key=lambda one: one.name != "file")
    run.__signature__ = inspect.Signature(order, return_annotation=None)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in order}
    return run


def _options(given: Mapping[str, Any]) -> "Options":
    from evenbar.measure.rating_cells import Options, parsed_levels

    names = ("candidate", "interviewer", "criterion", "score", "role")
    if given["columns"] is not None and not given["wide"]:
        raise ValueError("--columns names the criteria of a wide sheet; give --wide too.")
    if given["wide"] and (given["criterion"] or given["score"]):
        raise ValueError("a wide sheet has a column a criterion: give --columns, not --criterion or --score.")
    return Options(
        columns={name: given[name] for name in names if given[name] is not None},
        levels=None if given["levels"] is None else parsed_levels(given["levels"]),
        wide=given["wide"],
        criteria=tuple(name.strip() for name in (given["columns"] or "").split(",") if name.strip()),
        duplicates=given["duplicates"].value,
        fractional=given["fractional"],
    )


def _table(file: str, options: "Options") -> "RatingTable":
    from evenbar.measure.rating_file import read_csv, read_parquet

    with opened(file) as stream, counting(lambda rows: f"{rows:,} rows read") as progress:
        begin = stream.peek(4)[:4]  # type: ignore[attr-defined]
        if begin == PARQUET:
            whole = io.BytesIO(stream.read()) if file == "-" else stream
            return read_parquet(whole, options, progress=progress)
        if begin == WORKBOOK:
            return read_csv(_of_workbook(file, stream), options, progress=progress)
        return read_csv(stream, options, progress=progress)


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """A file to read, or standard input for a dash."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below; a failure to open is told here
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ValueError(f"{file} cannot be read: {reason}.") from None
    with stream:
        yield stream


def _of_workbook(file: str, stream: BinaryIO) -> BinaryIO:
    """The ratings in one of our own filled workbooks, as CSV."""
    from evenbar.connect.workbook.gathering import gather, ratings_csv
    from evenbar.connect.workbook.package import MOST_BYTES

    gathered = gather([(file, stream.read(MOST_BYTES + 1))], without_evidence=True)
    if gathered.problems:
        told = " ".join(map(str, gathered.problems[:3]))
        raise ValueError(f"{told} Save another program's sheet as CSV in UTF-8, and give that.")
    return io.BytesIO(ratings_csv(gathered.entries).encode())


def refused(file: str, unreadable: "Unreadable") -> int:
    """Name every flaw, one a line; the exit status for that."""
    name = "standard input" if file == "-" else file
    for flaw in unreadable.flaws:
        typer.echo(printable(f"{name}: {flaw}"), err=True)
    count = len(unreadable.flaws) + unreadable.more
    more = f" {unreadable.more} more are not listed." if unreadable.more else ""
    return refuse(f"{counted(count, 'problem')} in {name}; nothing was measured.{more}")


def whole(answer: Answer, table: "RatingTable") -> dict[str, Any]:
    """The answer as programs get it and reports show it: counts and parts, what was found, and every warning."""
    warnings = list(dict.fromkeys([*table.warnings, *checks(table), *answer.warnings]))
    n = {
        "candidates": len(table.candidates),
        "interviewers": len(table.interviewers),
        "criteria": len(table.criteria),
        "ratings": table.n,
    }
    told = [{"code": code, "message": message} for code, message in warnings]
    return finite({"n": n, "parts": table.parts.count, **answer.facts, "warnings": told})  # type: ignore[no-any-return]


def _give(answer: Answer, facts: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        give_json(facts)
        return
    n, warnings = facts["n"], facts["warnings"]
    typer.echo(", ".join(f"{number:,} {noun if number > 1 else _one(noun)}" for noun, number in n.items()))
    for line in answer.lines:
        typer.echo(line)
    if warnings:
        typer.echo("\nTo know")
    for warning in warnings:
        for line in wrapped(warning["message"], first="- ", indent=2):
            typer.echo(line)


def _seen(table: "RatingTable", file: str, asked: Mapping[str, Any]) -> "Seen":
    """What a report tells beside the answer: how many ratings stand behind each name, and who rated whom."""
    from evenbar.connect.report.page import Seen

    pairs = Counter(zip(table.candidate.tolist(), table.interviewer.tolist(), strict=True))
    return Seen(
        source=file,
        links=[
            (table.candidates[c], table.interviewers[i], count) for (c, i), count in sorted(pairs.items())
        ],
        candidates=_ratings_of(table.candidates, table.candidate.tolist()),
        interviewers=_ratings_of(table.interviewers, table.interviewer.tolist()),
        criteria=_ratings_of(table.criteria, table.criterion.tolist()),
        asked=asked,
    )


def _ratings_of(names: Sequence[str], rated: Sequence[int]) -> dict[str, int]:
    counts = Counter(rated)
    return {name: counts[at] for at, name in enumerate(names)}


def _one(noun: str) -> str:
    return "criterion" if noun == "criteria" else noun.removesuffix("s")


def checks(table: "RatingTable") -> Iterator[tuple[str, str]]:
    """What the design itself does not allow to be said, as warnings."""
    if len(table.interviewers) == 1:
        yield (
            "one-interviewer",
            "There is one interviewer only, so nothing can be said of agreement or severity.",
        )
    if len(table.candidates) == 1:
        yield "one-candidate", "There is one candidate only, so nobody can be compared."
    if float(table.score.min()) == float(table.score.max()):
        yield "constant", "All ratings are the same level, so nobody can be told apart."
    if table.parts.count > 1:
        yield (
            "disconnected",
            f"The candidates and interviewers fall into {table.parts.count} parts that share nobody. Across parts,"
            " strict interviewers and weak candidates cannot be told apart.",
        )


def finite(value: Any) -> Any:
    """An answer with null for every number that is not finite, and plain numbers for NumPy's."""
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not -float("inf") < value < float("inf") else value


def number(value: float | None, places: int = 2) -> str:
    """A number for people; a dash where there is none."""
    return "-" if value is None or value != value else f"{value:.{places}f}"  # noqa: PLR0124 - nan is not itself
