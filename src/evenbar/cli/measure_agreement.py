"""``evenbar measure agreement``: how far interviewers agree, by criterion and over all."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from evenbar.cli.answers import wrapped
from evenbar.cli.ratings import Answer, number, on_ratings
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.measure.agreement import Agreement, Agreements
    from evenbar.measure.interval import Estimate
    from evenbar.measure.ratings import RatingTable


@on_ratings
def agreement(table: "RatingTable") -> Answer:
    """How far interviewers agree: intraclass correlations, alpha, Gwet's coefficients, equal and adjacent levels."""
    from evenbar.measure.agreement import agreements

    found = agreements(table)
    facts = {
        "overall": _facts(found.overall),
        "criteria": {name: _facts(part) for name, part in found.criteria.items()},
    }
    return Answer(facts, tuple(_lines(found)), found.warnings)


def _facts(part: "Agreement") -> dict[str, Any]:
    return {
        "icc": {name: _interval(value) for name, value in part.icc.items()},
        "alpha": {name: _interval(value) for name, value in part.alpha.items()},
        "gwet": {name: {"value": value.value, "se": value.se} for name, value in part.gwet.items()},
        "exact": part.exact,
        "adjacent": part.adjacent,
        "kendall_w": part.kendall_w,
    }


def _interval(estimate: "Estimate") -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _lines(found: "Agreements") -> Iterator[str]:
    yield from _by_criterion(found)
    yield ""
    yield from _coefficients(found.overall)


def _by_criterion(found: "Agreements") -> Iterator[str]:
    """Every criterion in a line."""
    yield "\nAgreement by criterion"
    parts: Mapping[str, Agreement] = {**found.criteria, "all": found.overall}
    head = ("criterion", "units", "equal", "within 1", "ICC(A,1)", "95 %", "alpha ordinal")
    rows = [head]
    for name, part in parts.items():
        single = part.icc["ICC(A,1)"]
        if single.value is None:
            single = part.icc["ICC(1)"]
        rows.append(
            (
                name,
                str(part.units),
                _percent(part.exact),
                _percent(part.adjacent),
                number(single.value),
                _between(single),
                number(part.alpha["ordinal"].value),
            )
        )
    yield from aligned(rows)
    yield from wrapped(_reading(found.overall))


def _reading(part: "Agreement") -> str:
    """The table in words."""
    if part.exact is None or part.adjacent is None:
        return "Nobody was rated twice on the same criterion, so nothing can be said of agreement."
    pairs = (
        f"Two interviewers who rated the same candidate on the same criterion chose the same level in"
        f" {100 * part.exact:.0f} of 100 cases, and were at most one level apart in {100 * part.adjacent:.0f}."
    )
    single = part.icc["ICC(A,1)"] if part.icc["ICC(A,1)"].value is not None else part.icc["ICC(1)"]
    if single.value is None:
        return pairs
    share = max(single.value, 0.0)
    return (
        f"{pairs} Of the spread of single ratings, {100 * share:.0f} % is between candidates; the rest is"
        " the interviewers and chance. Levels are often equal where everyone gets the same one, so read both."
    )


def _coefficients(part: "Agreement") -> Iterator[str]:
    """Everything for those who ask, over all criteria."""
    yield "All criteria together"
    rows: list[tuple[str, ...]] = [("coefficient", "value", "95 %")]
    rows += [(name, number(value.value), _between(value)) for name, value in part.icc.items()]
    rows += [
        (f"Krippendorff's alpha, {name}", number(value.value), _between(value))
        for name, value in part.alpha.items()
    ]
    yield from aligned(rows)
    yield ""
    rows = [("coefficient", "value", "standard error")]
    names = {"nominal": "AC1"}
    rows += [
        (f"Gwet's {names.get(name, f'AC2, {name}')}", number(value.value), number(value.se, 3))
        for name, value in part.gwet.items()
    ]
    rows += [("Kendall's W", number(part.kendall_w), "-")]
    yield from aligned(rows)
    yield from wrapped(
        "ICC(1), ICC(A,1) and ICC(C,1) are of one rating, those with k of the mean of k interviewers. A counts"
        " severity as error, C does not. Krippendorff's ordinal and Gwet's ordinal are different measures."
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _between(estimate: "Estimate") -> str:
    if estimate.low is None and estimate.high is None:
        return "-"
    return f"{number(estimate.low)} to {number(estimate.high)}"
