"""What can be said of a readable scorecard before it is published: plain facts, no opinion on wording.

Pure. The linter, with its rules and reasons, is another room; this needs nothing but counting.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from evenbar.scorecard.criterion import STANDARD, Criterion
from evenbar.scorecard.scorecard import Scorecard, rater_counts

RATERS = 2
MOST_CRITERIA = 5
THIRDS = (
    ("Technical", frozenset({"ml", "engineering"})),
    ("Domain and impact", frozenset({"domain", "impact"})),
    ("Behaviour", frozenset({"behaviour"})),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to consider: a title, a sentence, and the part of the editor where it is mended."""

    title: str
    sentence: str
    part: str


def facts(card: Scorecard) -> tuple[Fact, ...]:
    """What to consider before publishing, in the order in which it matters."""
    return (*_coverage(card), *_raters(card), *_load(card), *_weights(card), *_empty_stages(card))


def thirds(card: Scorecard) -> tuple[tuple[str, Fraction], ...]:
    """The shares of technical skill, domain with impact, and behaviour."""
    shares = card.shares()
    return tuple(
        (name, sum((shares[each.id] for each in card.criteria if each.family in families), Fraction(0)))
        for name, families in THIRDS
    )


def uncovered(card: Scorecard) -> tuple[str, ...]:
    """The standard criteria that no row stands for, by their readable names."""
    covered = {code for criterion in card.criteria for code in criterion.covers}
    return tuple(name for code, name in STANDARD.items() if code not in covered)


def _coverage(card: Scorecard) -> tuple[Fact, ...]:
    missing = uncovered(card)
    if not missing:
        return ()
    count = len(STANDARD) - len(missing)
    title = f"{count} of the fourteen standard criteria are covered."
    return (Fact(title, f"No row stands for: {_listed(missing)}.", "job"),)


def _raters(card: Scorecard) -> tuple[Fact, ...]:
    counts = rater_counts(card)
    few = [criterion for criterion in card.criteria if counts[criterion.id] < RATERS]
    return tuple(_few_raters(criterion, counts[criterion.id]) for criterion in few)


def _few_raters(criterion: Criterion, count: int) -> Fact:
    title = f"{criterion.name}: rated by {'one person' if count else 'nobody'}."
    return Fact(title, "Add it to another stage, or a second interviewer to its stage.", "stages")


def _load(card: Scorecard) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            f"{stage.name} rates {len(stage.criteria)} criteria.",
            f"More than {MOST_CRITERIA} in one conversation leaves too little time for evidence on each.",
            "stages",
        )
        for stage in card.stages
        if stage.rated and len(stage.criteria) > MOST_CRITERIA
    )


def _weights(card: Scorecard) -> tuple[Fact, ...]:
    """One fact for all weights that differ from the commonest one without saying why."""
    if not card.criteria:
        return ()
    usual = Counter(criterion.weight for criterion in card.criteria).most_common(1)[0][0]
    silent = [each for each in card.criteria if each.weight != usual and not each.why_weight]
    if not silent:
        return ()
    names = _listed(tuple(each.name for each in silent))
    sentence = (
        f"Equal weights are the safer default. Write why these weigh more or less than the others: {names}."
    )
    return (Fact("Weights differ without a reason.", sentence, f"criteria/{silent[0].id}"),)


def _empty_stages(card: Scorecard) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            f"{stage.name} rates nothing.",
            "Choose its criteria, or mark it as a conversation that rates none.",
            "stages",
        )
        for stage in card.stages
        if stage.rated and not stage.criteria
    )


def _listed(names: tuple[str, ...]) -> str:
    return "; ".join(names)
