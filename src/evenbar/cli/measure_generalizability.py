"""``evenbar measure generalizability``: what a rating is made of, and how many interviewers would be enough."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evenbar.cli.answers import wrapped
from evenbar.cli.ratings import Answer, number, on_ratings
from evenbar.cli.tables import aligned

if TYPE_CHECKING:
    from evenbar.measure.decision_study import Coefficients, Option
    from evenbar.measure.generalize import Study
    from evenbar.measure.ratings import RatingTable

MOST_OPTIONS, MOST_NUMBER = 60, 1_000
WORDS = {"p": "candidate", "r": "interviewer", "i": "criterion"}


@on_ratings
def generalizability(
    table: "RatingTable",
    *,
    design: Annotated[
        str,
        typer.Option(
            "--design",
            metavar="DESIGN",
            help="'p x r', 'p x i', 'p x (r:i)', '(r:p) x i' or 'p x r x i': p candidate, r interviewer, i criterion.",
        ),
    ],
    try_interviewers: Annotated[
        str | None,
        typer.Option("--try-interviewers", metavar="1-8", help="Panels to look at, as 1-8 or 2,4,6."),
    ] = None,
    try_criteria: Annotated[
        str | None, typer.Option("--try-criteria", metavar="3-5", help="Numbers of criteria to look at.")
    ] = None,
    hours: Annotated[
        float, typer.Option("--hours", help="Hours that one interviewer needs for one candidate.")
    ] = 1.0,
) -> Answer:
    """What a rating is made of: variance components, reliability, and how many interviewers would be enough."""
    from evenbar.measure import decision_study
    from evenbar.measure.generalize import generalizability as studied
    from evenbar.measure.generalize import parsed_design

    name = parsed_design(design)
    if not 0.0 <= hours <= MOST_NUMBER:
        raise ValueError(f"--hours must lie between 0 and {MOST_NUMBER:,}.")
    wanted = {"--try-interviewers": try_interviewers, "--try-criteria": try_criteria}
    interviewers, criteria = (_numbers(option, text) for option, text in wanted.items())
    study = studied(table, name)
    for option, met in (("--try-interviewers", study.interviewers), ("--try-criteria", study.criteria)):
        if wanted[option] is not None and met is None:
            raise ValueError(f"the design {name} has nothing for {option}; leave it out.")
    found = decision_study.coefficients(study)
    options = decision_study.decision(study, interviewers=interviewers, criteria=criteria, hours=hours)
    if len(options) > MOST_OPTIONS * 10:
        raise ValueError(f"that would be {len(options)} panels; look at {MOST_OPTIONS * 10} at most.")
    warnings = list(study.warnings)
    if study.candidates < decision_study.ENOUGH:
        warnings.append(
            (
                "too-few",
                f"{study.candidates} candidates are not enough to say how many interviewers would be:"
                f" {decision_study.ENOUGH} would be. The components above are rough.",
            )
        )
    return Answer(_facts(study, found, options), tuple(_lines(study, found, options)), warnings)


def _numbers(option: str, text: str | None) -> tuple[int, ...]:
    """Numbers written as 1-8 or 2,4,6."""
    if text is None:
        return ()
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*", part, re.ASCII)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= MOST_NUMBER or len(found) + last - first >= MOST_OPTIONS:
            raise ValueError(
                f'{option} "{text[:40]}" is not a list of numbers; write 1-8 or 2,4,6, up to {MOST_OPTIONS} of them.'
            )
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def _facts(study: "Study", found: "Coefficients", options: "Sequence[Option]") -> dict[str, Any]:
    return {
        "design": study.design,
        "variance": {
            name: {"value": part.value, "low": part.low, "high": part.high}
            for name, part in study.variance.items()
        },
        "coefficients": {
            "generalizability": found.generalizability,
            "dependability": found.dependability,
            "sem": found.sem,
        },
        "decision": [
            {
                "interviewers": option.interviewers,
                "criteria": option.criteria,
                "generalizability": option.generalizability,
                "dependability": option.dependability,
                "low": option.low,
                "high": option.high,
                "hours": option.hours,
            }
            for option in options
        ],
    }


def _lines(study: "Study", found: "Coefficients", options: "Sequence[Option]") -> Iterator[str]:
    yield f"\nWhat a rating is made of ({study.design})"
    total = sum(max(part.value or 0.0, 0.0) for part in study.variance.values())
    rows: list[tuple[str, ...]] = [("part", "meaning", "variance", "95 %", "share")]
    for name, part in study.variance.items():
        share = "-" if total == 0.0 else f"{100 * max(part.value or 0.0, 0.0) / total:.0f} %"
        rows.append(
            (name, _meaning(name), number(part.value, 3), f"{number(part.low)} to {number(part.high)}", share)
        )
    yield from aligned(rows, left=2)
    yield from wrapped(_components_in_words(study, total))
    yield ""
    yield from _reliability(study, found)
    if options:
        yield from _decision(study, options)


def _meaning(name: str) -> str:
    """A component in words: pr is candidate by interviewer, r:i interviewer within criterion."""
    inner, _, outer = name.partition(":")
    words = " by ".join(WORDS[letter] for letter in inner)
    return f"{words} in {WORDS[outer]}" if outer else words


def _components_in_words(study: "Study", total: float) -> str:
    if total == 0.0:
        return "All ratings are the same, so there is nothing to take apart."
    largest = max(study.variance, key=lambda name: study.variance[name].value or 0.0)
    share = max(study.variance["p"].value or 0.0, 0.0) / total
    rest = "" if largest == "p" else f" The largest part is {_meaning(largest)}."
    return (
        f"Of one rating, {100 * share:.0f} % is the candidate; the rest is who rated, on what, and chance.{rest}"
        " The last part holds chance too."
    )


def _reliability(study: "Study", found: "Coefficients") -> Iterator[str]:
    met = [
        f"{value:.3g} {word}"
        for value, word in ((study.interviewers, "interviewers"), (study.criteria, "criteria"))
        if value is not None
    ]
    each = " to each criterion" if study.design == "p x (r:i)" else ""
    size = " on ".join([f"{met[0]}{each}", *met[1:]])
    yield from wrapped(
        f"With {size}, as here: generalizability {number(found.generalizability)} (for ranking), dependability"
        f" {number(found.dependability)} (for a cut), standard error {number(found.sem)} levels."
    )


def _decision(study: "Study", options: "Sequence[Option]") -> Iterator[str]:
    from evenbar.measure import readings

    yield "\nHow many would be enough"
    rows: list[tuple[str, ...]] = [("interviewers", "criteria", "ranking", "95 %", "cut", "hours")]
    for option in options:
        rows.append(
            (
                "-" if option.interviewers is None else str(option.interviewers),
                "-" if option.criteria is None else str(option.criteria),
                number(option.generalizability),
                f"{number(option.low)} to {number(option.high)}",
                number(option.dependability),
                "-" if option.hours is None else f"{option.hours:g}",
            )
        )
    yield from aligned(rows, left=0)
    yield from wrapped(readings.enough(options, study.candidates))
