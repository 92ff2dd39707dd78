"""What the cells of a file of ratings may hold: names, levels, and how rows of them become a table.

Blocks of rows are coded column by column, each different text once. A row that cannot be taken is named with its
line, its column and what to do; reading goes on, so that all of them are named at once.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.ratings import Floats, Ints, Labels, RatingTable

MOST_FLAWS = 50
LARGEST = 1e6
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
NEEDED = ("candidate", "interviewer", "criterion", "score")
LABELS = ("stage", "occasion", "group", "role")
LEVELS = re.compile(r"(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True)
class Options:
    """How a file is to be read.

    ``columns`` renames: the name of a column of this program to that in the file. ``wide`` is a row a candidate and
    interviewer and a column a criterion; ``criteria`` then names those columns, else all the others are. A ``role``
    column is read only where it is named in ``columns``.
    """

    columns: dict[str, str] = field(default_factory=dict)
    levels: tuple[float, float] | None = None
    wide: bool = False
    criteria: tuple[str, ...] = ()
    duplicates: Literal["refuse", "mean"] = "refuse"
    fractional: bool = False


USUAL = Options()


def parsed_levels(text: str) -> tuple[float, float]:
    """The lowest and the highest level of a scale written as 1-5.

    Raises ValueError where the text is none, or the second is not above the first.
    """
    found = LEVELS.fullmatch(text.strip())
    if found is None or len(text) > 40:
        raise ValueError(f'"{text[:40]}" is no scale; write the lowest and the highest level, as 1-5.')
    low, high = float(found[1]), float(found[2])
    if not -LARGEST <= low < high <= LARGEST:
        raise ValueError(f'"{text}" is no scale; the second level must be above the first, as in 1-5.')
    return low, high


@dataclass(frozen=True)
class Flaw:
    """A place in a file that cannot be taken, and what to do about it. ``column`` is empty where it is the row."""

    line: int
    column: str
    sentence: str
    word: str = "line"

    def __str__(self) -> str:
        where = (
            f'{self.word} {self.line}, column "{self.column}"' if self.column else f"{self.word} {self.line}"
        )
        return f"{where}: {self.sentence}."


@dataclass
class Flaws:
    """The flaws found so far: the first ones whole, the others counted."""

    word: str = "line"
    found: list[Flaw] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, column: str, sentence: str) -> None:
        """Note one more."""
        self.count += 1
        if len(self.found) < MOST_FLAWS:
            self.found.append(Flaw(line, column, sentence, self.word))


class Unreadable(ValueError):  # noqa: N818 - it is a result, with all flaws
    """A file that was not taken; ``flaws`` are in the order of its lines, ``more`` were found and not kept."""

    def __init__(self, flaws: Flaws) -> None:
        self.flaws = tuple(sorted(flaws.found, key=lambda flaw: flaw.line))
        self.more = flaws.count - len(self.flaws)
        super().__init__(" ".join(map(str, self.flaws)))


class Names(dict[Any, int]):
    """Numbers of names by the texts that were met; spaces around a name do not count, an empty one is -1."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __missing__(self, text: Any) -> int:
        name = "" if text is None else unicodedata.normalize("NFC", str(text)).strip()
        self[text] = self.known.setdefault(name, len(self.known)) if name else -1
        return self[text]

    def codes(self, column: Sequence[Any]) -> Ints:
        """The numbers of a column of names (n,)."""
        return np.fromiter(map(self.__getitem__, column), np.int64, len(column))


class Numbers(dict[Any, float]):
    """Scores by the texts that were met: nan where there is none, infinite where the text is no score."""

    def __init__(self, options: Options) -> None:
        self.levels, self.fractional = options.levels, options.fractional

    def __missing__(self, text: Any) -> float:
        if len(self) > 100_000:
            self.clear()
        written = "" if text is None else str(text).strip()
        self[text] = np.nan if not written else np.inf if self.wrong(written) else float(written)
        return self[text]

    def values(self_, column: Sequence[Any]) -> Floats:  # type: ignore[override]  # noqa: N805
        """The scores of a column (n,)."""
        return np.fromiter(map(self_.__getitem__, column), np.float64, len(column))

    def wrong(self, text: str) -> str:
        """What is wrong with a score and what to do; empty where nothing is."""
        shown = f'"{text if len(text) <= 40 else text[:40] + "…"}"'
        if not NUMBER.fullmatch(text):
            comma = "write a decimal point, not a comma" if re.fullmatch(r"-?\d+,\d+", text) else ""
            return (
                f"{shown} is not a number; {comma or 'write a level, or leave it empty where none was given'}"
            )
        number = float(text)
        if self.levels is not None and not self.levels[0] <= number <= self.levels[1]:
            return f"{shown} is not on the scale from {self.levels[0]:g} to {self.levels[1]:g}; correct it"
        if abs(number) > LARGEST:
            return f"{shown} is beyond a million; write a level of the scale"
        if not self.fractional and number != int(number):
            return f"{shown} is not a whole level; correct it, or give --fractional where that is meant"
        return ""


class Intake:
    """Takes blocks of rows and makes a table of them in the end."""

    def __init__(self, header: Sequence[str], options: Options, flaws: Flaws, *, line: int) -> None:
        self.options, self.flaws, self.rows = options, flaws, 0
        self.header = [str(name).strip() for name in header]
        self.place = _places(self.header, options, flaws, line)
        if flaws.count:
            raise Unreadable(flaws)
        self.criteria = self._criteria(line) if options.wide else []
        self.names = {
            name: Names() for name in (*NEEDED[:3], *LABELS) if name in self.place or name == "criterion"
        }
        self.numbers = Numbers(options)
        self.parts: dict[str, list[Any]] = {name: [] for name in (*self.names, "score", "weight", "line")}

    def _criteria(self, line: int) -> list[int]:
        """The columns of criteria in a wide file."""
        taken = set(self.place.values())
        wanted = self.options.criteria
        for name in wanted:
            if name not in self.header:
                self.flaws.add(
                    line, name, f"there is no such column; the columns are {', '.join(self.header)}"
                )
        chosen = [
            index
            for index, name in enumerate(self.header)
            if (name in wanted if wanted else index not in taken)
        ]
        named = [self.header[index] for index in chosen]
        for index, name in zip(chosen, named, strict=True):
            if not name:
                self.flaws.add(
                    line, "", f"column {index + 1} has no name; name the criterion, or take it out"
                )
            elif named.count(name) > 1 and named.index(name) == chosen.index(index):
                self.flaws.add(line, name, "the column is there twice; name the second one otherwise")
        if not chosen:
            self.flaws.add(line, "", "there is no column of a criterion; give each criterion a column")
        if self.flaws.count:
            raise Unreadable(self.flaws)
        return chosen

    def take(self, rows: Sequence[Sequence[Any]], lines: Sequence[int]) -> None:
        """Take a block of rows, which begin on these lines."""
        self.rows += len(rows)
        width = len(self.header)
        if set(map(len, rows)) != {width}:
            rows, lines = self._whole(rows, lines, width)
            if not rows:
                return
        columns = list(zip(*rows, strict=True))
        numbers = np.asarray(lines, dtype=np.int64)
        shared: dict[str, Any] = {"line": numbers}
        for name, place in self.place.items():
            if name in self.names:
                shared[name] = self._named(name, columns[place], numbers)
        if "weight" in self.place:
            shared["weight"] = self._weights(columns[self.place["weight"]], numbers)
        scores = [(None, self.place["score"])] if not self.options.wide else [(i, i) for i in self.criteria]
        for criterion, place in scores:
            if criterion is not None:
                shared["criterion"] = np.full(len(rows), self.names["criterion"][self.header[criterion]])
            self._keep(shared, self._scores(columns[place], numbers, self.header[place]))

    def _whole(
        self, rows: Sequence[Sequence[Any]], lines: Sequence[int], width: int
    ) -> tuple[Sequence[Sequence[Any]], Sequence[int]]:
        """The rows that have as many cells as the header; the others are flaws."""
        for row, line in zip(rows, lines, strict=True):
            if len(row) != width:
                self.flaws.add(
                    line, "", f"the row has {len(row)} cells and the header {width}; make them as many"
                )
        kept = [(row, line) for row, line in zip(rows, lines, strict=True) if len(row) == width]
        return [row for row, _ in kept], [line for _, line in kept]

    def _named(self, name: str, column: Sequence[Any], lines: Ints) -> Ints:
        codes = self.names[name].codes(column)
        if name in NEEDED:
            for line in lines[codes < 0]:
                self.flaws.add(
                    int(line), self.header[self.place[name]], f"the name of the {name} is empty; write it"
                )
        return codes

    def _scores(self, column: Sequence[Any], lines: Ints, title: str) -> Floats:
        values = self.numbers.values(column)
        for index in np.flatnonzero(np.isinf(values)).tolist():
            self.flaws.add(int(lines[index]), title, self.numbers.wrong(str(column[index]).strip()))
        return values

    def _weights(self, column: Sequence[Any], lines: Ints) -> Floats:
        plain = Numbers(Options(fractional=True))
        values = plain.values(column)
        for index in np.flatnonzero(~(values >= 0.0) | np.isinf(values)).tolist():
            self.flaws.add(
                int(lines[index]), "weight", f'"{column[index]}" is no weight; write a number of 0 or more'
            )
        return values

    def _keep(self, shared: dict[str, Any], scores: Floats) -> None:
        rated = np.isfinite(scores)
        self.parts["score"].append(scores[rated])
        for name, values in shared.items():
            self.parts[name].append(values[rated])

    def table(self) -> RatingTable:
        """The table of everything taken.

        Raises Unreadable where anything could not be, and ValueError where nothing is rated.
        """
        columns = {name: np.concatenate(parts) for name, parts in self.parts.items() if parts}
        if not self.flaws.count and self.options.duplicates == "refuse" and len(columns.get("score", ())):
            self._refuse_duplicates(columns)
        if self.flaws.count:
            raise Unreadable(self.flaws)
        if "score" not in columns or not len(columns["score"]):
            raise ValueError("There is no rating in the table; give at least one row a score.")
        if self.options.duplicates == "mean":
            columns = _averaged(columns)
        return _tabled(columns, {name: list(names.known) for name, names in self.names.items()}, self.options)

    def _refuse_duplicates(self, columns: dict[str, Any]) -> None:
        first, lines = _cells(columns), columns["line"]
        for index in np.flatnonzero(first != np.arange(len(first))):
            who, whom, what = (
                list(self.names[name].known)[columns[name][index]]
                for name in ("interviewer", "candidate", "criterion")
            )
            self.flaws.add(
                int(lines[index]),
                "",
                f"{who} rated {whom} on {what} on {self.flaws.word} {lines[first[index]]} already; take one of them"
                " out, or give --duplicates mean to take their mean",
            )


def _places(header: list[str], options: Options, flaws: Flaws, line: int) -> dict[str, int]:
    """Where each column of ours stands in the header. A name fits in any case where none fits exactly."""
    needed = NEEDED[:2] if options.wide else NEEDED
    places: dict[str, int] = {}
    for name in (*needed, *LABELS[:3], "weight", *(["role"] if "role" in options.columns else [])):
        wanted = options.columns.get(name, name)
        hits = [index for index, title in enumerate(header) if title == wanted]
        hits = hits or [index for index, title in enumerate(header) if title.casefold() == wanted.casefold()]
        if len(hits) > 1:
            flaws.add(line, wanted, "the column is there twice; take one out, or name it otherwise")
        elif hits:
            places[name] = hits[0]
        elif name in needed or name in options.columns:
            there = ", ".join(filter(None, header)) or "none"
            flaws.add(
                line,
                wanted,
                f"there is no such column; the columns are {there}. --{name} says which one it is",
            )
    return places


def _cells(columns: dict[str, Any]) -> Ints:
    """For each rating, the first rating of the same cell: candidate, interviewer, criterion, stage, occasion."""
    keys = [columns[name] for name in (*NEEDED[:3], "stage", "occasion") if name in columns]
    cell = keys[0]
    for key in keys[1:]:
        size = int(key.max()) + 2
        if int(cell.max()) + 1 > 2**62 // size:
            cell = np.unique(cell, return_inverse=True)[1]
        cell = cell * size + key + 1
    order = np.argsort(cell, kind="stable")
    starts = np.concatenate(([True], cell[order][1:] != cell[order][:-1]))
    first = np.empty(len(cell), dtype=np.int64)
    first[order] = order[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    return first


def _averaged(columns: dict[str, Any]) -> dict[str, Any]:
    """Every cell once, with the mean of its scores."""
    first, group = np.unique(_cells(columns), return_inverse=True)
    mean = np.bincount(group, columns["score"]) / np.bincount(group)
    return {name: values[first] for name, values in columns.items()} | {"score": mean}


def _tabled(columns: dict[str, Any], names: dict[str, list[str]], options: Options) -> RatingTable:
    sorted_ = {name: _sorted(columns[name], names[name]) for name in names}
    scores: Floats = columns["score"]
    low, high = options.levels or (float(scores.min()), float(scores.max()))
    optional: dict[str, Any] = {name: sorted_.get(name) for name in LABELS[:3]}
    role = sorted_.get("role")
    table = RatingTable(
        candidates=sorted_["candidate"].names,
        interviewers=sorted_["interviewer"].names,
        criteria=sorted_["criterion"].names,
        candidate=sorted_["candidate"].code,
        interviewer=sorted_["interviewer"].code,
        criterion=sorted_["criterion"].code,
        score=scores,
        low=low,
        high=high,
        roles=role.names if role else (),
        role=role.code if role else None,
        weight=columns.get("weight"),
        warnings=tuple(_unused(scores, options)),
        **optional,
    )
    if role is not None and (role.code < 0).any():
        raise ValueError("Some ratings have no role; give every rating one, or leave --role out.")
    return table


def _sorted(codes: Ints, names: list[str]) -> Labels:
    """The names that are borne, in order, with the codes that fit."""
    used = np.unique(codes[codes >= 0])
    order = sorted(used.tolist(), key=names.__getitem__)
    place = np.full(len(names) + 1, -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    return Labels(tuple(names[index] for index in order), place[codes])


def _unused(scores: Floats, options: Options) -> Iterator[tuple[str, str]]:
    """A warning where the scale is not stated and a level in between is not used."""
    seen: NDArray[np.float64] = np.unique(scores)
    whole = not options.fractional and bool((seen == np.round(seen)).all())
    if options.levels is not None or not whole:
        return
    gaps = [f"{level:g}" for level in np.arange(seen[0], min(seen[-1], seen[0] + 200)) if level not in seen]
    if gaps:
        listed = ", ".join(gaps[:5]) + (", …" if len(gaps) > 5 else "")
        yield (
            "unused-level",
            f"The scale is taken to go from {seen[0]:g} to {seen[-1]:g}, as seen; nobody used {listed}."
            " --levels states the scale.",
        )
