"""Rules on questions about the past: one event that happened, not several, not a habit, not a supposition."""

from collections.abc import Iterator

from evenbar.lint.rule import Hit, rule
from evenbar.lint.sentences import asking, sentences
from evenbar.lint.subject import Card, Piece
from evenbar.lint.wording import Language


def _about_the_past(card: Card) -> Iterator[Piece]:
    for piece in card.pieces("question.ask", "question.variant"):
        if piece.question is not None and piece.question.kind == "past-behaviour":
            yield piece


@rule("several-events", family="questions", severity="warning", strength="mixed")
def several_events(card: Card) -> Iterator[Hit]:
    """A question about the past asks for several events.

    What it does
    ------------
    Looks at questions with `kind: past-behaviour` for plurals of events: times when, examples of, some of the projects.

    Why it matters
    --------------
    Mixed: with several events to tell, each is told from far away, and the details that tell the levels apart are what
    is left out. One event with probes gives more evidence in the same minutes.

    Example
    -------
    Tell me about times when you disagreed with a reviewer.

    Better
    ------
    Tell me about the last time you disagreed with a reviewer.

    Source
    ------
    Levashina, Hartwell, Morgeson and Campion (2014), The structured employment interview, Personnel Psychology 67(1).
    United States Office of Personnel Management (2008), Structured Interviews: A Practical Guide.
    """
    for piece in _about_the_past(card):
        for sentence in sentences(piece.text, card.language):
            match = card.language.words("several-events").first(sentence.text) if sentence.asking else None
            if match is not None:
                yield Hit(
                    piece.where,
                    f"“{match.quote}” asks for more than one event.",
                    "Ask for one, and say which: the last, the hardest, the one that cost most.",
                    match.quote,
                )
                break


@rule("hypothetical-past-behaviour", family="questions", severity="warning", strength="mixed")
def hypothetical_past_behaviour(card: Card) -> Iterator[Hit]:
    """A question about the past asks what somebody would do or usually does.

    What it does
    ------------
    Looks at questions with `kind: past-behaviour` in which no sentence asks for an event: what would you do, imagine,
    how do you usually.

    Why it matters
    --------------
    Mixed: questions about the past and about a situation both work, but their answers are rated on different signs. A
    wish or a habit rated as if it were a deed favours those who talk well.

    Example
    -------
    What would you do if a release went wrong?

    Better
    ------
    Tell me about one release of yours that went wrong.

    Source
    ------
    Taylor and Small (2002), Asking applicants what they would do versus what they did do, Journal of Occupational and
    Organizational Psychology 75(3). Culbertson, Weyhrauch and Huffcutt (2017), A tale of two formats, Human Resource
    Management Review 27(1), for the other side.

    Known problems
    --------------
    If a situation is what you want, set `kind: situational` and put its facts into the text.
    """
    for piece in _about_the_past(card):
        quote = _supposes(piece.text, card.language)
        if quote:
            yield Hit(
                piece.where,
                f"“{quote}” asks for what would be or usually is, and the question is about past behaviour.",
                "Ask for one event (“Tell me about one time …”), or set `kind: situational` and give the facts.",
                quote,
            )


def _supposes(raw: str, language: Language) -> str | None:
    """The words that ask for a supposition or a habit, where nothing asks for an event."""
    asks = [sentence.text for sentence in asking(raw, language)]
    if any(language.words("one-event").first(text) for text in asks):
        return None
    found = (language.words("supposed").first(text) for text in asks)
    return next((match.quote.strip() for match in found if match), None)
