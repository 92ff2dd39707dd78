"""Whether a text asks a candidate for a protected matter of their person, or tells of one.

How a protected matter is told from the same words as the subject of the work, sentence by sentence:

1. *Whole ways of saying it.* ``protected-asked`` holds what interviewers say to a candidate, ``protected-told`` what
   is written about one. "Who looks after the children when you travel?" needs nothing more.
2. *Whose it is.* A name of an attribute or a relative (``protected-attributes``) and a fact of a life
   (``protected-facts``) count after "your" ("your religion"), unless something of the work stands between or behind
   them ("your users' religion", "your age column"). In a note facts count after "his" or "her", unless the sentence
   has spoken of a user or a patient before.
3. *What is done.* A fact counts as well where "you" is its subject with a verb of one's own life
   (``personal-verbs``: "have you been arrested") and nothing of the work stands in the sentence
   (``subject-matter``: data, model, users).
4. *Short forms.* "Married? Kids?" has no subject at all; it counts where nothing of the work stands in the text.
5. *What a text is about.* Where none of this decides, single words are weighed against those of the work
   (``weighing``).
6. *What the whole leans to.* What leans clearly to private life is found though nothing above has found it, and what
   leans clearly to the work is let pass (``leaning``).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from evenbar.lint.grammar import forms
from evenbar.lint.leaning import leaning, private_words
from evenbar.lint.weighing import PRONOUNS, outweighing, sentence_of, voice, weight_of_work, worked_on
from evenbar.lint.wording import Language, Match, Text, text_of

BETWEEN = re.compile(r"[,;:()]| - | – | but ")
SHORT = 6  # words of a sentence without a subject
REACH = 8  # words between "you" and what it has
MUCH = 3  # weight of the work in a sentence that sets a task, whatever words it has
PRIVATE, AT_WORK = (
    0.7,
    -0.7,
)  # how far a text leans that is found for it alone, or let pass in spite of a find
PLAINLY_AT_WORK = -2.0  # the same where a whole way of asking was found
NOTE_AT_WORK = (
    -4.0
)  # the same in a note, which often has one clause about the person and the rest about the work
REMEMBERED = 4_000  # texts whose judgement is kept, since a text is read again and again while one types


@lru_cache(maxsize=REMEMBERED)
def asked(text: Text, language: Language) -> Match | None:
    """The earliest protected matter that a text asks of the person whom it addresses."""
    found = [
        match
        for match in language.words("protected-asked").matches(text)
        if not _of_much_work(text, match, language)
    ]
    whole = _best(found)
    if whole and leaning(text, language, asks=True) > PLAINLY_AT_WORK:
        return whole
    facts = list(language.words("protected-facts").matches(text))
    if not text.vocabulary.isdisjoint(voice(language, "yours")):
        named = [*language.words("protected-attributes").matches(text), *facts]
        found += [match for match in named if _belongs(text, match, voice(language, "yours"), language)]
    if facts and (len(text.words) <= 2 * SHORT or not text.vocabulary.isdisjoint(voice(language, "you"))):
        found += _lived(text, language)
    best = _best(found) or _best(outweighing(text, language, to_you=True))
    return _as_a_whole(text, best, language, asks=True)


@lru_cache(maxsize=REMEMBERED)
def told(text: Text, language: Language) -> Match | None:
    """The earliest protected matter that a text tells of a candidate."""
    found = [
        match
        for match in language.words("protected-told").matches(text)
        if not _of_users(text, match, language)
    ]
    found += [
        match for match in language.words("protected-facts").matches(text) if _is_told(text, match, language)
    ]
    found = [match for match in found if not worked_on(text, match, language)]
    return _best(found) or _best(outweighing(text, language, to_you=False))


@lru_cache(maxsize=REMEMBERED)
def noted(text: Text, language: Language) -> Match | None:
    """The same in what an interviewer has noted beside a rating."""
    return _as_a_whole(text, told(text, language), language, asks=False)


def _as_a_whole(text: Text, found: Match | None, language: Language, *, asks: bool) -> Match | None:
    """What was found, unless the text leans to the work; its private words where nothing was and it leans to them."""
    if found is None and language.words("private-life").first(text) is None:
        return None  # most texts
    leans = leaning(text, language, asks=asks)
    if found is not None:
        return found if leans > (AT_WORK if asks else NOTE_AT_WORK) else None
    return private_words(text, language, asks=asks) if leans > PRIVATE else None


def _best(found: list[Match]) -> Match | None:
    return min(found, key=lambda match: (match.start, -match.end), default=None)


def _belongs(text: Text, match: Match, owners: frozenset[str], language: Language) -> bool:
    work = language.words("subject-matter")
    first, last = _span(text, match)
    if any(work.has(word) for word in _behind(text, last)):
        return False
    for index in range(first - 1, max(-1, first - 5), -1):
        word = text.words[index]
        if word in owners:
            return True
        if work.has(word.removesuffix("'s")) or work.has(word) or _broken(text, index):
            return False
    return False


def _behind(text: Text, last: int) -> tuple[str, ...]:
    """The two words behind a match, as far as no comma or stop comes between."""
    for count, index in enumerate(range(last, min(last + 2, len(text.words) - 1))):
        if _broken(text, index):
            return text.words[last + 1 : last + 1 + count]
    return text.words[last + 1 : last + 3]


def _broken(text: Text, index: int) -> bool:
    """Whether a stop or a comma stands between a word and the next."""
    gap = text.raw[text.tokens[index][2] : text.tokens[index + 1][1]]
    return any(mark in gap for mark in ",.;:?!()")


def _span(text: Text, match: Match) -> tuple[int, int]:
    """The first and last word of a match, by order."""
    starts = [token[1] for token in text.tokens]
    return bisect_right(starts, match.start) - 1, bisect_right(starts, match.end - 1) - 1


def _lived(text: Text, language: Language) -> Iterator[Match]:
    """Facts that "you" have, are or do, and facts in a sentence without a subject."""
    facts = language.words("protected-facts")
    for part in text.sentences:
        sentence = text_of(part)
        matches = list(facts.matches(sentence))
        if not matches or _of_work(sentence, matches, language):
            continue
        offset = text.raw.find(part)
        for match in matches:
            first = _span(sentence, match)[0]
            if (
                _done_by_you(sentence, first, language)
                or _short(sentence, text, language)
                or _of_nothing_else(sentence, match, text, language)
            ):
                yield Match(match.quote, match.start + offset, match.end + offset, match.topic)


def _of_work(sentence: Text, matches: list[Match], language: Language) -> bool:
    """Whether something of the work stands in a sentence, the matches themselves aside."""
    work = language.words("subject-matter")
    inside = [(match.start, match.end) for match in matches]
    return any(
        work.has(word) and not any(start <= at < end for start, end in inside)
        for word, at, _ in sentence.tokens
    )


def _done_by_you(sentence: Text, fact: int, language: Language) -> bool:
    """Whether "you" stands before a fact, with a verb of one's own life between them."""
    personal, helpers = language.words("personal-verbs").single, voice(language, "helper")
    for word in ("you", "you're", "you've"):
        for at in sentence.at.get(word, ()):
            if not at < fact <= at + REACH:
                continue
            helper = sentence.words[at - 1] if at else ""
            # "you have two children" is a statement about you; "asks you to count children" is not
            states = word != "you" or helper in helpers or personal.get(sentence.words[at + 1]) == ""
            if states and _reaches(sentence, at, fact, language):
                return True
    return False


def _reaches(sentence: Text, at: int, fact: int, language: Language) -> bool:
    """Whether the words between "you" and the fact are a verb of one's own life."""
    personal, passed = language.words("personal-verbs").single, voice(language, "between")
    helper = sentence.words[at - 1] if at else ""
    between = [word for word in sentence.words[at + 1 : fact] if not word.endswith("ly")]
    if sentence.words[at] != "you" or helper in ("are", "were"):
        return len(between) <= SHORT - 1
    while between and between[0] in passed:
        between = between[1:]
    if not between:
        return helper in ("do", "did", "have", "will")
    leads_on = personal.get(between[0]) == "leads on"
    return any(personal.get(word) == "" for word in (between[1:4] if leads_on else between[:1]))


def _short(sentence: Text, text: Text, language: Language) -> bool:
    """Whether a sentence asks without a subject: "Any children?"."""
    return (
        len(sentence.words) <= SHORT
        and sentence.raw.endswith("?")
        and sentence.vocabulary.isdisjoint(voice(language, "of the work") | voice(language, "we") | {"would"})
        and not any(language.words("subject-matter").has(word) for word in text.vocabulary)
    )


def _of_nothing_else(sentence: Text, match: Match, text: Text, language: Language) -> bool:
    """Whether a sentence speaks to the candidate of a plain fact, and the whole text of nothing of the work."""
    if sentence.vocabulary.isdisjoint(voice(language, "you") | voice(language, "yours")):
        return False
    return _plain(match, language) and not _of_work(text, [], language)


def _plain(match: Match, language: Language) -> bool:
    """Whether a fact is one whatever stands around it."""
    return language.words("protected-ambiguous").first(text_of(match.quote)) is None


def _is_told(text: Text, match: Match, language: Language) -> bool:
    first = _span(text, match)[0]
    work = language.words("subject-matter")
    before = text.words[:first]
    if _belongs(text, match, voice(language, "theirs"), language):
        return not _has_users(text_of(text.raw[: match.start]), language)
    segment = _segment(text, match)
    if _of_work(segment, [], language):
        return False
    if _plain(match, language) and not _of_work(sentence_of(text, match), [], language):
        return True
    if not segment.vocabulary.isdisjoint(voice(language, "says")) and _plain(match, language):
        return not any(work.has(word) for word in before)
    if text.words[0] in forms(language).past:
        return False
    return first <= 2 and len(segment.words) <= 4 and segment.raw[:1].isupper() and len(text.words) <= 12


def _of_much_work(text: Text, match: Match, language: Language) -> bool:
    """Whether the sentence of a match is about the work through and through."""
    return weight_of_work(sentence_of(text, match), language) >= MUCH


def _of_users(text: Text, match: Match, language: Language) -> bool:
    """Whether the same clause has spoken of users or patients before: "passengers with a wheelchair"."""
    if text_of(match.quote).first in PRONOUNS:
        return False
    return _has_users(text_of(_segment(text, match).raw.partition(match.quote)[0]), language)


def _has_users(text: Text, language: Language) -> bool:
    """Whether people whom the work is about stand in a text."""
    return any(match.topic == "people" for match in language.words("subject-matter").matches(text))


def _segment(text: Text, match: Match) -> Text:
    """What stands between the commas around a match."""
    starts = [cut.end() for cut in BETWEEN.finditer(text.raw) if cut.end() <= match.start]
    ends = [cut.start() for cut in BETWEEN.finditer(text.raw) if cut.start() >= match.end]
    begin, end = max(starts, default=0), min(ends, default=len(text.raw))
    return text_of(text.raw[begin:end].strip())
