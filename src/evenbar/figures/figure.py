"""What every shape returns, and how it stands on a page.

A figure is drawn twice, for a wide place and for a narrow one, because text in a drawing shrinks with it: the
stylesheet shows the layout that fits. Under both lies a table with the same numbers, for whoever cannot see the
drawing or wants to copy them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evenbar.figures.drawing import Drawing, element, number, safe

_GROUND = ".fig-drawing { background: var(--surface); }"
NAMESPACE = "http://www.w3.org/2000/svg"


class Markup(str):
    """Markup made in this room, every word in it escaped; templates take it as it is. Joined to text, it is text."""

    __slots__ = ()

    def __html__(self) -> str:
        """The markup, for templates that escape everything else."""
        return str(self)


@dataclass(frozen=True)
class Table:
    """The numbers of a figure. The first cell of a row is its name; the columns in ``numbers`` are set flush right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A drawing in two layouts, what it is and what it shows in words, and its table."""

    title: str
    description: str
    wide: Drawing
    narrow: Drawing
    table: Table

    @property
    def svg(self) -> Markup:
        """The wide layout, as it stands on a page."""
        return Markup(_svg(self, self.wide, layout="wide"))


def markup(figure: Figure, *, titled: bool = True) -> Markup:
    """A figure for a page: caption, both layouts, and the table behind a word to open it.

    Without ``titled`` the title is only read aloud, for a page that has a heading with the same words.
    """
    caption = element(
        "figcaption",
        element("span", safe(figure.title), look="fig-title" if titled else "fig-title fig-aloud"),
        " ",
        element("span", safe(figure.description), look="fig-about"),
    )
    drawings = (_placed(figure, getattr(figure, layout), layout) for layout in ("wide", "narrow"))
    return Markup(element("figure", caption, *drawings, _twin(figure), look="fig"))


def svg_file(figure: Figure) -> str:
    """The wide layout as a file of its own, with its style and tokens; light and dark as the reader has it."""
    drawn = _svg(
        figure, figure.wide, layout="wide", style=f"{tokens()}\n{stylesheet()}\n{_GROUND}", edge=16.0
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'


@cache
def stylesheet() -> str:
    """The stylesheet of figures, for pages that carry it inside. It needs the tokens."""
    return _static("figures.css")


@cache
def tokens() -> str:
    """The colours and sizes, light and dark, for pages that stand alone."""
    return _static("tokens.css")


def _static(name: str) -> str:
    return (files("evenbar.figures") / "static" / "figures" / name).read_text(encoding="utf-8")


def _placed(figure: Figure, drawing: Drawing, layout: str) -> str:
    drawn = _svg(figure, drawing, layout=layout)
    if not drawing.keeps_size:
        return element("div", drawn, look=f"fig-{layout}")
    # What is wider than its place is scrolled, by keyboard too.
    return (
        f'<div class="fig-{layout} fig-scrolls" tabindex="0" role="group" aria-label="{safe(figure.title)}">'
        f"{drawn}</div>"
    )


def _svg(figure: Figure, drawing: Drawing, *, layout: str, style: str = "", edge: float = 0.0) -> str:
    inside = "".join(drawing.pieces)
    mark = hashlib.sha256(f"{layout}{figure.title}{figure.description}{inside}".encode()).hexdigest()[:10]
    title, about = f"fig-{mark}-title", f"fig-{mark}-about"
    wide, high = number(drawing.width + 2 * edge), number(drawing.height + 2 * edge)
    view = f"{number(-edge)} {number(-edge)} {wide} {high}"
    return (
        f'<svg xmlns="{NAMESPACE}" class="fig-drawing" viewBox="{view}" width="{wide}" height="{high}"'
        f' role="img" aria-labelledby="{title}" aria-describedby="{about}">'
        f'<title id="{title}">{safe(figure.title)}</title><desc id="{about}">{safe(figure.description)}</desc>'
        f"{f'<style>{style}</style>' if style else ''}{inside}</svg>"
    )


def _twin(figure: Figure) -> str:
    numbers = figure.table.numbers
    heads = "".join(
        f'<th scope="col"{_flush(at in numbers)}>{safe(head)}</th>'
        for at, head in enumerate(figure.table.heads)
    )
    rows = "".join(f"<tr>{_row(row, numbers)}</tr>" for row in figure.table.rows)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return (
        '<details class="fig-twin"><summary>The same as a table</summary>'
        f'<div class="fig-table" tabindex="0" role="group" aria-label="{safe(figure.title)}, as a table">{table}'
        "</div></details>"
    )


def _row(row: Iterable[str], numbers: frozenset[int]) -> str:
    first, *rest = row
    cells = "".join(f"<td{_flush(at in numbers)}>{safe(cell)}</td>" for at, cell in enumerate(rest, start=1))
    return f'<th scope="row">{safe(first)}</th>{cells}'


def _flush(right: bool) -> str:
    return ' class="number"' if right else ""
