"""Rules on what belongs to a question: probes, what to listen for, minutes, a twist, a diff, a date of review."""

from collections.abc import Iterator
from datetime import date

from evenbar.lint.rule import Hit, rule
from evenbar.lint.subject import Card
from evenbar.scorecard.question import Question

TWISTED = ("design", "situational")
FRESH_MONTHS = 6  # how far ahead the review of a question lies that AI tools answer


def _questions(card: Card) -> Iterator[tuple[str, Question]]:
    for criterion in card.card.criteria:
        for question in criterion.questions:
            yield f"criteria/{criterion.id}/questions/{question.id}", question


@rule("no-probes", family="questions", severity="warning", strength="strong")
def no_probes(card: Card) -> Iterator[Hit]:
    """A question has no probes.

    What it does
    ------------
    Finds questions without `probes`.

    Why it matters
    --------------
    Strong: interviewers go deeper anyhow, each in their own way and more kindly with some. Written, neutral probes give
    everyone the same second chance, and raise agreement between interviewers.

    Example
    -------
    A question with `ask` alone.

    Better
    ------
    probes: ["What exactly did you measure?", "What did you do, as opposed to the team?", "What check exists today?"]

    Source
    ------
    Levashina, Hartwell, Morgeson and Campion (2014), The structured employment interview, Personnel Psychology 67(1).
    """
    for where, question in _questions(card):
        if not any(probe.strip() for probe in question.probes):
            yield Hit(
                f"{where}/probes",
                f"“{question.id}” has no probes.",
                "Write two to five neutral ones: what was measured, what was their own part, what came of it.",
            )


@rule("nothing-to-listen-for", family="questions", severity="warning", strength="strong")
def nothing_to_listen_for(card: Card) -> Iterator[Hit]:
    """A question does not say what an answer sounds like at any level.

    What it does
    ------------
    Finds questions without `listen_for`.

    Why it matters
    --------------
    Strong: rating an answer against written examples is one of the parts of structure that raise agreement and validity
    most. Without them an interviewer compares with the answer that they would have given.

    Example
    -------
    A question with `ask` and `probes` alone.

    Better
    ------
    listen_for: {2: Learned of it from users., 4: Shows the threshold that the failure led to.}

    Source
    ------
    Taylor and Small (2002), Asking applicants what they would do versus what they did do, Journal of Occupational and
    Organizational Psychology 75(3), on rating scales with described answers.
    """
    for where, question in _questions(card):
        if not any(text.strip() for _, text in question.listen_for):
            yield Hit(
                f"{where}/listen_for",
                f"“{question.id}” does not say what an answer at any level sounds like.",
                "Write one sentence for at least two levels, best 2 and 4.",
            )


@rule("question-without-minutes", family="questions", severity="warning", strength="judgement")
def question_without_minutes(card: Card) -> Iterator[Hit]:
    """A question has no minutes.

    What it does
    ------------
    Finds questions without `minutes`.

    Why it matters
    --------------
    Our judgement: without minutes nobody sees that an hour is overbooked, and the last criterion gets what is left. A
    rating from three rushed minutes counts as much as one from fifteen.

    Example
    -------
    A question with `ask` alone.

    Better
    ------
    minutes: 12

    Source
    ------
    Our judgement, from laying out loops. United States Office of Personnel Management (2008), Structured Interviews: A
    Practical Guide, on the time for each question.
    """
    for where, question in _questions(card):
        if question.minutes is None:
            yield Hit(
                f"{where}/minutes",
                f"“{question.id}” has no minutes.",
                "Say how long it takes with its probes: most take 8 to 15 minutes, a design 20 or more.",
            )


@rule("no-twist", family="questions", severity="info", strength="judgement")
def no_twist(card: Card) -> Iterator[Hit]:
    """A design or a situation has no twist.

    What it does
    ------------
    Finds questions with `kind: design` or `kind: situational` without `twist`.

    Why it matters
    --------------
    Our judgement: a first answer to a case can be learnt by heart or generated. A change that everyone gets at the same
    minute shows who can reason from their own plan.

    Example
    -------
    A design question that ends with the first proposal.

    Better
    ------
    twist: Labels now arrive sixty days late. What changes?

    Source
    ------
    Our judgement.
    """
    for where, question in _questions(card):
        if question.kind in TWISTED and not (question.twist or "").strip():
            yield Hit(
                f"{where}/twist",
                f"“{question.id}” has no twist.",
                "Change one fact half-way, for everyone: a delay, a cost, a group that turns out to be missing.",
            )


@rule("twist-without-minute", family="questions", severity="warning", strength="judgement")
def twist_without_minute(card: Card) -> Iterator[Hit]:
    """A twist has no minute, or one that the question does not last.

    What it does
    ------------
    Finds questions with a `twist` and no `twist_at`, or with a `twist_at` at or after the question's own end.

    Why it matters
    --------------
    Our judgement: a twist that comes early for one candidate and late for another is two different questions.

    Example
    -------
    twist: Labels now arrive sixty days late.

    Better
    ------
    twist: Labels now arrive sixty days late.

    twist_at: 8

    Source
    ------
    Our judgement, from the rule that everyone gets the same interview: Campion, Palmer and Campion (1997), A review of
    structure in the selection interview, Personnel Psychology 50(3).
    """
    for where, question in _questions(card):
        if not (question.twist or "").strip():
            continue
        if question.twist_at is None:
            yield Hit(
                f"{where}/twist_at",
                f"The twist of “{question.id}” has no minute.",
                "Add `twist_at` with the minute at which everyone gets it, about half-way.",
            )
        elif question.minutes is not None and question.twist_at >= question.minutes:
            yield Hit(
                f"{where}/twist_at",
                f"The twist of “{question.id}” comes at minute {question.twist_at} of {question.minutes}.",
                "Give it while there is time to answer, about half-way.",
            )


@rule("review-without-diff", family="questions", severity="warning", strength="judgement")
def review_without_diff(card: Card) -> Iterator[Hit]:
    """A code review has no change to review.

    What it does
    ------------
    Finds questions with `kind: code-review` without `diff`.

    Why it matters
    --------------
    Our judgement: if each interviewer brings their own change, faults differ in number and size, and so do the ratings.

    Example
    -------
    kind: code-review, with `ask` alone.

    Better
    ------
    diff: the change with its planted fault, twenty to sixty lines, in the file.

    Source
    ------
    Our judgement; on the same material for everyone: Campion, Palmer and Campion (1997), A review of structure in the
    selection interview, Personnel Psychology 50(3).
    """
    for where, question in _questions(card):
        if question.kind == "code-review" and not (question.diff or "").strip():
            yield Hit(
                f"{where}/diff",
                f"“{question.id}” is a code review without a change to review.",
                "Put the change with its planted fault into `diff`.",
            )


@rule("ai-answers-it", family="questions", severity="warning", strength="judgement")
def ai_answers_it(card: Card) -> Iterator[Hit]:
    """A question is one that an AI tool answers for the candidate.

    What it does
    ------------
    Finds questions with `ai_exposure: high`.

    Why it matters
    --------------
    Our judgement: in a remote interview the answer may be read off a screen, and nobody can tell. The rating then
    measures who looked it up.

    Example
    -------
    ai_exposure: high

    Better
    ------
    Ask about the candidate's own work, or about a change on the screen that comes with a fault and a twist.

    Source
    ------
    Our judgement; checked anew whenever the question's review is due.

    Known problems
    --------------
    In a stage that provides AI tools such a question can be what you want. Accept it with that reason.
    """
    for where, question in _questions(card):
        if question.ai_exposure == "high":
            yield Hit(
                f"{where}/ai_exposure",
                f"“{question.id}” is marked as one that AI tools answer.",
                "Ask about the candidate's own work or material of yours, or add a twist and mark it anew.",
            )


@rule("ai-exposure-unreviewed", family="questions", severity="warning", strength="judgement")
def ai_exposure_unreviewed(card: Card) -> Iterator[Hit]:
    """A question that AI tools may answer has no review within six months.

    What it does
    ------------
    Finds questions with `ai_exposure: medium` or `high` whose `review_by` is missing or more than six months away.

    Why it matters
    --------------
    Our judgement: what such tools answer changes within months. A question that told candidates apart in spring may
    tell nothing in autumn.

    Example
    -------
    ai_exposure: medium, without `review_by`.

    Better
    ------
    review_by: a date within six months.

    Source
    ------
    Our judgement.
    """
    latest = _months_on(card.today, FRESH_MONTHS)
    for where, question in _questions(card):
        if question.ai_exposure not in ("medium", "high"):
            continue
        if question.review_by is None:
            found = f"“{question.id}” may be answered by AI tools and has no date of review."
        elif question.review_by > latest:
            found = (
                f"“{question.id}” may be answered by AI tools and is reviewed only on {question.review_by}."
            )
        else:
            continue
        yield Hit(f"{where}/review_by", found, f"Set `review_by` to {latest} or earlier.")


def _months_on(day: date, months: int) -> date:
    """The same day some months later; the last of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)
