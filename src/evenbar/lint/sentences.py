"""What a sentence does: ask, ask to be answered by yes, request, set a task, or tell. Judged by how it begins.

A question of an interview is often several sentences: a case is told, then something is asked. The rules on
questions look at the asking ones. Word classes are data (``words/<language>/moods.txt``); nothing here knows rules.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from evenbar.lint.grammar import forms
from evenbar.lint.wording import Language, Text, text_of

Mood = Literal["asks", "yes-no", "requests", "sets", "asserts", "tells"]
ASKING: tuple[Mood, ...] = ("asks", "yes-no", "requests", "sets", "asserts")

_CLAUSE = re.compile(r"(?:[,;:]|\s[-–—])\s+")
_WITHIN = 6  # words after a verb of doing in which something on the table may be named
TASK = 9  # words of a "can you" that sets a task: "can you plan a test of ..."
MODALS = frozenset({"can", "could", "will", "would"})
POINTING = frozenset(
    {
        "this",
        "these",
        "that",
        "those",
        "here",
        "us",
        "me",
        "through",
        "our",
        "how",
        "why",
        "what",
        "which",
        "who",
    }
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what it does."""

    text: Text
    mood: Mood

    @property
    def asking(self) -> bool:
        """Whether it wants an answer."""
        return self.mood != "tells"


@lru_cache(maxsize=4_000)
def sentences(raw: str, language: Language) -> tuple[Sentence, ...]:
    """The sentences of a text, each with its mood."""
    found: list[Sentence] = []
    for part in text_of(raw).sentences:
        text = text_of(part)
        found.append(Sentence(text, mood(text, language)))
    return tuple(found)


def mood(text: Text, language: Language) -> Mood:
    """What a single sentence does."""
    classes = language.words("moods").single
    words = text.words[_opening(text, classes) :]
    if not words:
        return "tells"
    kinds = [classes.get(word, "") for word in words]
    if not text.raw.rstrip("\"'”’) ").endswith("?"):
        return _unmarked(words, kinds, language)
    if kinds[0] == "question":
        return "asks"
    if kinds[0] in ("auxiliary", "negative"):
        return _inverted(words, kinds)
    if kinds[0] in ("telling", "doing"):
        return "sets"
    return _later(text, classes) or ("yes-no" if kinds[0] == "elliptical" else "asserts")


def _opening(text: Text, classes: dict[str, str]) -> int:
    """How many words at the beginning only lead in: so, and, please."""
    count = 0
    while count < len(text.words) and classes.get(text.words[count]) == "lead-in":
        count += 1
    return count


def _unmarked(words: tuple[str, ...], kinds: list[str], language: Language) -> Mood:
    """The mood of a sentence that does not end with a question mark."""
    if kinds[0] in ("telling", "doing"):
        return "sets"
    if _is_request(words, kinds):
        return "requests"
    if kinds[0] == "question" and "auxiliary" in kinds[1:3] and "you" in words[2:5]:
        return "asks"
    if words[0] in forms(language).bare and kinds[0] not in ("subject", "question", "auxiliary"):
        return "sets"
    return "tells" if kinds[0] in ("subject", "") or len(words) < 2 else "sets"


def _inverted(words: tuple[str, ...], kinds: list[str]) -> Mood:
    """The mood of a question that begins with an auxiliary."""
    if _is_request(words, kinds):
        return "requests"
    for index in range(2, len(kinds) - 1):
        # "…, and how did you find out?" and "…, and if so, at which step?" go on to something that needs telling
        goes_on = words[index] in ("and", "so", "but", "if") or kinds[index] == "preposition"
        if goes_on and any(kind in ("question", "telling", "doing") for kind in kinds[index + 1 : index + 4]):
            return "asks"
    return "yes-no"


def _is_request(words: tuple[str, ...], kinds: list[str]) -> bool:
    """Whether "could you" leads to telling something, or to doing it with what is on the table."""
    if words[0] not in MODALS:
        return False
    if (
        words[1:3] == ("you", "mind")
        or words[1:4] == ("it", "be", "possible")
        or words[1:2] in (("we",), ("i",))
    ):
        return True
    if words[1:2] != ("you",):
        return False
    rest = [
        index
        for index in range(2, len(words))
        if kinds[index] != "lead-in" and not words[index].endswith("ly")
    ]
    if not rest:
        return False
    kind, after = kinds[rest[0]], words[rest[0] + 1 : rest[0] + 1 + _WITHIN]
    if kind != "doing":
        return kind == "telling"
    return not POINTING.isdisjoint(after) or (
        len(words) >= TASK and after[:1] in (("a",), ("an",), ("the",), ("your",))
    )


def _later(text: Text, classes: dict[str, str]) -> Mood | None:
    """The mood of a question that comes after an opening clause: "In this table, which column …?"."""
    starts = [match.end() for match in _CLAUSE.finditer(text.raw)]
    for at in reversed(starts):
        rest = text_of(text.raw[at:])
        words = rest.words[_opening(rest, classes) :]
        kinds = [classes.get(word, "") for word in words]
        if kinds and kinds[0] == "question":
            return "asks"
        if kinds and kinds[0] in ("auxiliary", "negative") and len(words) > 3:
            return _inverted(words, kinds)
    kinds = [classes.get(word, "") for word in text.words]
    for index, kind in enumerate(kinds[:-1]):
        # "At what point would you stop?", "and why?"
        if kind == "question" and (
            kinds[index + 1] == "auxiliary" or "auxiliary" in kinds[index + 1 : index + 5]
        ):
            return "asks"
    return "asks" if kinds[-1:] == ["question"] else None


def asking(raw: str, language: Language) -> Iterator[Sentence]:
    """The sentences of a text that want an answer."""
    return (sentence for sentence in sentences(raw, language) if sentence.asking)
