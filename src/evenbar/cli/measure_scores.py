"""``evenbar measure scores``: scores after interviewers' severity, with intervals, ranks and chances."""

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import wrapped
from evenbar.cli.ratings import Answer, number, on_ratings
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.measure.ratings import RatingTable
    from evenbar.measure.standing import Standing


class Estimator(StrEnum):
    """How the variances are estimated."""

    AUTO = "auto"
    REML = "reml"
    POSTERIOR = "posterior"


@on_ratings
def scores(
    table: "RatingTable",
    *,
    weights: Annotated[
        Path | None, typer.Option("--weights", metavar="FILE", help="CSV criterion,weight. Else equal.")
    ] = None,
    bar: Annotated[float | None, typer.Option("--bar", metavar="X", help="The bar, in levels.")] = None,
    top: Annotated[
        int, typer.Option("--top", metavar="K", help="How many are wanted, for P(in the top K).")
    ] = 1,
    estimator: Annotated[
        Estimator, typer.Option("--estimator", help="auto is the posterior for small panels, else REML.")
    ] = Estimator.AUTO,
    terms: Annotated[
        str | None,
        typer.Option(
            "--terms", metavar="LIST", help="Random terms, between commas. Else all that can be told apart."
        ),
    ] = None,
) -> Answer:
    """Scores after interviewers' severity, with intervals, rank intervals and the chance of being above the bar."""
    from evenbar.measure.standing import standing

    found = standing(
        table,
        weights=None if weights is None else read_weights(weights),
        bar=bar,
        top=top,
        estimator=estimator.value,
        terms=None if terms is None else [term.strip() for term in terms.split(",") if term.strip()],
    )
    flags, notes = _flags(table)
    facts = {
        "variance": found.fit.variance(),
        "estimator": found.fit.estimator,
        "reliability": found.reliability,
        "candidates": [_candidate(found, index, bar) for index in range(len(table.candidates))],
        "interviewers": [
            _interviewer(found, index) | {"flags": flags.get(name, [])}
            for index, name in enumerate(table.interviewers)
        ],
    }
    return Answer(facts, tuple(_lines(found, bar=bar, top=top)), (*found.warnings, *notes))


def _flags(table: "RatingTable") -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The effects beyond severity that stand out, by interviewer; and a warning where they were not looked for."""
    from evenbar.measure.effects import MOST_RATINGS, effects

    if table.n > MOST_RATINGS:
        told = f"Effects beyond severity are looked for in tables of up to {MOST_RATINGS:,} ratings; this has more."
        return {}, [("flags-left-out", told)]
    try:
        found = effects(table)
    except ValueError as error:
        return {}, [("flags-left-out", f"Effects beyond severity were not looked for: {error}")]
    flags: dict[str, list[str]] = {}
    for effect in found:
        if effect.flagged:
            flags.setdefault(effect.interviewer, []).append(effect.kind)
    return flags, []


def read_weights(path: Path) -> dict[str, float]:
    """Weights from CSV ``criterion,weight``. Raises ValueError with the line where a weight is no positive number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read as UTF-8 text: {error}.") from None
    if not rows or [cell.strip() for cell in rows[0]] != ["criterion", "weight"]:
        raise ValueError(f"{path}, line 1: the header must be criterion,weight.")
    found: dict[str, float] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        try:
            name, value = row[0].strip(), float(row[1])
        except (IndexError, ValueError):
            raise ValueError(
                f"{path}, line {line}: write a criterion and a number, as in framing,2."
            ) from None
        if not 0.0 < value < float("inf") or len(row) > 2 or name in found or not name:
            raise ValueError(f"{path}, line {line}: each criterion has one weight, a number above 0.")
        found[name] = value
    return found


def _candidate(found: "Standing", index: int, bar: float | None) -> dict[str, Any]:
    plain, read, table = found.plain, found.scores, found.fit.table
    shown = bool(found.enough.candidates[index])
    facts: dict[str, Any] = {
        "candidate": table.candidates[index],
        "part": int(table.parts.candidate[index]) + 1,
        "n": int(plain.n[index]),
        "interviewers": int(plain.interviewers[index]),
        "raw": float(plain.raw[index]),
        "weighted": float(plain.weighted[index]),
    }
    for name in ("score", "se", "low80", "high80", "low95", "high95"):
        facts[name] = float(getattr(read, name)[index]) if shown else None
    for name in ("rank", "rank_low", "rank_high"):
        facts[name] = int(getattr(read, name)[index]) if shown else None
    for name in ("p_best", "p_top"):
        facts[name] = float(getattr(read, name)[index]) if shown else None
    facts["p_above_bar"] = float(read.p_above_bar[index]) if shown and bar is not None else None
    return facts | {
        "weight_covered": float(plain.covered[index]),
        "bound_low": float(plain.low[index]),
        "bound_high": float(plain.high[index]),
    }


def _interviewer(found: "Standing", index: int) -> dict[str, Any]:
    from evenbar.measure.interval import NORMAL_95

    table, shown = found.fit.table, bool(found.enough.interviewers[index])
    severity, error = float(found.severity[index]), float(found.severity_se[index])
    return {
        "interviewer": table.interviewers[index],
        "part": int(table.parts.interviewer[index]) + 1,
        "n": int((table.interviewer == index).sum()),
        "candidates": int(found.met[index]),
        "severity": severity if shown else None,
        "se": error if shown else None,
        "low95": severity - NORMAL_95 * error if shown else None,
        "high95": severity + NORMAL_95 * error if shown else None,
    }


def _lines(found: "Standing", *, bar: float | None, top: int) -> Iterator[str]:
    from evenbar.measure import readings

    yield "\nCandidates, the highest score first"
    yield from aligned(_candidate_rows(found, bar=bar, top=top))
    yield from wrapped(_score_reading(found, bar))
    yield "\nInterviewers, the most severe first"
    yield from aligned(_interviewer_rows(found))
    yield from wrapped(readings.SEVERITY)
    yield "\nWhat a rating is made of"
    yield from aligned(_variance_rows(found.fit.variance()))
    share = found.reliability
    if share is not None:
        yield from wrapped(readings.reliability(share))


def _candidate_rows(found: "Standing", *, bar: float | None, top: int) -> list[tuple[str, ...]]:
    head = ["candidate", "n", "weighted", "score", "80 %", "rank"]
    rows = [(*head, *(["above"] if bar is not None else []), f"top {top}")]
    for index in _order(found.scores.score, found.enough.candidates):
        facts = _candidate(found, index, bar)
        cells = [
            facts["candidate"],
            str(facts["n"]),
            number(facts["weighted"]),
            number(facts["score"]),
            _range(facts["low80"], facts["high80"], 2),
            "-" if facts["rank"] is None else "{rank} ({rank_low}-{rank_high})".format_map(facts),
        ]
        if bar is not None:
            cells.append(_chance(facts["p_above_bar"]))
        rows.append((*cells, _chance(facts["p_top"])))
    return rows


def _order(values: Any, shown: Any) -> list[int]:
    """The highest first; then, in the order of names, those whose estimate is not shown."""
    return sorted(range(len(values)), key=lambda one: (not shown[one], -values[one] if shown[one] else 0.0))


def _interviewer_rows(found: "Standing") -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("interviewer", "ratings", "candidates", "severity", "95 %")]
    for index in _order(found.severity, found.enough.interviewers):
        facts = _interviewer(found, index)
        signed = "-" if facts["severity"] is None else f"{facts['severity']:+.2f}"
        between = _range(facts["low95"], facts["high95"], 2)
        rows.append((facts["interviewer"], str(facts["n"]), str(facts["candidates"]), signed, between))
    return rows


def _variance_rows(variance: Mapping[str, float | None]) -> list[tuple[str, ...]]:
    total = sum(value for value in variance.values() if value is not None)
    rows: list[tuple[str, ...]] = [("term", "variance", "share")]
    for term, value in variance.items():
        share = "-" if value is None or total <= 0.0 else f"{100 * value / total:.0f} %"
        rows.append((term, number(value, 3), share))
    return rows


def _score_reading(found: "Standing", bar: float | None) -> str:
    from evenbar.measure.readings import IMMATERIAL

    moved = abs(found.scores.score - found.plain.weighted)[found.enough.candidates]
    if not len(moved):
        return "No candidate was rated by two interviewers, so no score can be given; rate with two at least."
    told = (
        "A score is the weighted mean after the severity of whoever rated, drawn towards the others as far as the"
        " ratings are few. The 80 % interval holds the score that endless panels like this one would agree on in"
        " 80 of 100 cases; beside a rank stand the ranks that hold it in 80 of 100, and ranks whose intervals overlap"
        " are not told apart."
    )
    if float(moved.max()) < IMMATERIAL:
        told += " Here the adjustment moves nobody by as much as a tenth of a level."
    if bar is not None:
        told += f" The chance of being above {bar:g} is about this measurement, not about success in the job."
    return told


def _range(low: float | None, high: float | None, places: int) -> str:
    return "-" if low is None or high is None else f"{low:.{places}f} to {high:.{places}f}"


def _chance(value: float | None) -> str:
    if value is None:
        return "-"
    return "<1 %" if value < 0.01 else ">99 %" if value > 0.99 else f"{100 * value:.0f} %"
