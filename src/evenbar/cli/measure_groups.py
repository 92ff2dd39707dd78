"""``evenbar measure impact``: how groups of applicants fare on each axis, and how its answers are given.

It reads a small table of counts, not of ratings.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import AS_JSON, counted, give_json, refuse, wrapped
from evenbar.cli.ratings import Answer, finite, number, opened, refused
from evenbar.cli.report import AS_HTML, check_place, source, write
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.measure.contingency import CommonOdds
    from evenbar.measure.impact import Axis, Group
    from evenbar.measure.interval import Estimate

MOST_SAID = 8  # groups of an axis told in words; the table has them all


def impact(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="CSV: group,applicants,selected and axis,stage if you like; or -."
        ),
    ],
    *,
    as_json: Annotated[bool, AS_JSON] = False,
    html: Annotated[Path | None, AS_HTML] = None,
) -> None:
    """How groups of applicants fare: rates, ratios with intervals, exact tests; no verdict where counts are small."""
    from evenbar.measure.group_file import read_counts
    from evenbar.measure.impact import impact as compared
    from evenbar.measure.rating_cells import Unreadable

    try:
        check_place(html)
        with opened(file) as stream:
            axes = compared(read_counts(stream))
    except Unreadable as unreadable:
        raise typer.Exit(refused(file, unreadable)) from None
    except ValueError as error:
        raise typer.Exit(refuse(str(error))) from None
    warnings = [warning for axis in axes for warning in axis.warnings]
    lines = [line for axis in axes for line in _axis_lines(axis)]
    answer = Answer({"axes": [_axis_facts(axis) for axis in axes]}, lines, warnings)
    give(answer, as_json=as_json, html=html, command="impact", file=file)


def _axis_facts(axis: "Axis") -> dict[str, Any]:
    judged = {group.group: group for group in axis.compared if group.verdict is not None}
    return {
        "axis": axis.axis,
        "comparator": axis.comparator,
        "groups": [_group_facts(group) for group in axis.groups],
        "mantel_haenszel": {group.group: _common_facts(group.common) for group in axis.compared}
        if axis.stages
        else None,
        "verdict": {name: {"finding": group.verdict, "q": group.q} for name, group in judged.items()} or None,
    }


def _group_facts(group: "Group") -> dict[str, Any]:
    return {
        "group": group.group,
        "applicants": group.applicants,
        "selected": group.selected,
        "rate": group.rate,
        "ratio": group.ratio.value,
        "ratio_low": group.ratio.low,
        "ratio_high": group.ratio.high,
        "z": group.z,
        "fisher_p": group.fisher_p,
        "mid_p": group.mid_p,
        "cohen_h": group.cohen_h,
        "flips": group.flips,
        "posterior_below_four_fifths": group.posterior,
        "below_four_fifths": group.below,
    }


def _common_facts(common: "CommonOdds | None") -> dict[str, Any] | None:
    if common is None:
        return None
    return {
        "value": common.value,
        "low": common.low,
        "high": common.high,
        "chi2": common.chi2,
        "chi2_corrected": common.chi2_corrected,
        "p": common.p,
        "stages": common.strata,
    }


def _axis_lines(axis: "Axis") -> Iterator[str]:
    yield from wrapped(f"Selection by {axis.axis}, compared with {axis.comparator or 'nobody'}")
    rows: list[tuple[str, ...]] = [
        ("group", "applicants", "selected", "rate", "ratio", "95 %", "4/5", "flips")
    ]
    for group in axis.groups:
        below = "-" if group.below is None else "below" if group.below else "not"
        rows.append(
            (
                group.group,
                f"{group.applicants:,}",
                f"{group.selected:,}",
                percent(group.rate),
                number(group.ratio.value),
                between(group.ratio),
                below,
                _whole(group.flips),
            )
        )
    yield from aligned(rows)
    lowest = sorted(axis.compared, key=lambda group: (group.ratio.value is None, group.ratio.value or 0.0))
    for group in lowest[:MOST_SAID]:
        yield from wrapped(_in_words(group, axis.comparator or ""))
    if len(lowest) > MOST_SAID:
        yield f"{len(lowest) - MOST_SAID} more stand in the table."
    yield ""
    if axis.compared:
        yield from _tests(axis)


def _in_words(group: "Group", comparator: str) -> str:
    """One group beside the comparator, in words that the counts carry."""
    if group.ratio.value is None:
        return f"{group.group}: too few to be set beside {comparator} as a ratio."
    said = f"{group.group} were selected at {100 * group.ratio.value:.0f} % of the rate of {comparator}"
    if group.ratio.low is not None and group.ratio.high is not None:
        said += f"; chance leaves room for {100 * group.ratio.low:.0f} to {100 * group.ratio.high:.0f} %"
    said += {
        "below": ". That is below four fifths, and the difference is more than chance explains: look for its cause.",
        "not-below": ". All of that is at four fifths or above.",
        "unclear": ". These counts do not settle whether that is below four fifths.",
        None: ". There are not enough for a verdict.",
    }[group.verdict]
    if group.verdict is None and group.by_chance is not None:
        said += (
            f" With equal true rates, {100 * group.by_chance:.0f} of 100 pairs of groups as small as these would still"
            " show a ratio below four fifths."
        )
    if group.flips == 1:
        said += " One selection that went to the other group would turn the comparison with four fifths."
    return said


def _tests(axis: "Axis") -> Iterator[str]:
    """Everything for those who ask."""
    rows: list[tuple[str, ...]] = [
        ("group", "z", "Fisher p", "mid-p", "adjusted", "Cohen's h", "P(below 4/5)")
    ]
    for group in axis.compared:
        values = (_p(group.fisher_p), _p(group.mid_p), _p(group.q))
        rows.append(
            (group.group, number(group.z), *values, number(group.cohen_h), number(group.posterior, 3))
        )
    yield from aligned(rows)
    yield from wrapped(
        "Adjusted is Fisher's p after Benjamini and Hochberg for the number of groups. P(below 4/5) is the chance"
        " that the true ratio is below four fifths if nothing was known before. Four fifths is a rule of thumb:"
        " below it is a reason to look, and no finding of discrimination; above it is no proof of fairness."
    )
    yield ""
    if axis.stages:
        yield from _within(axis)


def _within(axis: "Axis") -> Iterator[str]:
    """The comparison within stages."""
    from evenbar.measure.interval import Estimate

    rows: list[tuple[str, ...]] = [("within stages", "stages", "odds ratio", "95 %", "chi2", "p")]
    for group in axis.compared:
        odds = group.common
        if odds is None:
            rows.append((group.group, "0", "-", "-", "-", "-"))
            continue
        room = between(Estimate(odds.value, odds.low, odds.high))
        rows.append(
            (
                group.group,
                str(odds.strata),
                number(odds.value),
                room,
                number(odds.chi2_corrected),
                _p(odds.p),
            )
        )
    yield from aligned(rows)
    yield from wrapped(
        f"The common odds ratio (Mantel and Haenszel) compares with {axis.comparator} within each of"
        f" {counted(axis.stages, 'stage')}: 1 is no difference, below 1 fewer. The table above adds the stages up, so"
        " one person in two stages counts twice there."
    )
    yield ""


def give(answer: Answer, *, as_json: bool, html: Path | None, command: str, file: str) -> None:
    """Print an answer that is not of ratings, for people or for programs, and write its report where asked."""
    told = [{"code": code, "message": message} for code, message in answer.warnings]
    facts = finite({**answer.facts, "warnings": told})
    if as_json:
        give_json(facts)
    else:
        _print(answer)
    if html is None:
        return
    from evenbar.connect.report.page import Seen

    write(html, command=command, answer=facts, seen=Seen(source(file)))


def _print(answer: Answer) -> None:
    for line in _trimmed(answer.lines):
        typer.echo(line)
    if answer.warnings:
        typer.echo("\nTo know")
    for _, message in answer.warnings:
        for line in wrapped(message, first="- ", indent=2):
            typer.echo(line)


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    return lines[:-1] if lines and not lines[-1] else lines


def percent(share: float | None) -> str:
    """A share for people; a dash where there is none."""
    return "-" if share is None else f"{100 * share:.0f} %"


def _whole(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _p(value: float | None) -> str:
    return "<0.0001" if value is not None and value < 0.0001 else number(value, 4)


def between(estimate: "Estimate") -> str:
    """An interval for people; a dash where there is none."""
    if estimate.low is None or estimate.high is None:
        return "-"
    return f"{number(estimate.low)} to {number(estimate.high)}"
