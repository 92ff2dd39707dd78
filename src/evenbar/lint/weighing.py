"""Words of protected matters weighed against the words of the work, sentence by sentence.

A strong word counts two, a weak one one; being said to or of the candidate adds one. Whole ways of saying a thing are
found before this (``personal``); here a text is judged by what it is mostly about.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from evenbar.lint.grammar import forms
from evenbar.lint.wording import Language, Match, Text, text_of

MARGIN = 1.5  # by how much protected words must outweigh the work
WEAK = 2.4  # the most that weak words weigh, however many
TO_END = ("…", "...", ":", "):", "___")
LONG = 14  # words of a request for a declaration
LEAST = 4  # words of a clause that stands by itself
APART = re.compile(r"[;:,]\s+|\s[-–—]\s|\s(?:but|so)\s")
SETTING = frozenset({"would", "do", "could", "can", "will", "should", "asks", "tells"})
PRONOUNS = frozenset({"his", "her", "he", "she", "him", "candidate", "he's", "she's"})


def outweighing(text: Text, language: Language, *, to_you: bool) -> list[Match]:
    """Words of protected matters that outweigh what a text says of the work.

    A strong word counts two, a weak one one; being said to or of the candidate adds one. A word of the work counts one
    in the same sentence and a third in another, a word of its surroundings half of that, "how would you test" one and a
    half. What stands in quotation marks is a word spoken of and does not count.
    """
    if not _may_outweigh(text, language, to_you=to_you):
        return []
    parts = [text_of(part) for part in (text.sentences if to_you else _clauses(text))]
    weighed = [list(_weighed(part, language, to_you=to_you)) for part in parts]
    if not any(weighed):
        return []
    work = [weight_of_work(part, language) + (0 if to_you else _is_deed(part, language)) for part in parts]
    found, offset = [], 0
    for part, own, matches in zip(parts, work, weighed, strict=True):
        offset = text.raw.find(part.raw, offset)
        against = own + (sum(work) - own) / 3 if to_you else own
        for match, weight in matches:
            if weight >= against + MARGIN:
                found.append(replace(match, start=match.start + offset, end=match.end + offset))
    return found


def _may_outweigh(text: Text, language: Language, *, to_you: bool) -> bool:
    """Whether a text has a strong word, or a weak one with somebody whom it may be about."""
    if language.words("protected-strong").first(text) is not None:
        return True
    kinds = ("you", "yours") if to_you else ("theirs", "bar")
    about = PRONOUNS.union(*(voice(language, kind) for kind in kinds))
    ends = text.raw.endswith(TO_END) or any(_declares(text_of(part), language) for part in text.sentences)
    if text.vocabulary.isdisjoint(about) and not ends:
        return False
    return language.words("protected-weak").first(text) is not None


def _weighed(sentence: Text, language: Language, *, to_you: bool) -> Iterator[tuple[Match, float]]:
    """The words of protected matters in a sentence with their weights; several strengthen each other."""
    strong = [
        match
        for match in language.words("protected-strong").matches(sentence)
        if not _quoted(sentence, match)
    ]
    weak = [
        match
        for match in language.words("protected-weak").matches(sentence)
        if not _inside(match, strong) and not _quoted(sentence, match)
    ]
    more = 0.0
    if to_you:
        more = (len({match.quote for match in [*strong, *weak]}) - 1) / 2
    more += _is_said_of_the_candidate(sentence, language, to_you=to_you)
    yield from ((match, 2 + more) for match in strong)
    yield from ((match, min(1 + more, WEAK)) for match in weak)


def _is_said_of_the_candidate(sentence: Text, language: Language, *, to_you: bool) -> bool:
    if to_you and (sentence.raw.endswith(TO_END) or _declares(sentence, language)):
        return True  # a sentence or a form for the candidate to complete: "I was born on …", "Children:"
    if not to_you:
        return not sentence.vocabulary.isdisjoint(
            voice(language, "theirs") | voice(language, "bar") | PRONOUNS
        )
    if not sentence.vocabulary.isdisjoint(voice(language, "yours")):
        return True
    others = [at for word in voice(language, "you") for at in sentence.at.get(word, ())]
    return any(at not in at_work(sentence, language) for at in others)


def _declares(sentence: Text, language: Language) -> bool:
    """Whether a sentence asks for a declaration: "please state your age", "kindly furnish"."""
    opening = frozenset(sentence.words[:2])
    return bool(opening & voice(language, "declares")) and len(sentence.words) <= LONG


def at_work(sentence: Text, language: Language) -> frozenset[int]:
    """Where "you" is somebody at work: "how would you test", "asks you to plan"."""
    found = set()
    for word in ("you", "you'd", "you'll"):
        for at in sentence.at.get(word, ()):
            after = sentence.words[at + 1 : at + 4]
            before = sentence.words[max(0, at - 4) : at]
            if word == "you" and (not before or before[-1] not in SETTING):
                continue
            if _sets_a_task(after[1:] if after[:1] == ("to",) else after, before, language):
                found.add(at)
    return frozenset(found)


def _sets_a_task(after: tuple[str, ...], before: tuple[str, ...], language: Language) -> bool:
    """Whether the verb after "you" is one of the work: a listed one, or after "how" any that is not private."""
    match = language.words("work-verbs").first(text_of(" ".join(after)))
    if match is not None and match.start == 0:
        return True
    moods = language.words("moods").single
    if before[-1:] in (("asks",), ("tells",)):
        return True
    asked = any(moods.get(word) == "question" for word in before)
    return (
        asked
        and bool(after)
        and after[0] in forms(language).bare - language.words("private-verbs").single.keys()
    )


def _inside(match: Match, others: list[Match]) -> bool:
    return any(other.start <= match.start and match.end <= other.end for other in others)


def _quoted(sentence: Text, match: Match) -> bool:
    if "_" in sentence.raw[max(0, match.start - 1) : match.end + 1]:
        return True  # a name in code: discharge_code
    before = sentence.raw[: match.start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def weight_of_work(sentence: Text, language: Language) -> float:
    """What a sentence says of the work."""
    matter = {
        match.quote.lower()
        for name in ("subject-matter", "ml-tasks")
        for match in language.words(name).matches(sentence)
    }
    around = {match.quote.lower() for match in language.words("work-context").matches(sentence)} - matter
    return len(matter) + len(around) / 2 + (1.5 if at_work(sentence, language) else 0)


def _clauses(text: Text) -> list[str]:
    """The parts of a note between commas and stops. A short one goes with the part before: it goes on with a list."""
    parts: list[str] = []
    for sentence in text.sentences:
        begin = 0
        for cut in [*APART.finditer(sentence), None]:
            part = sentence[begin : cut.start() if cut else len(sentence)].strip()
            begin = cut.end() if cut else 0
            if (
                parts
                and part
                and len(text_of(part).words) < LEAST
                and text.raw.find(parts[-1]) >= 0
                and begin != 0
            ):
                parts[-1] = text.raw[
                    text.raw.find(parts[-1]) : text.raw.find(part, text.raw.find(parts[-1])) + len(part)
                ]
            elif part:
                parts.append(part)
    return parts


def worked_on(text: Text, match: Match, language: Language) -> bool:
    """Whether a match is what a deed of the work is about: "counted sick days", "left citizenship out"."""
    if text_of(match.quote).first in PRONOUNS:
        return False
    return any(match.quote in part and _is_deed(text_of(part), language) for part in _clauses(text))


def _is_deed(clause: Text, language: Language) -> bool:
    """Whether a clause of a note opens with a deed of the work: "counted", "left out"."""
    known, words = forms(language), language.words("note-deeds").single
    if not clause.tokens or clause.raw[clause.tokens[0][2] :].startswith("-"):
        return False
    verb = known.past.get(clause.first) or known.third.get(clause.first)
    return verb is not None and verb in words


def sentence_of(text: Text, match: Match) -> Text:
    """The sentence that a match stands in."""
    for part in text.sentences:
        at = text.raw.find(part)
        if at <= match.start < at + len(part):
            return text_of(part)
    return text


@cache
def voice(language: Language, kind: str) -> frozenset[str]:
    """The small words of a class: you, yours, theirs."""
    return frozenset(word for word, topic in language.words("voices").single.items() if topic == kind)
