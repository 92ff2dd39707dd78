"""``evenbar measure validity``: how scores go with outcomes measured later, and what that would mean in a choice."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import AS_JSON, counted, refuse, wrapped
from evenbar.cli.measure_groups import between, give, percent
from evenbar.cli.ratings import Answer, number, opened, refused
from evenbar.cli.report import AS_HTML, check_place
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.measure.validity import Validity

BASE_RATES, SELECTION_RATIOS = (0.3, 0.5, 0.7), (0.1, 0.3, 0.5)


def validity(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="CSV: score,outcome and group,hired_on if you like; or -.")
    ],
    *,
    outcome_reliability: Annotated[
        float | None,
        typer.Option("--outcome-reliability", metavar="R", help="Correct for an outcome this reliable."),
    ] = None,
    restriction: Annotated[
        float | None,
        typer.Option(
            "--restriction",
            metavar="U",
            help="Correct for selection: spread of scores among those hired / all who applied.",
        ),
    ] = None,
    as_json: Annotated[bool, AS_JSON] = False,
    html: Annotated[Path | None, AS_HTML] = None,
) -> None:
    """How scores go with outcomes measured later: the correlation as seen, corrected as asked, weighed with a prior."""
    from evenbar.measure.group_file import read_outcomes
    from evenbar.measure.rating_cells import Unreadable
    from evenbar.measure.validity import validity as studied

    try:
        check_place(html)
        with opened(file) as stream:
            pairs = read_outcomes(stream)
        found = studied(
            pairs.score,
            pairs.outcome,
            outcome_reliability=outcome_reliability,
            restriction=restriction,
            labels=pairs.labels,
        )
    except Unreadable as unreadable:
        raise typer.Exit(refused(file, unreadable)) from None
    except ValueError as error:
        raise typer.Exit(refuse(str(error))) from None
    warnings = list(found.warnings)
    if pairs.left_out:
        rows = f"Without a score or an outcome, and left out: {counted(pairs.left_out, 'row')}."
        warnings.append(("left-out", f"{rows} If outcomes are missing for a reason, the rest mislead."))
    answer = Answer(_validity_facts(found), list(_validity_lines(found)), warnings)
    give(answer, as_json=as_json, html=html, command="validity", file=file)


def _validity_facts(found: "Validity") -> dict[str, Any]:
    from evenbar.measure.utility import taylor_russell

    seen, after = found.observed, found.posterior
    return {
        "observed": {"r": seen.value, "low": seen.low, "high": seen.high, "n": found.n},
        "corrections": [
            {"name": one.name, "assumption": one.assumption, "r": one.r} for one in found.corrections
        ],
        "posterior": {"mean": after.mean, "sd": after.sd, "low": after.low, "high": after.high},
        "utility": [
            {
                "base_rate": base,
                "selection_ratio": ratio,
                "success_rate": taylor_russell(validity=after.mean, base_rate=base, selection_ratio=ratio),
            }
            for base in BASE_RATES
            for ratio in SELECTION_RATIOS
        ],
    }


def _validity_lines(found: "Validity") -> Iterator[str]:
    yield f"How scores go with outcomes, {found.n} pairs"
    after = found.posterior
    rows: list[tuple[str, ...]] = [("correlation", "r", "95 %")]
    rows.append(("as observed", number(found.observed.value), between(found.observed)))
    rows += [
        (f"{'then ' if place else ''}corrected for {one.name}", number(one.r), "-")
        for place, one in enumerate(found.corrections)
    ]
    rows.append(
        (
            "observed, weighed with the prior",
            number(after.mean),
            f"{number(after.low)} to {number(after.high)}",
        )
    )
    yield from aligned(rows)
    yield from wrapped(_observed_in_words(found))
    yield from wrapped(
        "Weighed with what is known of structured interviews (mean .42, standard deviation .19), these data count for"
        f" {100 * after.weight:.0f} % and what was known for {100 - round(100 * after.weight)} %."
    )
    for one in found.corrections:
        yield from wrapped(f"{one.name}: {one.assumption} The data cannot show this.", first="- ", indent=2)
    yield ""
    yield from _utility_lines(after.mean, after.low, after.high)


def _observed_in_words(found: "Validity") -> str:
    seen = found.observed
    if seen.value is None:
        return "Scores or outcomes are all the same, so nothing can be said of how they go together."
    if seen.low is None or seen.high is None:
        return "No interval is defined, so the number says next to nothing."
    open_ = (
        "The interval holds 0, so these data alone do not show that scores and outcomes go together."
        if seen.low <= 0.0 <= seen.high
        else "The interval leaves 0 out: in these data scores and outcomes go together"
        + ("." if seen.value > 0.0 else ", the wrong way round.")
    )
    return f"{open_} Only people with an outcome are here, so nothing is seen of those who were not hired."


def _utility_lines(mean: float, low: float, high: float) -> Iterator[str]:
    """What a correlation would be worth, over the range that is believed."""
    from evenbar.measure.utility import mean_selected, taylor_russell

    yield f"What a correlation of {number(mean)} would mean over many choices"
    rows: list[tuple[str, ...]] = [("base rate", "selected", "successful", "95 %", "mean outcome")]
    for base in BASE_RATES:
        for ratio in SELECTION_RATIOS:
            shares = [
                taylor_russell(validity=r, base_rate=base, selection_ratio=ratio) for r in (mean, low, high)
            ]
            rows.append(
                (
                    percent(base),
                    percent(ratio),
                    percent(shares[0]),
                    f"{100 * shares[1]:.0f} to {100 * shares[2]:.0f} %",
                    f"{mean * mean_selected(ratio):+.2f} sd",
                )
            )
    yield from aligned(rows, left=0)
    yield from wrapped(
        "Base rate: how many of 100 who apply would do well; these data do not know it. Successful: how many of 100"
        " selected by the score would, were score and outcome bivariate normal (Taylor and Russell). Mean outcome: of"
        " those selected, in standard deviations above all who apply (Naylor and Shine). Over many choices; no"
        " forecast for a person."
    )
