"""What can be taken along: the estimates of a page and the ratings behind them, as rows for a CSV file.

A file says what its page says, to the same person: the labels, lines and order are the page's.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from evenbar.panel.deciding.pool import Pool, criterion_of, levels_of
from evenbar.panel.insight.shown import Looking
from evenbar.panel.insight.wording import EFFECTS, Value

Row = tuple[object, ...]
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of a formula
PLACES = 4


def written(rows: Iterable[Row]) -> str:
    """Rows as CSV; a name that a spreadsheet would run as a formula gets an apostrophe."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _plain(cell: object) -> object:
    if isinstance(cell, float):
        return round(cell, PLACES)
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def interviewers(value: Value, who: Looking) -> Iterator[Row]:
    """A row for each estimate of each interviewer whom the viewer sees; without an estimate its cells are empty."""
    yield ("interviewer", "figure", "value", "low95", "high95", "candidates", "ratings", "stands_out")
    for line in who.lines(value):
        name, n = who.labels[line["id"]], (line["candidates"], line["ratings"])
        found = line["severity"] or {}
        yield (name, "severity", *_ends(found), *n, _yes(line["far"]) if found else "")
        for half, when in zip(line["halves"] or (), ("earlier", "later"), strict=False):
            yield (name, f"severity-{when}", *_ends(half), half["n"], "", "")
        for effect in line["effects"]:
            stands = "" if effect["value"] is None else _yes(effect["flagged"])
            assert effect["kind"] in EFFECTS
            yield (name, effect["kind"], *_ends(effect), effect["candidates"], effect["ratings"], stands)


def reliability(value: Value) -> Iterator[Row]:
    """A row for each panel that might be."""
    yield ("interviewers", "ranking", "low95", "high95", "cut", "cut_low95", "cut_high95", "hours")
    for one in value.get("options", ()):
        ends = (one["ranking"], one["low"], one["high"], one["cut"], one["cut_low"], one["cut_high"])
        yield (one["interviewers"], *ends, one["hours"])


def criteria(value: Value, names: Mapping[str, str]) -> Iterator[Row]:
    """A row for each criterion."""
    yield (
        *("criterion", "name", "weight", "effective", "low95", "high95", "candidates", "coverage"),
        *("ratings", "most_chosen_level", "share_of_it", "share_low95", "share_high95"),
    )
    for each in value.get("criteria", ()):
        key, same = each["key"], each["same"]
        yield (
            *(criterion_of(key), names.get(key, ""), each["nominal"], *_ends(each["effective"])),
            *(each["effective"]["n"], each["coverage"]["value"], each["ratings"], each["level"]),
            *(same["value"], same["low"], same["high"]),
        )


def ratings(
    pool: Pool,
    *,
    interviewers: Mapping[int, str],
    candidates: Mapping[int, str],
    openings: Mapping[int, str],
    by_day: bool,
) -> Iterator[Row]:
    """A row a rating, in the order of the labels; candidates without a label are left out.

    The columns are those that `evenbar measure` reads. An analyst's occasion is a month, since a day may tell who.
    """
    yield ("candidate", "interviewer", "criterion", "score", "role", "occasion")
    found = levels_of(pool)
    seen = Counter(criterion_of(key) for key in {key for _, key, _ in found})
    rows = [
        (
            candidates[entry.application],
            interviewers[entry.interviewer],
            key if seen[criterion_of(key)] > 1 else criterion_of(key),
            level,
            openings.get(entry.opening, ""),
            f"{entry.sealed_at:%Y-%m-%d}" if by_day else f"{entry.sealed_at:%Y-%m}-01",
        )
        for entry, key, level in found
        if entry.application in candidates
    ]
    yield from sorted(rows)


def _ends(found: Value) -> tuple[object, object, object]:
    return found.get("value"), found.get("low"), found.get("high")


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
