"""Rules on coverage: whether the criteria hold the whole job, and whether enough people see each of them.

Stages with their minutes and questions are for ``loop``, dates for ``dates``.
"""

from collections.abc import Iterator
from fractions import Fraction

from evenbar.lint.rule import Hit, rule
from evenbar.lint.steps import named
from evenbar.lint.subject import Card
from evenbar.lint.weights import percent
from evenbar.scorecard.criterion import FAMILIES, STANDARD
from evenbar.scorecard.scorecard import rater_counts

THIRDS = {
    "Technical skill (ML and engineering)": frozenset({"ml", "engineering"}),
    "Domain and impact": frozenset({"domain", "impact"}),
    "Behaviour": frozenset({"behaviour"}),
}
_LEAST, _MOST = Fraction(1, 4), Fraction(9, 20)
_SAMPLES = frozenset({"work-sample", "code-review"})
_SAMPLE_QUESTIONS = frozenset({"work-sample", "code-review", "defence"})


@rule("unrated-criterion", family="coverage", severity="error", strength="judgement")
def unrated_criterion(card: Card) -> Iterator[Hit]:
    """A criterion that no stage rates.

    What it does
    ------------
    Looks for every criterion among the criteria of a rated stage.

    Why it matters
    --------------
    The row stays empty for every candidate, or is filled from impressions of other rows. A score without it covers
    less than it says.

    Example
    -------
    A criterion that stands in no stage's criteria.

    Better
    ------
    criteria: [framing, explaining]

    Source
    ------
    Our judgement: a criterion that is not rated decides nothing.
    """
    for id, count in rater_counts(card.card).items():
        if count == 0:
            yield Hit(
                f"criteria/{id}",
                f"No stage rates “{card.card.criterion(id).name}”.",
                "Add it to two stages with one rater each, or to one with two; or drop the criterion.",
            )


@rule("too-few-raters", family="coverage", severity="warning", strength="strong")
def too_few_raters(card: Card) -> Iterator[Hit]:
    """A criterion is rated by fewer than two people.

    What it does
    ------------
    Counts raters of each criterion over all rated stages.

    Why it matters
    --------------
    A single rating is in part the rater's mildness and mood; two independent ones are markedly more reliable. With
    one there is also nobody to disagree.

    Example
    -------
    A criterion in one stage with one interviewer.

    Better
    ------
    The same criterion in two stages, or with two interviewers in one.

    Source
    ------
    Conway, Jako and Goodman (1995), A meta-analysis of interrater and internal consistency reliability of selection
    interviews, Journal of Applied Psychology. Huffcutt, Culbertson and Weyhrauch (2013), Employment interview
    reliability, International Journal of Selection and Assessment.
    """
    least = card.limits.raters
    for id, count in rater_counts(card.card).items():
        if 0 < count < least:
            people = "one person" if count == 1 else f"{count} people"
            yield Hit(
                f"criteria/{id}",
                f"{people.capitalize()} in all the stages rates “{card.card.criterion(id).name}”."
                if count == 1
                else f"{people.capitalize()} in all the stages rate “{card.card.criterion(id).name}”.",
                f"Add it to another stage, or put a second interviewer there: {least} independent ratings at least.",
            )


@rule("many-criteria", family="coverage", severity="info", strength="mixed")
def many_criteria(card: Card) -> Iterator[Hit]:
    """The plan holds more than eight criteria.

    What it does
    ------------
    Counts the criteria of the whole scorecard.

    Why it matters
    --------------
    The more dimensions a panel rates, the less it tells them apart. Guidance for structured interviews names five to
    eight; a loop of several interviews can hold more if each holds few.

    Example
    -------
    Fourteen rows.

    Better
    ------
    Seven rows, some of which cover two of the fourteen standard criteria.

    Source
    ------
    OPM (2008), Structured Interviews: A Practical Guide. Lievens and Conway (2001), Dimension and exercise variance in
    assessment center scores, Journal of Applied Psychology.
    """
    count, most = len(card.card.criteria), card.limits.criteria
    if count > most:
        yield Hit(
            "criteria",
            f"The plan holds {count} criteria; up to {most} are easier to keep apart.",
            "Merge rows that the same answer informs (`covers` takes several), or let each interview rate few.",
        )


@rule("missing-family", family="coverage", severity="warning", strength="judgement")
def missing_family(card: Card) -> Iterator[Hit]:
    """A part of the job has no criterion at all.

    What it does
    ------------
    Looks for a criterion of each family: ML skill, domain and problem solving, engineering, impact, behaviour.

    Why it matters
    --------------
    What is not rated is decided by impression. Panels of engineers tend to leave out impact and behaviour, and then
    argue about exactly those.

    Example
    -------
    Five criteria of family ml.

    Better
    ------
    One row at least for each of the five.

    Source
    ------
    Our judgement, from a comparison of public engineering ladders and occupational standards for the job.
    """
    there = {criterion.family for criterion in card.card.criteria}
    gone = [label for family, label in FAMILIES.items() if family not in there]
    if gone:
        yield Hit(
            "criteria",
            f"No criterion is of the {'family' if len(gone) == 1 else 'families'} {named(gone)}.",
            "Add one, or include one from the library (`include: outcomes@1`, `include: explaining@1`).",
        )


@rule("standard-criterion-missing", family="coverage", severity="info", strength="judgement")
def standard_criterion_missing(card: Card) -> Iterator[Hit]:
    """Some of the fourteen standard criteria are covered by no row.

    What it does
    ------------
    Collects ``covers`` over all rows and names what is left of the fourteen, in one note.

    Why it matters
    --------------
    The fourteen are a checklist of what the work of an ML engineer holds; a job may well need fewer. The note is there
    so that what is left out was left out on purpose.

    Example
    -------
    A scorecard on modelling alone.

    Better
    ------
    covers: [experimentation, outcomes]

    Source
    ------
    Our judgement; `evenbar scorecard checklist` shows the list with the rows that stand for each.
    """
    covered = {code for criterion in card.card.criteria for code in criterion.covers}
    gone = [label for code, label in STANDARD.items() if code not in covered]
    if gone:
        yield Hit(
            "criteria",
            _uncovered(gone),
            "Name under `covers` what a row stands for; add a row for what the job needs, and leave out the rest.",
        )


def _uncovered(gone: list[str]) -> str:
    if len(gone) == len(STANDARD):
        return "No row says which of the fourteen standard criteria it stands for."
    if len(gone) == 1:
        return f"One of the fourteen standard criteria is covered by no row: {gone[0]}."
    return f"{len(gone)} of the fourteen standard criteria are covered by no row: {'; '.join(gone)}."


@rule("lopsided-shares", family="coverage", severity="info", strength="judgement")
def lopsided_shares(card: Card) -> Iterator[Hit]:
    """Technical skill, domain with impact, and behaviour are far from a third each.

    What it does
    ------------
    Adds the weights of the three groups. A share outside 25 to 45 % is noted, unless a row says why in
    ``why_weight``: one of the group itself, or of the group that outweighs it.

    Why it matters
    --------------
    Rows are easier to invent for technical skill, so a scorecard drifts there without anyone deciding it. A third
    each is a place to start from.

    Example
    -------
    Six technical rows and one of behaviour, all of weight 1.

    Better
    ------
    Weights that add up to a third for each group, or `why_weight` on the rows that make the difference.

    Source
    ------
    Our judgement.
    """
    groups = {label: _group(card, families) for label, families in THIRDS.items()}
    explained = any(share > _MOST and said for share, said in groups.values())
    for label, (share, said) in groups.items():
        if share and not said and (share > _MOST or (share < _LEAST and not explained)):
            yield Hit(
                "criteria",
                f"{label} is {percent(share)} of the whole weight.",
                "Bring it near a third by weights, or say why under `why_weight` on a row of it.",
            )


def _group(card: Card, families: frozenset[str]) -> tuple[Fraction, bool]:
    """The share of a group of families, and whether one of its rows says why it weighs what it weighs."""
    shares = card.card.shares()
    rows = [criterion for criterion in card.card.criteria if criterion.family in families]
    return sum((shares[row.id] for row in rows), Fraction(0)), any(row.why_weight for row in rows)


@rule("no-work-sample", family="coverage", severity="warning", strength="strong")
def no_work_sample(card: Card) -> Iterator[Hit]:
    """Nobody sees the candidate's work: no criterion rests on a work sample or a code review.

    What it does
    ------------
    Looks for work-sample or code-review among the evidence, or for a question of such a kind.

    Why it matters
    --------------
    A sample of the work is among the best predictors there are, and candidates hold it to be fair. A loop of talk
    alone selects talkers.

    Example
    -------
    Four conversations.

    Better
    ------
    One of them reviews a short piece of the candidate's work, prepared or done together.

    Source
    ------
    Roth, Bobko and McFarland (2005), A meta-analysis of work sample test validity, Personnel Psychology. Anderson,
    Salgado and Hülsheger (2010), Applicant reactions in selection, International Journal of Selection and Assessment.
    """
    for criterion in card.card.criteria:
        if _SAMPLES.intersection(criterion.evidence):
            return
        if any(question.kind in _SAMPLE_QUESTIONS for question in criterion.questions):
            return
    if card.card.criteria:
        yield Hit(
            "stages",
            "No stage sees a piece of work: neither a work sample nor a code review is among the evidence.",
            "Add a work sample or a code review of an hour, and name it under `evidence` of the criteria it shows.",
        )
