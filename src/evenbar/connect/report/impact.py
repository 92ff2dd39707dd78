"""The report of ``evenbar measure impact``: how groups of applicants fare beside the one selected most often."""

from collections.abc import Mapping
from typing import Any

from evenbar.connect.report.page import Report, Section, Seen
from evenbar.figures.figure import Table
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.scale import told

TITLE = "How groups of applicants fare"
TERMS = (
    ("Ratio", "A group's rate of selection over that of the group selected most often, with Katz's 95 % interval."),
    ("Four fifths", "A rule of thumb, compared in exact fractions. Below it is a reason to look, and no finding of"
     " discrimination; above it is no proof of fairness."),
    ("Fisher p and mid-p", "How often chance alone would give a difference as large, were the true rates equal."),
    ("Flips", "How many selections would have to change hands for the comparison with four fifths to turn."),
    ("Chance below four fifths", "That the true ratio is below four fifths, if nothing was known before."),
)  # fmt: skip
LIMITS = (
    "Why rates differ. Counts show a difference; its cause is found by looking at what was asked and who applied.",
    "Anything about a single applicant.",
    "Much about small groups: with equal true rates, ratios below four fifths are common among them.",
)


def report(answer: Mapping[str, Any], seen: Seen) -> Report:  # noqa: ARG001 - all reports have one shape
    """The report of an answer."""
    return Report(TITLE, tuple(_axis(axis) for axis in answer["axes"]), TERMS, LIMITS)


def _axis(axis: Mapping[str, Any]) -> Section:
    groups, comparator = axis["groups"], axis["comparator"]
    figure = intervals(
        [_row(group, comparator) for group in groups],
        title=f"Rates of selection beside {comparator or 'no group'}",
        description="Ratio of rates with its 95 % interval, against four fifths.",
        names="Group",
        values="Ratio",
        counted="applicants",
        within=(0.0, 1.0),
        reference=Reference(0.8, "four fifths"),
    )
    tables = [("Counts and tests", _counts(groups))]
    if axis["mantel_haenszel"]:
        tables.append(("Within stages (Mantel and Haenszel)", _within(axis["mantel_haenszel"])))
    return Section(f"By {axis['axis']}", tuple(_read(axis)), figure, tuple(tables))


def _row(group: Mapping[str, Any], comparator: str | None) -> Row:
    name, n = group["group"], group["applicants"]
    ends = (group["ratio"], group["ratio_low"], group["ratio_high"])
    if name == comparator:
        return Row(name, None, None, None, n, note="The others are compared with this group.", tone="muted")
    if None in ends or not ends[1] <= ends[0] <= ends[2]:
        return Row(name, None, None, None, n, note="Not enough for a ratio with an interval.", tone="muted")
    return Row(name, *ends, n)


def _read(axis: Mapping[str, Any]) -> list[str]:
    said = {
        "below": "is below four fifths, and the difference is more than chance explains: look for its cause",
        "not-below": "is at four fifths or above, all of its interval",
        "unclear": "is not settled by these counts",
    }
    verdicts = axis["verdict"] or {}
    found = [f"{name} {said[one['finding']]}." for name, one in verdicts.items()]
    return found or ["There are not enough selections here for a verdict on any group."]


def _counts(groups: list[Mapping[str, Any]]) -> Table:
    rows = tuple(
        (
            group["group"],
            f"{group['applicants']:,}",
            f"{group['selected']:,}",
            "–" if group["rate"] is None else f"{100 * group['rate']:.0f} %",
            told(group["fisher_p"], 4),
            told(group["mid_p"], 4),
            "–" if group["flips"] is None else f"{group['flips']:,}",
            told(group["posterior_below_four_fifths"], 2),
        )
        for group in groups
    )
    heads = ("Group", "applicants", "selected", "rate", "Fisher p", "mid-p", "flips", "chance below 4/5")
    return Table(heads, rows, frozenset(range(1, len(heads))))


def _within(common: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            name,
            f"{one['stages']}",
            f"{told(one['value'], 2)} ({told(one['low'], 2)} to {told(one['high'], 2)})",
        )
        if one
        else (name, "0", "–")
        for name, one in common.items()
    )
    return Table(("Group", "stages", "common odds ratio, 95 %"), rows, frozenset({1, 2}))
