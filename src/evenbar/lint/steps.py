"""Rules on anchors: that the steps from level to level are all there, and that each is a step.

How the sentence of one level is worded is for ``deeds`` and ``anchors``.
"""

from collections.abc import Iterator
from itertools import pairwise

from evenbar.lint.rule import Hit, rule
from evenbar.lint.similarity import Unit, alikeness, content, denies, only_adds, opposed, same_but_for_degree
from evenbar.lint.subject import Card
from evenbar.lint.wording import Language
from evenbar.scorecard.criterion import AXES, Anchor, Criterion
from evenbar.scorecard.scorecard import LEVELS

ALIKE = 0.64
NEXT_TO_ALIKE = 0.9
_EXAMPLES_AT = (2, 3, 4)


def named(items: list[str]) -> str:
    """Items in a row: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


@rule("missing-level", family="anchors", severity="error", strength="strong")
def missing_level(card: Card) -> Iterator[Hit]:
    """A criterion lacks the anchor of one or more levels.

    What it does
    ------------
    Looks for an anchor at each of the five levels of every criterion.

    Why it matters
    --------------
    A number without words means something else to each interviewer, so ratings of different people cannot be
    compared. Scales whose points are described raise agreement between raters.

    Example
    -------
    Anchors for 1, 3 and 5, with 2 and 4 left to feeling.

    Better
    ------
    One sentence of behaviour for each level; begin with level 3, what someone does unsupervised on an ordinary
    project.

    Source
    ------
    Campion, Palmer and Campion (1997), A review of structure in the selection interview, Personnel Psychology.
    Taylor and Small (2002), Asking applicants what they would do versus what they did do, Journal of Occupational
    and Organizational Psychology.
    """
    for criterion in card.card.criteria:
        there = {anchor.level for anchor in criterion.anchors}
        gone = [str(level) for level in LEVELS if level not in there]
        if gone:
            what = f"levels {named(gone)} have" if len(gone) > 1 else f"level {gone[0]} has"
            yield Hit(
                f"criteria/{criterion.id}/anchors" if there else f"criteria/{criterion.id}",
                f"In “{criterion.name}” {what} no anchor.",
                "Write for each what somebody says or does at it; level 3 first, then its neighbours.",
            )


@rule("adverb-only-step", family="anchors", severity="warning", strength="mixed")
def adverb_only_step(card: Card) -> Iterator[Hit]:
    """Two adjacent levels differ in words of how often, how much or how well alone.

    What it does
    ------------
    Takes such words (sometimes, most, thorough, highly, with some help) out of the summaries of two levels and
    compares what is left.

    Why it matters
    --------------
    What one person calls often another calls sometimes, so the step is placed by taste. In an hour nobody sees
    "consistently" at all.

    Example
    -------
    2: Sometimes compares the model with a baseline. 3: Consistently compares the model with a baseline.

    Better
    ------
    2: Compares the model with the figure in the brief. 3: Sets a trivial baseline before any model.

    Source
    ------
    Pepper and Prytulak (1974), Sometimes frequently means seldom, Journal of Research in Personality. Bass, Cascio
    and O'Connor (1974), Magnitude estimations of expressions of frequency and amount, Journal of Applied Psychology.
    """
    for criterion in card.card.criteria:
        for below, above in _adjacent(criterion):
            if same_but_for_degree(below.summary, above.summary, card.language):
                yield Hit(
                    _summary(criterion, above),
                    f"Level {above.level} differs from level {below.level} (“{below.summary}”) only in how often, "
                    "how much or how well.",
                    "Name a further deed at the higher level, or a harder case, a wider reach, a check: "
                    f"what moves is one of {', '.join(AXES)}.",
                    above.summary,
                )


@rule("near-duplicate-levels", family="anchors", severity="warning", strength="judgement")
def near_duplicate_levels(card: Card) -> Iterator[Hit]:
    """Two levels of a criterion say the same, in the same or in other words.

    What it does
    ------------
    Compares the content words of summaries, as stems and in groups of like meaning (the list ``synonyms``), and
    looks for a signal that stands at two levels.

    Why it matters
    --------------
    Between two levels that say the same a rater can only guess, and two raters guess differently.

    Example
    -------
    2: Makes a comparison between a baseline and the result. 3: Compares the result with a baseline.

    Better
    ------
    2: Compares the result with the figure in the brief. 3: Sets a trivial baseline before any model.

    Source
    ------
    Our judgement: levels exist to be told apart. In scaling by retranslation, statements that judges place at
    different levels are thrown out (Smith and Kendall, 1963, Retranslation of expectations, Journal of Applied
    Psychology).

    Known problems
    --------------
    Two levels that share every word but a figure ("within a day", "within a week") are taken for the same: say
    what the shorter time takes.
    """
    for criterion in card.card.criteria:
        for lower, upper, next_to in _pairs(criterion):
            if _same(lower, upper, next_to, card.language):
                yield Hit(
                    _summary(criterion, upper),
                    f"Level {upper.level} says what level {lower.level} says: “{lower.summary}”",
                    "Write what somebody at the higher level does beyond it, or what the lower one misses.",
                    upper.summary,
                )
        yield from _repeated_signals(criterion, card.language)


def _same(lower: Anchor, upper: Anchor, next_to: bool, language: Language) -> bool:
    if same_but_for_degree(lower.summary, upper.summary, language):
        return False
    if denies(lower.summary, language) != denies(upper.summary, language) or opposed(
        lower.summary, upper.summary, language
    ):
        return False
    if only_adds(lower.summary, upper.summary, language):
        return False
    words = min(len(content(lower.summary, language)), len(content(upper.summary, language)))
    least = ALIKE if next_to and words > 2 else NEXT_TO_ALIKE
    return words > 0 and alikeness(lower.summary, upper.summary, language) >= least


def _repeated_signals(criterion: Criterion, language: Language) -> Iterator[Hit]:
    seen: dict[frozenset[Unit], int] = {}
    for anchor in criterion.anchors:
        for index, signal in enumerate(anchor.signals):
            words = content(signal, language)
            level = seen.setdefault(words, anchor.level)
            if level != anchor.level and len(words) > 2:
                yield Hit(
                    f"criteria/{criterion.id}/anchors/{anchor.level}/signals/{index}",
                    f"This signal of level {anchor.level} stands at level {level} too, so it tells neither.",
                    "Keep it at the level that it belongs to, and write what is seen at the other.",
                    signal,
                )


@rule("missing-axis", family="anchors", severity="info", strength="judgement")
def missing_axis(card: Card) -> Iterator[Hit]:
    """A level does not say what moves against the level below.

    What it does
    ------------
    Looks for ``axis`` at every level but the lowest: scope, difficulty, verification, trade-off, independence or
    prevention.

    Why it matters
    --------------
    An author who names what moves writes a step; one who does not tends to write "better". It also shows raters
    where to probe.

    Example
    -------
    Level 4 without an axis.

    Better
    ------
    axis: verification

    Source
    ------
    The US Digital Service's guide to subject-matter-expert assessments has levels differ on named axes: complexity,
    level of detail, scale, independence. The list of six is our judgement.
    """
    for criterion in card.card.criteria:
        gone = [a for a in criterion.anchors if a.axis is None and a.level > criterion.anchors[0].level]
        if gone:
            yield Hit(
                f"criteria/{criterion.id}/anchors/{gone[0].level}",
                f"In “{criterion.name}” no axis is named for the step to {_levels(gone)}.",
                f"Add `axis`, one of {', '.join(AXES)}; if none fits, the step is not one yet.",
            )


@rule("missing-example", family="anchors", severity="info", strength="mixed")
def missing_example(card: Card) -> Iterator[Hit]:
    """The levels where most ratings fall have no example of what was said or done.

    What it does
    ------------
    Looks for an example at levels 2, 3 and 4 of every criterion.

    Why it matters
    --------------
    Raters trained on examples of each level place answers more alike than raters with definitions alone. Levels 2
    to 4 are where they have to choose.

    Example
    -------
    Level 3 with a summary and nothing else.

    Better
    ------
    example: "Repeating last week scores 0.61, a linear model 0.66, the trees 0.71."

    Source
    ------
    Woehr and Huffcutt (1994), Rater training for performance appraisal: a quantitative review, Journal of
    Occupational and Organizational Psychology (frame-of-reference training).
    """
    for criterion in card.card.criteria:
        gone = [a for a in criterion.anchors if a.level in _EXAMPLES_AT and not a.example]
        if gone:
            yield Hit(
                f"criteria/{criterion.id}/anchors/{gone[0].level}",
                f"In “{criterion.name}” there is no example for {_levels(gone)}.",
                "Add what somebody said or did at it, in their words and with the figures that matter.",
            )


@rule("missing-look-alike", family="anchors", severity="info", strength="judgement")
def missing_look_alike(card: Card) -> Iterator[Hit]:
    """A criterion names nothing that sounds like a high level and is not.

    What it does
    ------------
    Looks for at least one entry under ``look_alikes``.

    Why it matters
    --------------
    Fluent talk passes for skill, and since answers can be prepared by a machine it does so more often. A named
    look-alike tells raters what not to be taken in by.

    Example
    -------
    A criterion on evaluation without look-alikes.

    Better
    ------
    look_alikes: [{says: Lists many metrics but not the decision that each one serves., level: 2}]

    Source
    ------
    Our judgement, from how self-presentation moves ratings: Barrick, Shaffer and DeGrassi (2009), What you see may
    not be what you get, Journal of Applied Psychology.
    """
    for criterion in card.card.criteria:
        if criterion.anchors and not criterion.look_alikes:
            yield Hit(
                f"criteria/{criterion.id}",
                f"“{criterion.name}” has no look-alike: nothing warns of what only sounds like a high level.",
                "Add `look_alikes` with what is said by people who have the words alone, and the level it is worth.",
            )


@rule("no-signals", family="anchors", severity="info", strength="mixed")
def no_signals(card: Card) -> Iterator[Hit]:
    """The levels of a criterion have summaries and no signals to listen for.

    What it does
    ------------
    Looks for a signal at each level that is written.

    Why it matters
    --------------
    A summary names the level; signals are what a rater ticks off while somebody talks. With nothing to tick off,
    notes turn into impressions.

    Example
    -------
    Five summaries of one line each.

    Better
    ------
    signals: [Changes one thing between two runs., Keeps the final test rows out of tuning.]

    Source
    ------
    Latham and Wexley (1977), Behavioral observation scales for performance appraisal purposes, Personnel Psychology.
    """
    for criterion in card.card.criteria:
        gone = [anchor for anchor in criterion.anchors if not anchor.signals]
        if gone:
            yield Hit(
                f"criteria/{criterion.id}/anchors/{gone[0].level}",
                f"In “{criterion.name}” there are no signals for {_levels(gone)}.",
                "Add two to four: one thing each that can be seen or heard in an interview.",
            )


def _levels(anchors: list[Anchor]) -> str:
    numbers = [str(anchor.level) for anchor in anchors]
    return f"level {numbers[0]}" if len(numbers) == 1 else f"levels {named(numbers)}"


def _adjacent(criterion: Criterion) -> Iterator[tuple[Anchor, Anchor]]:
    for below, above in pairwise(criterion.anchors):
        if above.level == below.level + 1:
            yield below, above


def _pairs(criterion: Criterion) -> Iterator[tuple[Anchor, Anchor, bool]]:
    for index, lower in enumerate(criterion.anchors):
        for upper in criterion.anchors[index + 1 :]:
            yield lower, upper, upper.level == lower.level + 1


def _summary(criterion: Criterion, anchor: Anchor) -> str:
    return f"criteria/{criterion.id}/anchors/{anchor.level}/summary"
