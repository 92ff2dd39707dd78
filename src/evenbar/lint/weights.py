"""Rules on weights and the decision: what counts for how much, and whether bar and must-haves go together."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from evenbar.lint.rule import Hit, rule
from evenbar.lint.subject import Card
from evenbar.scorecard.scorecard import LEVELS, Scorecard

_TOP = LEVELS[-1]
_NEGLIGIBLE = Fraction(1, 50)


def percent(share: Fraction) -> str:
    """A share in whole percent."""
    return f"{round(share * 100)} %"


@rule("unequal-without-rationale", family="weights", severity="warning", strength="strong")
def unequal_without_rationale(card: Card) -> Iterator[Hit]:
    """A criterion weighs more or less than the others and does not say why.

    What it does
    ------------
    Takes the weight that most criteria have as the usual one, and looks for ``why_weight`` on those that differ.

    Why it matters
    --------------
    Equal weights do about as well as weights that people choose, and are harder to bend afterwards. A reason written
    before anyone is met is what makes another weight defensible.

    Example
    -------
    weight: 3

    Better
    ------
    weight: 3
    why_weight: Most incidents of the last year began in data.

    Source
    ------
    Dawes (1979), The robust beauty of improper linear models in decision making, American Psychologist. Einhorn and
    Hogarth (1975), Unit weighting schemes for decision making, Organizational Behavior and Human Performance.
    """
    counts = Counter(criterion.weight for criterion in card.card.criteria)
    if len(counts) < 2:
        return
    most = max(counts.values())
    usual = min(weight for weight, count in counts.items() if count == most)
    shares = card.card.shares()
    for criterion in card.card.criteria:
        if criterion.weight != usual and not criterion.why_weight:
            yield Hit(
                f"criteria/{criterion.id}/weight" if criterion.weight != 1 else f"criteria/{criterion.id}",
                f"“{criterion.name}” weighs {criterion.weight} where others weigh {usual} "
                f"({percent(shares[criterion.id])} of the whole), without a reason.",
                "Add `why_weight` with what in the job makes it so, or leave the weight out.",
            )


@rule("dominant-weight", family="weights", severity="warning", strength="judgement")
def dominant_weight(card: Card) -> Iterator[Hit]:
    """One criterion outweighs the rest.

    What it does
    ------------
    Looks for a share of the whole weight above 40 % (a limit that a team may set).

    Why it matters
    --------------
    The score then follows one row, and the error of those who rate it is the error of the decision. What must not be
    missed is better said as a minimum.

    Example
    -------
    Weights 6, 1, 1, 1: the first row is two thirds of the score.

    Better
    ------
    minimum: 3 on that row, and weights that are nearer to each other.

    Source
    ------
    Our judgement: a sum is more reliable than its parts only as long as it has parts.
    """
    equal = len({criterion.weight for criterion in card.card.criteria}) == 1
    most = Fraction(card.limits.weight_share, 100)
    for id, share in card.card.shares().items():
        if share > most and not equal:
            name = card.card.criterion(id).name
            yield Hit(
                f"criteria/{id}/weight",
                f"“{name}” is {percent(share)} of the whole; the score says little about anything else.",
                f"Bring it to {percent(most)} or less, and set a `minimum` if a low level here must stop the hire.",
            )


@rule("negligible-weight", family="weights", severity="info", strength="judgement")
def negligible_weight(card: Card) -> Iterator[Hit]:
    """A criterion weighs so little that its ratings cannot move the score.

    What it does
    ------------
    Looks for a share of the whole weight below 2 %.

    Why it matters
    --------------
    Its questions take the candidate's time and two raters' attention. Four levels of it move the mean by less than
    a tenth of a level.

    Example
    -------
    weight: 0.1 beside seven criteria of weight 1.

    Better
    ------
    Drop the row, or weigh it like the others.

    Source
    ------
    Our judgement, by arithmetic.
    """
    for id, share in card.card.shares().items():
        if share < _NEGLIGIBLE:
            yield Hit(
                f"criteria/{id}/weight",
                f"“{card.card.criterion(id).name}” is {float(share * 100):.1f} % of the whole: no rating of it moves "
                "the score.",
                "Drop the criterion, or weigh it like the others.",
            )


@rule("no-bar", family="weights", severity="warning", strength="mixed")
def no_bar(card: Card) -> Iterator[Hit]:
    """The rule of the decision asks for a bar and none is set.

    What it does
    ------------
    Looks for ``decision.bar`` where the rule is a weighted mean.

    Why it matters
    --------------
    A bar that is set once the ratings are known is set for or against somebody. Criteria agreed beforehand are what
    keeps a panel from moving them to fit a favourite.

    Example
    -------
    decision: {rule: weighted-mean}

    Better
    ------
    decision: {rule: weighted-mean, bar: 3.2}

    Source
    ------
    Uhlmann and Cohen (2005), Constructed criteria: redefining merit to justify discrimination, Psychological Science.
    """
    decision = card.card.decision
    if decision.bar is None and decision.rule != "all-minimums":
        yield Hit(
            "decision",
            "The rule is a weighted mean at or above the bar, and no bar is set.",
            "Add `bar`: about 3 for a mid-level job, where 3 is what someone does unsupervised on an ordinary project.",
        )


@rule("bar-contradicts-minimums", family="weights", severity="warning", strength="judgement")
def bar_contradicts_minimums(card: Card) -> Iterator[Hit]:
    """Bar, minimums and targets do not go together.

    What it does
    ------------
    Finds a rule that needs minimums where none is set, minimums or a bar that the rule ignores, minimums that imply
    the bar, and a bar that even a candidate at every target misses.

    Why it matters
    --------------
    A part of the rule that cannot decide anything misleads those who read it. A bar above every target turns away
    the very candidate whom the scorecard describes.

    Example
    -------
    A minimum of 4 on every row beside a bar of 3.5.

    Better
    ------
    A minimum of 3 on the one row that must not be missed beside a bar of 3.4.

    Source
    ------
    Our judgement, by arithmetic.
    """
    decision = card.card.decision
    minimums = [criterion for criterion in card.card.criteria if criterion.minimum]
    if decision.rule != "weighted-mean" and not minimums:
        yield Hit(
            "decision/rule",
            f"The rule “{decision.rule}” needs minimums, and no criterion has one.",
            "Set `minimum` on the one or two criteria that must not be missed, or choose weighted-mean.",
        )
    if decision.rule == "weighted-mean" and minimums and decision.minimums_are == "veto":
        yield Hit(
            f"criteria/{minimums[0].id}/minimum",
            f"The rule is a weighted mean, so the minimum of “{minimums[0].name}” is ignored.",
            "Choose weighted-mean-and-minimums, or take the minimum away (`minimums_are: advice` keeps it as a note).",
        )
    if decision.rule == "all-minimums" and decision.bar is not None:
        yield Hit(
            "decision/bar",
            "The rule asks for every minimum alone, so the bar is ignored.",
            "Take the bar away, or choose weighted-mean-and-minimums.",
        )
    yield from _idle_or_out_of_reach(card.card)


def _idle_or_out_of_reach(card: Scorecard) -> Iterator[Hit]:
    bar, shares = card.decision.bar, card.shares()
    if bar is None or card.decision.rule == "all-minimums" or not card.criteria:
        return
    limit = Fraction(repr(bar))
    minimums, targets = [c.minimum for c in card.criteria], [c.target for c in card.criteria]
    least = sum((shares[c.id] * c.minimum for c in card.criteria if c.minimum), Fraction(0))
    if card.decision.rule == "weighted-mean-and-minimums" and all(minimums) and least >= limit:
        yield Hit(
            "decision/bar",
            f"Whoever reaches every minimum has {float(least):.2f} already, so the bar of {bar} never decides.",
            "Raise the bar above it, or keep minimums on the one or two criteria that must not be missed.",
        )
    reached = sum((shares[c.id] * c.target for c in card.criteria if c.target), Fraction(0))
    if all(targets) and reached < limit:
        yield Hit(
            "decision/bar",
            f"A candidate at every target has {float(reached):.2f} and misses the bar of {bar}.",
            "Lower the bar to what the targets give, or raise the targets that the job needs.",
        )
    elif limit >= _TOP:
        yield Hit(
            "decision/bar",
            f"A bar of {bar} asks for the highest level on every criterion; nobody will reach it.",
            "Set the bar between 3 and 4.",
        )


@rule("too-many-vetoes", family="weights", severity="warning", strength="judgement")
def too_many_vetoes(card: Card) -> Iterator[Hit]:
    """More than two criteria can stop a hire by themselves.

    What it does
    ------------
    Counts criteria with a minimum that is a veto under the rule of the decision.

    Why it matters
    --------------
    Each rating errs at times; with every further veto more good candidates fall to one of them by chance. Two is enough
    for what the job cannot do without.

    Example
    -------
    A minimum of 3 on six of eight criteria.

    Better
    ------
    A minimum of 3 on the two criteria that nobody can cover for; the others through the weighted mean.

    Source
    ------
    Our judgement, by arithmetic: with four independent vetoes that each err in one of ten cases, a third of good
    candidates is lost (1 - 0.9^4 = 0.34).
    """
    minimums = [criterion for criterion in card.card.criteria if criterion.minimum]
    decision = card.card.decision
    if (
        decision.minimums_are != "veto"
        or decision.rule == "weighted-mean"
        or len(minimums) <= card.limits.vetoes
    ):
        return
    extra = minimums[card.limits.vetoes]
    yield Hit(
        f"criteria/{extra.id}/minimum",
        f"{len(minimums)} criteria have a minimum that is a veto, “{extra.name}” among them.",
        f"Keep minimums on at most {card.limits.vetoes} that nobody else can cover for; let the mean weigh the rest.",
    )


@rule("target-below-minimum", family="weights", severity="warning", strength="judgement")
def target_below_minimum(card: Card) -> Iterator[Hit]:
    """The ideal candidate's level is below the level that everybody must have.

    What it does
    ------------
    Compares ``target`` with ``minimum`` on each criterion.

    Why it matters
    --------------
    The target tells raters and candidates what the job asks for, the minimum what ends the process. A target below
    it means that one of the two is a slip.

    Example
    -------
    minimum: 4, target: 3

    Better
    ------
    minimum: 3, target: 4

    Source
    ------
    Our judgement, by the meaning of the two words.
    """
    for criterion in card.card.criteria:
        if criterion.minimum and criterion.target and criterion.target < criterion.minimum:
            yield Hit(
                f"criteria/{criterion.id}/target",
                f"“{criterion.name}” has target {criterion.target} below its minimum {criterion.minimum}.",
                f"Set the target to {criterion.minimum} or more, or lower the minimum.",
            )


@rule("level-five-target", family="weights", severity="warning", strength="judgement")
def level_five_target(card: Card) -> Iterator[Hit]:
    """A target or minimum asks for the highest level.

    What it does
    ------------
    Looks for a target or minimum of 5.

    Why it matters
    --------------
    Level 5 is written for what changes how others work, so an hour rarely shows it. A job that needs it on a row
    waits for months or has raters who bend the level.

    Example
    -------
    target: 5

    Better
    ------
    target: 4

    Source
    ------
    Our judgement: level 3 is what someone does unsupervised on an ordinary project, and 5 is rare by construction.
    """
    for criterion in card.card.criteria:
        for key, level in (("target", criterion.target), ("minimum", criterion.minimum)):
            if level == _TOP:
                yield Hit(
                    f"criteria/{criterion.id}/{key}",
                    f"“{criterion.name}” has a {key} of {_TOP}, which an hour with somebody rarely shows.",
                    f"Set the {key} to 4, or to 3 where unsupervised work on an ordinary project is enough.",
                )
