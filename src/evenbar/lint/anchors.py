"""Rules on anchors: the choice of words in one level. No praise, no product, no more than a glance takes in.

Whether a sentence tells of a deed is for ``deeds``, what lies between two levels for ``steps``.
"""

import re
from collections.abc import Iterator

from evenbar.lint.deeds import MOST_MATCHES, WORDED, said
from evenbar.lint.grammar import (
    is_adverb,
    opening,
)
from evenbar.lint.rule import Edit, Hit, rule
from evenbar.lint.subject import Card
from evenbar.lint.wording import Language, Match, Text, text_of

_MOST_SENTENCES = 3


@rule("bare-intensifier", family="anchors", severity="warning", strength="mixed")
def bare_intensifier(card: Card) -> Iterator[Hit]:
    """A word of praise or degree carries the level by itself.

    What it does
    ------------
    Finds words such as excellent, world-class or really, and words such as good, strong, deep or basic where they
    judge something that the candidate makes or does. Terms of the field are fine: strong consistency, deep
    learning, a basic block.

    Why it matters
    --------------
    Words of degree mean different amounts to different people, so "good" against "strong" is decided by taste.
    What made the work good is what the level should say.

    Example
    -------
    Gives a good explanation of the trade-off.

    Better
    ------
    Compares two options on the stated constraint in figures.

    Source
    ------
    Bass, Cascio and O'Connor (1974), Magnitude estimations of expressions of frequency and amount, Journal of
    Applied Psychology. Pepper and Prytulak (1974), Sometimes frequently means seldom, Journal of Research in
    Personality.

    Fix safety
    ----------
    The word is dropped only where a whole sentence with its verb is left; the level may then need more words.
    """
    for piece, text in said(card):
        found = _intensifiers(text, card.language)
        if not found:
            continue
        edit = _without(text, found, card.language)
        quote = found[0].quote
        yield Hit(
            piece.where,
            f"“{quote}” praises or grades and does not say what is seen.",
            f"Leave “{quote}” out and write what made it so: a figure, a check, a step that others leave out.",
            quote,
            Edit(piece.where, edit) if edit else None,
        )


_CLAIMING = frozenset({"calls", "declares", "promises", "claims", "says", "labels", "terms", "deems"})


def _intensifiers(text: Text, language: Language) -> list[Match]:
    matches = sorted(
        language.words("intensifiers").matches(text), key=lambda match: (match.start, -match.end)
    )
    near = matches[:MOST_MATCHES]
    return [
        match
        for match in near
        if (_judges(text, match, language) if match.topic == "work" else not _is_fact(text, match, language))
    ]


def _is_fact(text: Text, match: Match, language: Language) -> bool:
    """Whether praise belongs to something measured: "cuts the excellent offline score down"."""
    opened, before = opening(text, language), text.raw[: match.start].rstrip().lower()
    if match.quote.lower().endswith("well"):
        clauses = language.words("clause-words").single
        return any(word in clauses for word in text_of(before).words[1:])
    made = opened.word in language.words("crafting").single or opened.word in language.words("making").single
    if opened.kind == "verb" and not made and (before.endswith(" the") or opened.word in _CLAIMING):
        return True
    return text_of(text.raw[match.end :]).first in language.words("measured-nouns").single


def _judges(text: Text, match: Match, language: Language) -> bool:
    """Whether an adjective judges the candidate's work: before a noun of work, at the opening, or after "is"."""
    words = text.words
    index = next(index for index, token in enumerate(text.tokens) if token[1] >= match.start)
    after = sum(token[1] < match.end for token in text.tokens)
    opened = opening(text, language)
    if index and words[index - 1] in {"is", "are", "very", "really"} and index <= opened.at + 2:
        return True
    clauses = language.words("clause-words").single
    if any(word in clauses for word in words[opened.at + 1 : index]):
        return False
    noun = _noun_after(text, after, language)
    if index in {opened.at, 0}:
        return (
            noun
            or words[after : after + 1] in (("at",), ("in",), ("on",), ("with",), ())
            or len(words) <= after + 2
        )
    if words[index] in language.words("praise").single and _is_object(text, index, language):
        return True
    slight, making = language.words("slight").single, language.words("making").single
    return noun and (words[index] not in slight or opened.word in making)


def _is_object(text: Text, index: int, language: Language) -> bool:
    """Whether an adjective stands right in the object of the opening verb: "proposes a suitable metric"."""
    opened = opening(text, language)
    if opened.word not in language.words("crafting").single or not 0 < index - opened.at <= 3:
        return False
    between = text.words[opened.at + 1 : index]
    determiners, praise = language.words("determiners").single, language.words("intensifiers").single
    light = determiners.keys() | praise.keys() | {"up", "and", "out"}
    return all(word in light or is_adverb(word) for word in between) and index + 1 < len(text.words)


def _noun_after(text: Text, after: int, language: Language) -> bool:
    """A noun of work within three words, with only words that may stand before a noun between."""
    work, listed = language.words("work-nouns").single, language.words("intensifiers").single
    stops = language.words("after-plurals").single.keys() | language.words("determiners").single.keys()
    for index in range(after, min(after + 4, len(text.words))):
        word = text.words[index]
        if word in work:
            return True
        if text.raw[text.tokens[index][2] :].startswith("-"):
            continue
        if word in {"and", "or"} and index > after and text.words[index - 1] not in listed:
            return False
        if (word in stops and word not in {"and", "or", "more"}) and word not in listed:
            return False
    return False


_HOLLOW = re.compile(r" (?:way|ways|manner|fashion|job|shape|order|degree|extent|level|standard)\b")
_UNFINISHED = re.compile(r"(?:,|\b(?:and|or|but|yet|more|most|less|as|so|too|the|is|are|not|how|to|in))$")


def _without(text: Text, found: list[Match], language: Language) -> str:
    """The sentence without its words of degree, where that is sure to be a sentence still; else nothing."""
    opened = opening(text, language)
    lowering, listed = language.words("lowering").single, language.words("degree").single
    if opened.kind != "verb" or any(
        " " in match.quote or match.start == text.tokens[opened.at][1] or match.quote.lower() in lowering
        for match in found
    ):
        return ""
    raw = text.raw
    for match in reversed(found):
        if match.start == 0:
            rest = raw[match.end :].lstrip()
            return rest[:1].upper() + rest[1:] if opened.at == len(match.quote.split()) else ""
        before, after = raw[: match.start - 1], raw[match.end :]
        last = text_of(before).words[-1:]
        removed = any(each.end == len(before) for each in found)
        if last and (last[0] in listed or is_adverb(last[0])) and not removed:
            return ""
        raw = _joined(before, after)
        if not raw:
            return ""
    return raw


def _joined(before: str, after: str) -> str:
    """Two stretches put together, "a" or "an" made to agree; nothing where that is unsure or the end is hollow."""
    if _UNFINISHED.search(before) or _HOLLOW.match(after) or not re.match(r" (?!and |or |but )\w", after):
        return ""
    first = after[1].lower()
    if re.search(r"\ban?$", before):
        if first in "uhoe" or not first.isalpha():
            return ""
        before = re.sub(r"\ban?$", "an" if first in "ai" else "a", before)
    return before + after


@rule("tool-name", family="anchors", severity="warning", strength="judgement")
def tool_name(card: Card) -> Iterator[Hit]:
    """An anchor names a product.

    What it does
    ------------
    Finds names of products in summaries, signals and look-alikes. Names that are words too (Spark, Excel) count
    with a capital letter inside a sentence.

    Why it matters
    --------------
    A candidate who did the same with another tool would fail the level, and tools change faster than scorecards.
    Tools belong into the job's stack and into variants of a question.

    Example
    -------
    Tracks each run in MLflow.

    Better
    ------
    Records a hypothesis before a run starts, and its result beside it.

    Source
    ------
    Our judgement: the work is the same whatever the product, and products are learnt on the job.

    Known problems
    --------------
    A product that the list ``tools`` does not hold goes unseen: add it to the list.
    """
    for piece in card.pieces(*WORDED, "look-alike"):
        text = text_of(piece.text)
        match = next(
            (
                m
                for m in sorted(card.language.words("tools").matches(text), key=lambda m: m.start)
                if _product(text, m)
            ),
            None,
        )
        if match:
            yield Hit(
                piece.where,
                f"“{match.quote}” is a product; the level is about what is done with it.",
                f"Write what “{match.quote}” does here, and keep its name for job.stack or a question's variants.",
                match.quote,
            )


_WORK = re.compile(r" (?:jobs?|dags?|charts?|sheets?|scripts?|skills?|dashboards?|commands?|code)\b|[.,;]|$")


def _product(text: Text, match: Match) -> bool:
    """Whether a name that is a word too is meant as a name."""
    if match.topic != "also a word":
        return True
    inside = match.start > 0 and text.raw[match.start - 2 : match.start - 1] not in {".", "!", "?", ":"}
    return match.quote[:1].isupper() and (inside or bool(_WORK.match(text.raw, match.end)))


@rule("over-long", family="anchors", severity="info", strength="judgement")
def over_long(card: Card) -> Iterator[Hit]:
    """A level takes too many words to be used while someone talks.

    What it does
    ------------
    Counts words in each sentence of a summary or signal, and sentences in each text of a level, examples included.

    Why it matters
    --------------
    Raters look at anchors while they listen. What takes more than a glance is skipped, and the rating falls back on
    the impression.

    Example
    -------
    A summary of forty words with three commas and a bracket.

    Better
    ------
    Measures each step against a trivial baseline.

    Source
    ------
    Our judgement: plain-language guides hold sentences to about 25 words (GOV.UK style guide).
    """
    most = card.limits.anchor_words
    for piece in card.pieces(*WORDED, "anchor.example"):
        text = text_of(piece.text)
        if len(text.words) <= most and text.raw.count(".") < _MOST_SENTENCES:
            continue
        longest = max((len(text_of(sentence).words) for sentence in text.sentences), default=0)
        if longest > most and piece.kind != "anchor.example":
            yield Hit(
                piece.where,
                f"A sentence here has {longest} words; more than {most} are hard to take in while someone talks.",
                "Cut it into two sentences, or keep the one thing that raters should look for.",
            )
        elif len(text.sentences) > _MOST_SENTENCES + (piece.kind == "anchor.example") * 2:
            yield Hit(
                piece.where,
                f"This text has {len(text.sentences)} sentences; a level has three at most.",
                "Keep the sentence that tells this level from its neighbours; make signals of the others.",
            )
