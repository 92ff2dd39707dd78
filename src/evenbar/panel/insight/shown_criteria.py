"""What the page of criteria shows of an answer: what each adds beside its weight, and what to look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evenbar.figures.figure import Markup, markup
from evenbar.figures.intervals import Row, intervals
from evenbar.panel.deciding.pool import criterion_of
from evenbar.panel.insight import wording
from evenbar.panel.insight.wording import Value

SEEN = 0.8  # share of candidates below which a criterion is hardly observed
TEN = "not enough: 10 candidates rated on it would be"
PAIRS = 6  # pairs shown


@dataclass(frozen=True)
class Line:
    """One criterion in words."""

    name: str
    weight: str
    effective: str
    interval: str
    candidates: int
    coverage: str
    same: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """Two criteria and how far they move together."""

    first: str
    second: str
    correlation: str
    interval: str
    candidates: int
    redundant: bool


@dataclass(frozen=True)
class Page:
    """Everything on the page. `first` are sentences on what to look at."""

    first: tuple[str, ...]
    figure: Markup | None
    lines: tuple[Line, ...]
    pairs: tuple[Together, ...]
    pairs_more: int


def page_of(value: Value, names: Mapping[str, str]) -> Page:
    """The page of an answer; `names` are those of the criteria by their name in a table."""
    criteria = sorted(value["criteria"], key=lambda each: (-each["nominal"], _named(names, each["key"])))
    return Page(
        first=tuple(_first(value, names)),
        figure=_figure(criteria, names),
        lines=tuple(_line(each, names) for each in criteria),
        pairs=tuple(_pair(each, names) for each in value["pairs"][:PAIRS]),
        pairs_more=max(len(value["pairs"]) - PAIRS, 0),
    )


def _named(names: Mapping[str, str], key: str) -> str:
    return names.get(key, criterion_of(key))


def _first(value: Value, names: Mapping[str, str]) -> Iterator[str]:
    """What to look at, in the order in which it costs most."""
    for key in value["unseen"]:
        yield f"{_named(names, key)}: nobody has been rated on it yet. Its weight decides nothing."
    for each in value["criteria"]:
        yield from _of_criterion(each, _named(names, each["key"]))
    for pair in value["pairs"]:
        if pair["redundant"]:
            found = pair["correlation"]
            n = wording.count(found["n"], "candidate")
            yield (
                f"{_named(names, pair['first'])} and {_named(names, pair['second'])} move together: correlation"
                f" {found['value']:.2f} ({wording.SURE}: {wording.between(found)}; {n})."
                " Perhaps they are one criterion, or one impression fills both."
            )


def _of_criterion(each: Value, name: str) -> Iterator[str]:
    coverage, same, adds = each["coverage"], each["same"], each["effective"]
    if coverage["value"] < SEEN:
        yield (
            f"{name}: observed on {wording.share(coverage['value'])} of {coverage['n']} candidates only"
            f" ({wording.SURE}: {wording.shares(coverage)}). Give it to another interview, or drop it."
        )
    if each["alike"]:
        yield (
            f"{name}: {wording.share(same['value'])} of {each['ratings']} ratings are level {each['level']:g}"
            f" ({wording.SURE}: {wording.shares(same)}), so it tells hardly anybody apart. Sharpen its anchors, or"
            " ask harder questions."
        )
    elif each["little"]:
        n = wording.count(adds["n"], "candidate")
        yield (
            f"{name}: weighs {wording.share(each['nominal'])}, and makes {wording.share(adds['value'])} of the"
            f" differences between scores ({wording.SURE}: {wording.shares(adds)}; {n})."
        )


def _figure(criteria: list[Value], names: Mapping[str, str]) -> Markup | None:
    rows = []
    for each in criteria:
        found, name = each["effective"], _named(names, each["key"])
        if found["value"] is None or found["low"] is None:
            rows.append(Row(name, None, None, None, found["n"], note=TEN, tone="muted"))
            continue
        low, value, high = (100 * found[end] for end in ("low", "value", "high"))
        note = f"weighs {wording.share(each['nominal'])}"
        rows.append(
            Row(
                name,
                value,
                min(low, value),
                max(high, value),
                found["n"],
                note=note,
                tone="warn" if each["little"] or each["alike"] else "plain",
            )
        )
    if not any(row.value is not None for row in rows):
        return None
    figure = intervals(
        rows,
        title="What each criterion adds to the score",
        description="The share of the differences between candidates' scores that each criterion makes, in per cent,"
        " with 95 % intervals, beside its weight. n is candidates rated on it.",
        names="Criterion",
        values="Share, %",
        decimals=0,
    )
    return markup(figure, titled=False)


def _line(each: Value, names: Mapping[str, str]) -> Line:
    found, shown = each["effective"], each["effective"]["value"] is not None
    return Line(
        name=_named(names, each["key"]),
        weight=wording.share(each["nominal"]),
        effective=wording.share(found["value"]) if shown else "–",
        interval=wording.shares(found) if shown and found["low"] is not None else TEN,
        candidates=found["n"],
        coverage=f"{wording.share(each['coverage']['value'])} of {each['coverage']['n']}",
        same=f"{wording.share(each['same']['value'])} level {each['level']:g}, n {each['ratings']}",
        marks=tuple(_marks(each)),
    )


def _marks(each: Value) -> Iterator[str]:
    if each["coverage"]["value"] < SEEN:
        yield "hardly observed"
    if each["alike"]:
        yield "nearly all alike"
    elif each["little"]:
        yield "adds little"


def _pair(each: Value, names: Mapping[str, str]) -> Together:
    found = each["correlation"]
    return Together(
        _named(names, each["first"]),
        _named(names, each["second"]),
        f"{found['value']:.2f}",
        wording.between(found),
        found["n"],
        each["redundant"],
    )
