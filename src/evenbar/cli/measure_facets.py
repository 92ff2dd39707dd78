"""``evenbar measure facets``: severities, difficulties and abilities by a many-facet Rasch model."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import wrapped
from evenbar.cli.ratings import Answer, number, on_ratings
from evenbar.cli.tables import aligned, cut

if TYPE_CHECKING:
    from evenbar.measure.facet_fit import Separation
    from evenbar.measure.facets import Facets, Measures
    from evenbar.measure.ratings import RatingTable

MOST_RATINGS = 100_000  # up to which effects beyond severity are told
MOST_ROWS = 40  # of a table for people; the JSON has all


class Model(StrEnum):
    """Whether criteria share their thresholds."""

    RATING_SCALE = "rating-scale"
    PARTIAL_CREDIT = "partial-credit"


class Estimator(StrEnum):
    """Whether abilities are integrated out."""

    MML = "mml"
    JML = "jml"


class Severities(StrEnum):
    """Whether severities are shrunken."""

    RANDOM = "random"
    FIXED = "fixed"


@on_ratings
def facets(
    table: "RatingTable",
    *,
    model: Annotated[
        Model,
        typer.Option(
            "--model", help="One scale for all criteria, or thresholds of its own for each criterion."
        ),
    ] = Model.RATING_SCALE,
    estimator: Annotated[
        Estimator,
        typer.Option(
            "--estimator", help="Marginal maximum likelihood, or joint estimation for comparison with FACETS."
        ),
    ] = Estimator.MML,
    interviewers: Annotated[
        Severities,
        typer.Option(
            "--interviewers", help="Severities shrunken towards their mean, or fixed without priors."
        ),
    ] = Severities.RANDOM,
) -> Answer:
    """How severe interviewers, how hard criteria and how able candidates are, in logits (many-facet Rasch)."""
    from evenbar.measure.facets import fit

    found = fit(table, model=model.value, estimator=estimator.value, interviewers=interviewers.value)
    shared = model is Model.RATING_SCALE
    lines = tuple(_lines(found, estimator=estimator, interviewers=interviewers, shared=shared))
    if table.n <= MOST_RATINGS:
        lines += tuple(_beyond(table))
    return Answer(_facts(found, shared=shared), lines, found.warnings)


def _facts(found: "Facets", *, shared: bool) -> dict[str, Any]:
    names = found.criteria.names
    each = dict(zip(names, map(list, found.thresholds), strict=False))
    return {
        "deviance": found.deviance,
        "candidate_sd": found.candidate_sd,
        "intercept": found.intercept,
        "candidates": _elements(found.candidates),
        "interviewers": _elements(found.interviewers),
        "criteria": _elements(found.criteria),
        "thresholds": list(found.thresholds[0]) if shared else each,
        "separation": {
            name: {"separation": one.separation, "strata": one.strata, "reliability": one.reliability}
            for name, one in found.separation.items()
        },
    }


def _elements(part: "Measures") -> list[dict[str, Any]]:
    columns = (part.names, part.measure, part.se, part.infit, part.outfit)
    keys = ("name", "measure", "se", "infit", "outfit")
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _lines(found: "Facets", *, estimator: Estimator, interviewers: Severities, shared: bool) -> Iterator[str]:
    yield from _part("Interviewers", "severity", found.interviewers, harder=True)
    yield from wrapped(_severity(found, estimator=estimator, interviewers=interviewers))
    yield from _part("Criteria", "difficulty", found.criteria, harder=True)
    yield from _part("Candidates", "measure", found.candidates, harder=False)
    yield from wrapped(
        "Measures are in logits, from the mean of the candidates. One logit more turns an even chance of reaching the"
        " next level into 73 in 100. They are about how the panel rated, never about how somebody will perform."
    )
    yield from _thresholds(found, shared=shared)
    yield from _separations(found)


def _part(title: str, measure: str, part: "Measures", *, harder: bool) -> Iterator[str]:
    """A table of one facet, the severest or the ablest first."""
    order = sorted(range(len(part.names)), key=lambda index: -part.measure[index])
    yield f"\n{title}, the {'hardest' if harder else 'highest'} first"
    rows: list[tuple[str, ...]] = [(title.lower()[:-1], measure, "se", "infit", "outfit")]
    rows[0] = ({"Criteria": "criterion"}.get(title, rows[0][0]), *rows[0][1:])
    for index in order[:MOST_ROWS]:
        values = (part.measure[index], part.se[index], part.infit[index], part.outfit[index])
        rows.append((part.names[index], *(number(float(value)) for value in values)))
    yield from aligned(rows)
    if len(order) > MOST_ROWS:
        yield f"and {len(order) - MOST_ROWS} more; --json gives all"


def _severity(found: "Facets", *, estimator: Estimator, interviewers: Severities) -> str:
    """The interviewers' table in words."""
    part = found.interviewers
    told = "Infit and outfit near 1 are as expected; well above is erratic, well below is very regular."
    if len(part.names) < 2:
        return "With one interviewer severity cannot be told from the criteria's difficulty. " + told
    order = part.measure.argsort()
    hard, easy = order[-1], order[0]
    apart = float(part.measure[hard] - part.measure[easy])
    spread = (
        f"{cut(part.names[hard], 20)} is {apart:.2f} logits harder than {cut(part.names[easy], 20)}, the most"
        " lenient."
    )
    if estimator is Estimator.MML and interviewers is Severities.RANDOM:
        return f"{spread} Severities are drawn towards zero as far as the ratings leave them open. {told}"
    return f"{spread} {told}"


def _thresholds(found: "Facets", *, shared: bool) -> Iterator[str]:
    """Where each level becomes likelier than the one below."""
    yield "\nThresholds: where a level becomes likelier than the one below"
    if shared:
        rows: list[tuple[str, ...]] = [tuple(_steps(found.levels[0]))]
        rows.append(tuple(number(value) for value in found.thresholds[0]))
        yield from aligned(rows, left=0)
    else:
        for name, levels, values in zip(found.criteria.names, found.levels, found.thresholds, strict=True):
            told = ", ".join(
                f"{step}: {number(value)}" for step, value in zip(_steps(levels), values, strict=True)
            )
            yield from wrapped(f"{name}  {told}", indent=2, first="")
    every = [one > other for row in found.thresholds for other, one in pairwise(row)]
    if every and not all(every):
        yield from wrapped(
            "Thresholds out of order: a level in between is never the likeliest. It was used too rarely, or its"
            " anchor does not stand apart from its neighbours."
        )


def _steps(levels: tuple[float, ...]) -> list[str]:
    return [f"{low:g} to {high:g}" for low, high in pairwise(levels)]


def _separations(found: "Facets") -> Iterator[str]:
    yield "\nHow far apart they are, in units of their errors"
    rows: list[tuple[str, ...]] = [("facet", "separation", "strata", "reliability")]
    rows += [(name, *_three(one)) for name, one in found.separation.items()]
    yield from aligned(rows)
    yield from wrapped(
        "Reliability of candidates says how surely their order can be trusted. Reliability of interviewers says how"
        " surely they differ in severity: a high one is not agreement."
    )


def _beyond(table: "RatingTable") -> Iterator[str]:
    """Effects beyond severity that stand out, in sentences."""
    from evenbar.measure.effects import effects

    found = effects(table)
    tested = {effect.interviewer for effect in found if effect.value is not None}
    yield "\nBeyond severity"
    if not tested:
        yield from wrapped(
            "Too few ratings to say more of any interviewer: 10 candidates and 30 ratings of one would be enough."
        )
        return
    flagged = [effect.sentence for effect in found if effect.flagged]
    for sentence in flagged:
        yield from wrapped(sentence, first="- ", indent=2)
    if not flagged:
        yield from wrapped(
            "Nothing stands out: no central tendency, restricted range, halo, inconsistency, or change over time"
            " where times are given."
        )
    few = len(table.interviewers) - len(tested)
    told = (
        f" {few} of {len(table.interviewers)} interviewers have too few ratings to be looked at."
        if few
        else ""
    )
    yield from wrapped(
        "Of what is named here one in twenty is expected to be chance. It is a reason to look at the ratings together,"
        f" no grade of the interviewer.{told}"
    )


def _three(one: "Separation") -> tuple[str, str, str]:
    return number(one.separation), number(one.strata), number(one.reliability)
