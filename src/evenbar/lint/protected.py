"""Rules on law: protected matters of the candidate's person, and a résumé shown to raters before they have rated.

How such a matter is told from the same words as the subject of the work is for ``personal``.
"""

from collections.abc import Iterator

from evenbar.lint.personal import asked, noted, told
from evenbar.lint.rule import Hit, also_on_ratings, rule
from evenbar.lint.subject import ANCHOR, CRITERION, QUESTION, Card, Piece, Rating
from evenbar.lint.wording import Language, Match, text_of

ABOUT = (*CRITERION, *ANCHOR, "look-alike", "question.listen-for", "job.summary", "job.task", "job.outcome")
NAMES = ("stage.name", "title")

TOPICS = {
    "age": ("age", "what the work needs, in the same words to everyone"),
    "family": (
        "family",
        "what the rota or the travel demands, to everyone: “One week in three is on call. Can you do that?”",
    ),
    "pregnancy": (
        "pregnancy or parental leave",
        "nothing about it; leave is planned with people once they are hired",
    ),
    "marital": ("marital status", "nothing about it; no task depends on it"),
    "sexuality": ("sexuality or gender", "nothing about it; no task depends on it"),
    "religion": (
        "religion",
        "whether everyone can work the hours that the job has: “Releases are on Saturdays. Can you work them?”",
    ),
    "origin": ("origin", "nothing about it; the right to work is checked after an offer, for everyone"),
    "language": (
        "accent or native language",
        "for the piece of communication that the job needs, judged by what it says: a note, an explanation",
    ),
    "health": (
        "health or disability",
        "whether everyone can do the task, with adjustments: “Is there anything we should arrange for the interview?”",
    ),
    "genetic": ("genetic or family medical history", "nothing about it; no task depends on it"),
    "record": (
        "arrests or convictions",
        "nothing in an interview; where a check is required by law it follows an offer, by its own procedure",
    ),
    "citizenship": (
        "citizenship",
        "only, of everyone and outside the ratings: “Are you allowed to work in this country?”",
    ),
    "salary": ("past pay", "for the candidate's expectation, after giving the range of this job"),
    "means": (
        "money, debts or housing",
        "whether everyone can be at the place of work at the hours that the job has",
    ),
    "union": ("union membership", "nothing about it; no task depends on it"),
    "politics": ("politics", "nothing about it; no task depends on it"),
    "appearance": ("appearance", "nothing about it; no task depends on it"),
    "military": (
        "military service or discharge",
        "what the candidate did there that the task needs, as with any other job",
    ),
}


def _hit(where: str, match: Match, *, asks: bool) -> Hit:
    name, instead = TOPICS.get(
        match.topic, ("their private life", "what the work needs, in the same words to everyone")
    )
    if asks:
        found = f"“{match.quote}” asks the candidate about {name}."
    else:
        found = f"“{match.quote}” speaks of {name}, which has no part in a rating."
    verb = (
        "Ask " if asks else "Write what was said or done in the task; if the job needs something here, ask "
    )
    return Hit(
        where, found, f"{verb}{instead}{'' if instead.endswith('”') else '.'}", match.quote, topic=match.topic
    )


def _in_piece(piece: Piece, language: Language, *, asks: bool) -> Iterator[Hit]:
    match = (asked if asks else told)(text_of(piece.text), language)
    if match is not None:
        yield _hit(piece.where, match, asks=asks)


@rule("protected-topic", family="law", severity="error", strength="strong")
def protected_topic(card: Card) -> Iterator[Hit]:
    """A question, a bar or a note touches a protected matter of the candidate.

    What it does
    ------------
    Finds questions, probes, twists, criteria, anchors, look-alikes, job texts, names of stages and evidence that ask
    for, wish for or record a protected matter of the candidate, straight out or by a proxy: age, family, pregnancy,
    marital status, sexuality and gender, religion, origin and race, accent and native language, disability and
    health, genetic information, arrests and convictions, citizenship beyond the right to work, past pay, money, debts
    and housing, union, politics, appearance, military service and discharge.

    The same words as the subject of the work are fine: a column, a group in an audit, the users of a product.

    Why it matters
    --------------
    Strong: experiments with matched applications find again and again that such matters change who is invited, at
    equal merit. In many places asking is itself evidence of discrimination; the law shown beside the finding is dated.

    No answer to such a question can be rated on a level of a criterion. It can only move the other ratings.

    Example
    -------
    Who looks after the children when you travel?

    Better
    ------
    The job has four nights of travel a month. Can you do that? (Asked of everyone, and not rated.)

    Source
    ------
    Quillian, Pager, Hexel and Midtboen (2017), Meta-analysis of field experiments shows no change in racial
    discrimination in hiring over time, PNAS 114(41). United States Equal Employment Opportunity Commission,
    Prohibited Employment Policies/Practices. United Kingdom, Equality Act 2010, sections 4 and 60.

    Known problems
    --------------
    Judged by words, sentences, and weights of words that can be read and corrected (`words/en/leaning.tsv`). It can
    miss a new roundabout way of asking, or mark a task that speaks much of people; and it is no legal advice.
    """
    for piece in card.pieces(*QUESTION):
        yield from _in_piece(piece, card.language, asks=True)
    for piece in card.pieces(*ABOUT):
        yield from _in_piece(piece, card.language, asks=False)
    for piece in card.pieces(*NAMES):
        hits = list(_in_piece(piece, card.language, asks=True)) or _in_piece(piece, card.language, asks=False)
        yield from hits


@also_on_ratings("protected-topic")
def protected_evidence(rating: Rating) -> Iterator[Hit]:
    """Evidence that records a protected matter."""
    match = noted(text_of(rating.text), rating.language)
    if match is not None:
        yield _hit(rating.where, match, asks=False)


@rule("resume-shown", family="law", severity="warning", strength="mixed")
def resume_shown(card: Card) -> Iterator[Hit]:
    """A stage shows the résumé to people who have not rated yet.

    What it does
    ------------
    Finds rated stages with `show_resume: true`.

    Why it matters
    --------------
    Mixed: names, schools, dates and employers on a résumé carry origin, age and class into the first impression, and
    the first impression leans on the ratings that follow. Trials of hiding them help in some places and not in others.

    Interviewers who read about the person beforehand ask different people different things, which costs the
    interview its structure.

    Example
    -------
    show_resume: true

    Better
    ------
    Leave it out. The résumé opens for a rater as soon as their own ratings are submitted.

    Source
    ------
    Bertrand and Mullainathan (2004), Are Emily and Greg more employable than Lakisha and Jamal?, American Economic
    Review 94(4). Behaghel, Crépon and Le Barbanchon (2015), Unintended effects of anonymous résumés, American
    Economic Journal: Applied Economics 7(3), for the other side.

    Known problems
    --------------
    A stage that goes through a candidate's own past work may need to know which work that is. A one-page project
    summary, asked of everyone, does that without the rest.
    """
    for stage in card.card.stages:
        if stage.rated and stage.show_resume:
            yield Hit(
                f"stages/{stage.id}/show_resume",
                f"The stage “{stage.name}” shows the résumé before the ratings are in.",
                "Take `show_resume` away; ask everyone for a one-page summary of a project instead.",
            )
