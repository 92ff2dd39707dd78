"""Reading a file of ratings into a table: rows in, names and levels checked, every bad row named in one pass.

A file is taken whole or not at all. It is read in blocks, so that a million rows cost seconds and little memory.
Here is the reading itself, of CSV and Parquet; what a cell may hold is ``rating_cells``' matter.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from evenbar.measure.rating_cells import USUAL, Flaws, Intake, Options, Unreadable
from evenbar.measure.ratings import RatingTable

BLOCK = 50_000  # rows
MOST_LINE = 1024 * 1024  # bytes
Progress = Callable[[int], None]
Block = tuple[Sequence[Sequence[Any]], Sequence[int]]


def read_csv(stream: BinaryIO, options: Options = USUAL, *, progress: Progress | None = None) -> RatingTable:
    """Read CSV: UTF-8 with or without a byte-order mark, lines ended by LF or CRLF, a header first.

    Columns are parted by commas; by semicolons or tabs where the header has no comma. ``progress`` is told how many
    rows have been read, block by block.

    Raises
    ------
    Unreadable : with every flaw found: its line, its column and what to do.
    """
    flaws = Flaws()
    rows = csv_rows(stream, flaws)
    head = next(rows, None)
    if head is None:
        if not flaws.count:
            flaws.add(1, "", "the file has no header; begin with a line that names the columns")
        raise Unreadable(flaws)
    intake = Intake(head[1], options, flaws, line=head[0])
    for block, lines in _blocks(rows):
        intake.take(block, lines)
        if progress is not None:
            progress(intake.rows)
    return intake.table()


def csv_rows(stream: BinaryIO, flaws: Flaws) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file that hold anything, each with the number of its first line."""
    lines = _lines(stream, flaws)
    first = next(lines, None)
    if first is None:
        return
    reader = csv.reader(chain((first,), lines), delimiter=_delimiter(first), strict=True)
    begin = 1
    try:
        for row in reader:
            if any(row):
                yield begin, row
            begin = reader.line_num + 1
    except csv.Error as error:
        flaws.add(begin, "", _broken(str(error)))


def _lines(stream: BinaryIO, flaws: Flaws) -> Iterator[str]:
    """The lines of a file as text, up to the first that cannot be read."""
    for number, raw in enumerate(iter(partial(stream.readline, MOST_LINE), b""), 1):
        if number == 1:
            if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                flaws.add(1, "", "the file is UTF-16; save it as CSV in UTF-8")
                return
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) == MOST_LINE:
            flaws.add(number, "", "the line is longer than a million bytes, so this is no table of ratings")
            return
        try:
            yield raw.decode()
        except UnicodeDecodeError as error:
            place = f"byte {error.start + 1} of the line"
            flaws.add(number, "", f"{place} is not UTF-8; save the file as CSV in UTF-8")
            return


def _delimiter(header: str) -> str:
    return next((sign for sign in (",", ";", "\t") if sign in header), ",")


def _broken(error: str) -> str:
    """What a parser's complaint means and what to do."""
    if "limit" in error:
        return "a field is longer than 131,072 characters; a quotation mark may be missing before it"
    if "new-line" in error:
        return "lines end neither with LF nor with CRLF; save the file with one of these"
    if "unexpected end" in error:
        return "a quotation mark is opened and never closed; close it, or double it inside a quoted field"
    return "a quotation mark stands where none can; double it inside a quoted field, and quote the field"


def _blocks(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Block]:
    block: list[list[str]] = []
    lines: list[int] = []
    for line, row in rows:
        block.append(row)
        lines.append(line)
        if len(block) == BLOCK:
            yield block, lines
            block, lines = [], []
    if block:
        yield block, lines


def read_parquet(
    stream: BinaryIO, options: Options = USUAL, *, progress: Progress | None = None
) -> RatingTable:
    """Read Parquet with pyarrow or polars, whichever is installed. A row's number counts from 1, as a line of data.

    Raises
    ------
    ValueError : "Parquet needs pyarrow or polars; install one of them, or save the table as CSV."
    Unreadable : as of CSV.
    """
    names, blocks = _parquet(stream)
    flaws = Flaws(word="row")
    intake = Intake(names, options, flaws, line=1)
    done = 0
    for columns in blocks:
        rows = list(zip(*columns, strict=True))
        intake.take(rows, range(done + 1, done + len(rows) + 1))
        done += len(rows)
        if progress is not None:
            progress(intake.rows)
    return intake.table()


def _parquet(stream: BinaryIO) -> tuple[list[str], Iterator[list[list[Any]]]]:
    """Names of the columns, and blocks of columns of plain values."""
    try:
        from pyarrow import parquet
    except ImportError:
        return _parquet_of_polars(stream)
    try:
        file = parquet.ParquetFile(stream)
        return list(file.schema_arrow.names), _batches(file)
    except (ValueError, OSError) as error:  # pyarrow's own errors are kinds of these
        raise _damaged(error) from None


def _batches(file: Any) -> Iterator[list[list[Any]]]:
    try:
        for batch in file.iter_batches(BLOCK):
            yield [column.to_pylist() for column in batch.columns]
    except (ValueError, OSError) as error:
        raise _damaged(error) from None


def _parquet_of_polars(stream: BinaryIO) -> tuple[list[str], Iterator[list[list[Any]]]]:
    try:
        import polars
    except ImportError:
        raise ValueError(
            "Parquet needs pyarrow or polars; install one of them, or save the table as CSV."
        ) from None
    try:
        frame = polars.read_parquet(stream)
    except (polars.exceptions.PolarsError, ValueError, OSError) as error:
        raise _damaged(error) from None
    return frame.columns, ([c.to_list() for c in part] for part in frame.iter_slices(BLOCK))


def _damaged(error: Exception) -> ValueError:
    reason = " ".join(str(error).split())[:200].rstrip(".")
    return ValueError(
        f"The file is no Parquet that can be read: {reason}. Write it again, or save it as CSV."
    )
