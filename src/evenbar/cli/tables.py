"""Tables as lines that fit a terminal."""

from collections.abc import Iterator, Sequence

from evenbar.cli.answers import WIDTH, printable


def aligned(rows: Sequence[Sequence[str]], *, left: int = 1) -> Iterator[str]:
    """Rows of cells as lines: the first ``left`` columns flush left, the others flush right, names cut to fit."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    widths[0] = min(widths[0], max(WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1), 8))
    for row in rows:
        cells = [
            cut(printable(cell), width).ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def cut(text: str, width: int) -> str:
    """A text that is no longer than a width."""
    return text if len(text) <= width else text[: width - 1] + "…"
