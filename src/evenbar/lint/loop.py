"""Rules on coverage: the stages of the loop, what each has to rate, and whether its minutes hold the questions.

What the criteria cover together is for ``coverage``.
"""

from collections.abc import Iterator

from evenbar.lint.limits import Limits
from evenbar.lint.rule import Hit, rule
from evenbar.lint.steps import named
from evenbar.lint.subject import Card
from evenbar.scorecard.plan import Stage
from evenbar.scorecard.question import Question
from evenbar.scorecard.scorecard import Scorecard

FRAME_MINUTES = 5  # for the opening and the candidate's own questions


def interviews(card: Scorecard) -> list[Stage]:
    """The stages in which something is rated."""
    return [stage for stage in card.stages if stage.rated]


def asked(card: Scorecard, stage: Stage) -> list[Question]:
    """The questions asked in a stage: those of its order, else all of its criteria."""
    rows = card.criteria if stage.order else [card.criterion(id) for id in stage.criteria]
    questions = {question.id: question for row in rows for question in row.questions}
    return (
        [questions[id] for id in stage.order if id in questions] if stage.order else list(questions.values())
    )


@rule("too-many-criteria", family="coverage", severity="warning", strength="strong")
def too_many_criteria(card: Card) -> Iterator[Hit]:
    """One interview rates more than five criteria.

    What it does
    ------------
    Counts the criteria of each rated stage. More than five is a warning, more than eight an error: nobody asks about
    nine things in an hour and notes what was said on each.

    Why it matters
    --------------
    Assessors who rate few dimensions rate them more accurately; with many, one impression fills them all. In an hour
    each criterion beyond the fifth gets less than ten minutes.

    Example
    -------
    A design interview of an hour that rates seven criteria.

    Better
    ------
    Two interviews with four and three of them, so that each criterion still has two raters.

    Source
    ------
    Gaugler and Thornton (1989), Number of assessment center dimensions as a determinant of assessor accuracy, Journal
    of Applied Psychology.
    """
    limits = card.limits
    for stage in interviews(card.card):
        if len(stage.criteria) > limits.criteria_per_interview:
            yield _crowded(stage, limits)


def _crowded(stage: Stage, limits: Limits) -> Hit:
    most = limits.criteria_per_interview
    return Hit(
        f"stages/{stage.id}/criteria",
        f"“{stage.name}” rates {len(stage.criteria)} criteria; up to {most} can be told apart in one interview.",
        f"Give {named(list(stage.criteria[most:]))} to another interview, where two people in all still rate each.",
        severity="error" if len(stage.criteria) > limits.criteria_per_interview_error else None,
    )


@rule("too-few-stages", family="coverage", severity="warning", strength="mixed")
def too_few_stages(card: Card) -> Iterator[Hit]:
    """The loop has fewer than three interviews.

    What it does
    ------------
    Counts stages in which something is rated.

    Why it matters
    --------------
    Each interviewer and each occasion adds error of its own; three independent conversations average some of it out.
    With fewer, one bad hour decides.

    Example
    -------
    One interview of two hours.

    Better
    ------
    Three interviews of an hour, by different people who do not see each other's ratings.

    Source
    ------
    Huffcutt, Culbertson and Weyhrauch (2013), Employment interview reliability, International Journal of Selection and
    Assessment, on separate interviews against one panel.
    """
    count = len(interviews(card.card))
    if count < card.limits.interviews_least:
        yield Hit(
            "stages",
            f"The loop has {_interviews(count)}; {card.limits.interviews_least} at least average out one bad hour.",
            "Add an interview by other people on criteria that have one rater so far, such as a review of work.",
        )


@rule("too-many-stages", family="coverage", severity="warning", strength="judgement")
def too_many_stages(card: Card) -> Iterator[Hit]:
    """The loop has more than five interviews.

    What it does
    ------------
    Counts stages in which something is rated; conversations with ``rated: false`` do not count.

    Why it matters
    --------------
    Each further interview adds less than the one before, while candidates who have other offers or little free time
    leave. What they cost in hours is better spent on a second rater where one is missing.

    Example
    -------
    Seven rounds.

    Better
    ------
    Four interviews; what the others were for becomes a question in one of them.

    Source
    ------
    Our judgement. Google has reported that a fifth interview changed few of its decisions (re:Work).
    """
    count = len(interviews(card.card))
    if count > card.limits.interviews_most:
        yield Hit(
            "stages",
            f"The loop has {_interviews(count)}; after the fifth each adds little and costs candidates.",
            "Merge stages that rate the same criteria, or set `rated: false` where only information is exchanged.",
        )


def _interviews(count: int) -> str:
    return "one interview" if count == 1 else f"{count or 'no'} interviews"


@rule("empty-stage", family="coverage", severity="warning", strength="judgement")
def empty_stage(card: Card) -> Iterator[Hit]:
    """A stage rates nothing and does not say so.

    What it does
    ------------
    Looks for criteria on every stage without ``rated: false``.

    Why it matters
    --------------
    Somebody spends an hour with the candidate and leaves with an impression that nobody has asked for. It finds its
    way into the decision all the same.

    Example
    -------
    A stage called “Meet the team”, without criteria.

    Better
    ------
    rated: false

    Source
    ------
    Our judgement. On what such impressions do: Kausel, Culbertson and Madrid (2016), Overconfidence in personnel
    selection, Organizational Behavior and Human Decision Processes.
    """
    for stage in interviews(card.card):
        if not stage.criteria:
            yield Hit(
                f"stages/{stage.id}",
                f"“{stage.name}” rates no criterion.",
                "Name the criteria that it rates, or set `rated: false` if it only gives information.",
            )


@rule("ai-policy-missing", family="coverage", severity="warning", strength="judgement")
def ai_policy_missing(card: Card) -> Iterator[Hit]:
    """A stage does not say whether the candidate may use AI tools.

    What it does
    ------------
    Looks for ``ai_policy`` (none, declared or provided) on every rated stage.

    Why it matters
    --------------
    Without a rule some candidates use a tool and some do not, and raters compare the two. Said beforehand, either
    rule is fair.

    Example
    -------
    A work sample with no word on AI tools.

    Better
    ------
    ai_policy: declared

    Source
    ------
    Our judgement: the same conditions for everyone are what makes an interview structured (Campion, Palmer and
    Campion, 1997, Personnel Psychology).
    """
    for stage in interviews(card.card):
        if stage.ai_policy is None:
            yield Hit(
                f"stages/{stage.id}",
                f"“{stage.name}” does not say whether AI tools may be used.",
                "Add `ai_policy`: none, declared (allowed when the candidate says so) or provided.",
            )


@rule("no-minutes", family="coverage", severity="info", strength="judgement")
def no_minutes(card: Card) -> Iterator[Hit]:
    """A stage does not say how long it takes.

    What it does
    ------------
    Looks for ``minutes`` on every rated stage; those of questions are the subject of question-without-minutes.

    Why it matters
    --------------
    Without minutes nobody notices that the plan does not fit, and the last criterion is rated on what was left of the
    hour. Candidates are owed the length beforehand.

    Example
    -------
    A stage without minutes.

    Better
    ------
    minutes: 60

    Source
    ------
    Our judgement.
    """
    for stage in interviews(card.card):
        if stage.minutes is None:
            yield Hit(
                f"stages/{stage.id}",
                f"“{stage.name}” does not say how many minutes it takes.",
                "Add `minutes`: the sum of its questions and five more for the opening and the candidate's own.",
            )


@rule("minutes-too-short", family="coverage", severity="warning", strength="judgement")
def minutes_too_short(card: Card) -> Iterator[Hit]:
    """The minutes of a stage cannot hold the questions asked in it.

    What it does
    ------------
    Adds the minutes of the questions of the stage's ``order``, or of all questions of its criteria where no order is
    given, and five minutes for the opening and the candidate's own questions.

    Why it matters
    --------------
    What does not fit is cut, and it is cut differently for each candidate. Then they have been asked different things.

    Example
    -------
    An interview of 45 minutes with questions of 15, 15, 12 and 10.

    Better
    ------
    order: [offline-was-wrong, shared-rows]

    Source
    ------
    Campion, Palmer and Campion (1997), A review of structure in the selection interview, Personnel Psychology: the same
    questions for everyone.
    """
    for stage in interviews(card.card):
        needed = sum(question.minutes or 0 for question in asked(card.card, stage)) + FRAME_MINUTES
        if stage.minutes is not None and stage.criteria and needed > stage.minutes:
            choose = "take a question out of `order`" if stage.order else "choose questions by `order`"
            yield Hit(
                f"stages/{stage.id}/minutes",
                f"“{stage.name}” has {stage.minutes} minutes; its questions take {needed - FRAME_MINUTES}, and "
                f"{FRAME_MINUTES} more go to the opening and the candidate's own.",
                f"Make it {needed} minutes or {choose}.",
            )


@rule("stage-without-question", family="coverage", severity="warning", strength="strong")
def stage_without_question(card: Card) -> Iterator[Hit]:
    """A stage rates a criterion and asks no question about it.

    What it does
    ------------
    Looks, for every criterion of a rated stage, for a question in its ``order``, or for any question of the criterion
    where no order is given.

    Why it matters
    --------------
    Each interviewer then makes one up, and candidates are asked different things. Questions that are the same for all
    are the core of a structured interview.

    Example
    -------
    criteria: [framing, explaining] with order: [empty-shelves].

    Better
    ------
    order: [empty-shelves, explain-the-call-list]

    Source
    ------
    Campion, Palmer and Campion (1997), A review of structure in the selection interview, Personnel Psychology.
    Levashina, Hartwell, Morgeson and Campion (2014), The structured employment interview, Personnel Psychology.
    """
    for stage in interviews(card.card):
        there = {question.id for question in asked(card.card, stage)}
        rows = [card.card.criterion(id) for id in stage.criteria]
        gone = [
            f"“{row.name}”" for row in rows if there.isdisjoint(question.id for question in row.questions)
        ]
        if gone:
            yield Hit(
                f"stages/{stage.id}",
                f"“{stage.name}” rates {named(gone[:8])} without asking about {'it' if len(gone) == 1 else 'them'}.",
                "Write a question for each, include one from the library, or leave the criterion to another stage.",
            )
