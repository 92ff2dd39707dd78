"""The rule on two questions in one: parts of a text that ask, compared by time, subject and what points back."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from evenbar.lint.asking import ASKED, QUOTED
from evenbar.lint.grammar import forms
from evenbar.lint.rule import Hit, rule
from evenbar.lint.sentences import sentences
from evenbar.lint.subject import Card
from evenbar.lint.wording import Language, Text, text_of

JOINT = re.compile(
    r"(?:[,;.?!]| [-–—])? (?:and|also|plus|then|separately|secondly|additionally|&|as well as)[, ]+|(?<=[.?!;]) ",
    re.I,
)
EVENT = re.compile(
    r"(?:about )?(?:a|an|one|your|how|the last) (?:[\w'’-]+ )?"
    r"(?:time|conflict|experience|example|case|disagreement|approach|you)\b",
    re.I,
)
RELATIVE = frozenset({"who", "which", "whose", "whom"})
OPENS = frozenset({"telling", "doing", "question", "auxiliary"})
MATERIAL = re.compile(
    r"\b(?:this|these) (?:\w+ ){0,2}\w{3,}|\bthis:|\b(?:here|on the (?:board|screen|page|sheet))\b", re.I
)
SAYING = frozenset({"say", "show", "tell", "mark", "name"})
MOST_LEADING = 3  # words that only lead in
LEAST = 4  # words of a part that asks for something by itself
OWN = 5  # words of a part that has a matter of its own
FOLLOW = 3  # words of its own matter that make a part in the same tense another question
OPENING = 9  # words of a part in which a word may point back
COMMON = 3  # letters of a word too short to carry matter


@rule("double-question", family="questions", severity="warning", strength="strong")
def double_question(card: Card) -> Iterator[Hit]:
    """A question asks two unrelated things at once.

    What it does
    ------------
    Takes a text apart at its joints (and, also, full stops) and compares each asking part with the one before: the time
    that it speaks of (what was, what would be, what is usual), whether people or the work are its subject, and whether
    a word of it points back. A follow-up on the same event or decision is fine.

    Why it matters
    --------------
    Strong: people answer one half, usually the last or the easier, and the rating covers both. Two interviewers then
    rate two different answers.

    Example
    -------
    How do you check a data set for leaks and when did you last disagree with a manager?

    Better
    ------
    Two questions, each with its minutes and its probes.

    Source
    ------
    Krosnick and Presser (2010), Question and questionnaire design, in Handbook of Survey Research, on double-barrelled
    questions.

    Known problems
    --------------
    Two technical questions in the same tense are seen only where a word such as "also" or "separately" joins them.
    """
    for piece in card.pieces(*ASKED):
        second = _unrelated(piece.text, card.language)
        if second:
            yield Hit(
                piece.where,
                f"“{second}” asks for something else than what comes before it.",
                "Make it a question of its own, with minutes and probes, or leave it out.",
                second if second in piece.text else "",
            )


@lru_cache(maxsize=4_000)
def _unrelated(raw: str, language: Language) -> str | None:
    """The part of a text that asks for something else than the part before it."""
    raw = QUOTED.sub("…", text_of(raw).raw)
    cuts = [
        joint
        for joint in JOINT.finditer(raw)
        if _asks(raw[joint.end() :], language) and not _is_relative(joint.group(), raw[joint.end() :])
    ]
    begins = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() + 1 for cut in cuts), len(raw)]
    parts = [raw[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]
    for (before, after), cut in zip(pairwise(parts), cuts, strict=True):
        anew = language.words("also-asks").first(text_of(cut.group() + after[:40])) is not None
        joined = bool(cut.group().strip())
        if _apart(before, after, anew=anew, joined=joined, language=language):
            return after
    return None


def _asks(rest: str, language: Language) -> bool:
    """Whether what follows a joint begins to ask, with or without a mark that it begins anew."""
    anew = language.words("also-asks").first(text_of(rest[:40]))
    if anew is not None and anew.start == 0:
        rest = rest[anew.end :]
    rest = rest.strip(" ,")
    classes = language.words("moods").single
    for word in text_of(rest[:80]).words:
        kind = classes.get(word)
        if kind != "lead-in" and not word.endswith("ly"):
            return (
                kind in OPENS
                or (word in ("in", "on", "at") and " what" in rest[:20])
                or _names_an_event(rest)
            )
    return False


def _is_relative(joint: str, rest: str) -> bool:
    """Whether "and who" goes on with what came before: "the person who pays and who has never met a model"."""
    return text_of(rest[:20]).first in RELATIVE and not any(mark in joint for mark in ",;.?!")


def _names_an_event(rest: str) -> bool:
    """Whether a part asks by naming: "and also a time you disagreed"."""
    return EVENT.match(rest) is not None


def _apart(first: str, second: str, *, anew: bool, joined: bool, language: Language) -> bool:
    """Whether two parts ask for different things. Parts that only a full stop joins need more to show it."""
    before, after = text_of(first), _begun(text_of(second), language)
    asked = sentences(first, language)
    if (
        min(len(before.words), len(after.words)) < LEAST
        or not asked
        or not (asked[-1].asking or _counts_two(first))
    ):
        return False
    subjects = _subject(before, language), _subject(after, language)
    new_material = subjects[0] == "people" and MATERIAL.search(after.raw) is not None
    if not anew and not new_material and _points_back(after.words[:OPENING], language):
        return False
    if (
        not anew
        and not (after.first in SAYING and subjects[1] == "people")
        and _goes_on(before, after, language)
    ):
        return False
    matter = _matter(asked[-1].text.words, language), _matter(after.words, language)
    if _matter(before.words, language) & matter[1] and not (anew and subjects[0] != subjects[1]):
        return False
    if not anew and not matter[1] and subjects[0] == subjects[1]:
        return False  # "and how would you find out?"
    times = _times(first, language), _times(second, language)
    if anew or len(after.words) < OWN:
        return anew
    if not joined and before.words[:3] == after.words[:3] and all(matter):
        return True
    other_time = bool(times[0] and times[1]) and times[0].isdisjoint(times[1])
    if other_time and "past" not in times[0] | times[1] and subjects[0] == subjects[1]:
        other_time = len(matter[1]) >= FOLLOW  # "how do you …, and how many would you …" goes on
    other_subject = subjects[0] != subjects[1]
    if not joined:
        return other_time and other_subject
    if other_time or other_subject:
        return True
    asks = language.words("moods").single.get(after.words[0]) in ("question", "auxiliary")
    return asks and len(matter[0]) >= FOLLOW - 1 and len(matter[1]) >= FOLLOW


def _points_back(words: tuple[str, ...], language: Language) -> bool:
    """Whether a word of a part stands for something said before it."""
    back = language.words("pointing-to-before").single
    if any(back.get(word) == "" for word in words):
        return True
    return any(word == "that" and words[at - 1] in back for at, word in enumerate(words) if at)


def _times(part: str, language: Language) -> frozenset[str]:
    return frozenset(match.topic for match in language.words("times").matches(text_of(part)))


def _begun(text: Text, language: Language) -> Text:
    """A part without the words that only lead in: "then tell us about a time" begins with "tell"."""
    classes = language.words("moods").single
    lead = 0
    while lead < min(len(text.words) - 1, MOST_LEADING) and classes.get(text.words[lead]) == "lead-in":
        lead += 1
    return text_of(text.raw[text.tokens[lead][1] :]) if lead else text


def _goes_on(before: Text, after: Text, language: Language) -> bool:
    """Whether a part is a second object of the request before it: "tell me of a delay and what you told those …"."""
    classes = language.words("moods").single
    if after.first in SAYING and classes.get(after.words[1] if len(after.words) > 1 else "") == "question":
        return True
    asks, says = classes.get(before.first) == "telling", classes.get(after.first) == "question"
    told = (
        after.words[1:2] in (("you",), ("they",))
        and after.words[2:3]
        and after.words[2] in forms(language).past
    )
    return asks and says and bool(told)


def _subject(part: Text, language: Language) -> str:
    """What a part is about: people and oneself, or the work."""
    return "people" if language.words("people-matters").first(part) is not None else "work"


def _matter(words: tuple[str, ...], language: Language) -> frozenset[str]:
    """The words that carry what a part is about."""
    plain = ("moods", "function-words", "follow-ups")
    return frozenset(
        word
        for word in words
        if len(word) >= COMMON and not any(word in language.words(name).single for name in plain)
    )


def _counts_two(first: str) -> bool:
    """Whether a part says that two things follow."""
    return any(mark in first.lower() for mark in ("two things", "two questions", "a minute each"))
