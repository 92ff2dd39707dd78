"""Whether a question is tied to something: material on the table, a case with its facts, an event, a piece of work.

What is tied to nothing can only be answered from a book or from taste. The lists ``on-the-table`` and
``generic-nouns`` hold the words; what a rule makes of a loose question is for the rule.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from evenbar.lint.sentences import Sentence, sentences
from evenbar.lint.wording import Language, Text, text_of

_COURTESY = re.compile(
    r"^(?:(?:so|and|ok|okay|now|please|kindly|pls|first|then|well|right|briefly|shortly|quickly|simply|just|hi|hello|"
    r"in your own words|in one sentence|in a sentence|in a nutshell|in short|in brief|for a start|to start with|"
    r"to begin with|let's start|do|can you|could you|would you|will you|are you able to|i would like you to|"
    r"i'd like you to|i want you to|we'd like you to|tell me|tell us|say|go on and|try to|feel free to)\b[ ,:-]*)+",
    re.I,
)
_TOLD = frozenset(
    {
        "explain",
        "define",
        "describe",
        "list",
        "name",
        "enumerate",
        "recite",
        "state",
        "compare",
        "contrast",
        "outline",
    }
    | {
        "summarise",
        "summarize",
        "derive",
        "illustrate",
        "give",
        "distinguish",
        "differentiate",
        "quote",
        "prove",
    }
    | {"characterise", "characterize", "elaborate"}
)
_THROUGH = re.compile(r"^(?:talk|walk|take) (?:me|us) through (?:how|what|why|the|an?)\b|^go over\b", re.I)
_ASKED = re.compile(
    r"^(?:in [\w ]{2,30}, |for [\w ]{2,30}, )?(?:what|which|who|where|when|why (?:\w+ ){2}|how (?!many|much)|how many "
    r"(?:parameters|layers|weights|types|kinds|bits|heads|dimensions|degrees)\b)",
    re.I,
)
_KNOWING = re.compile(
    r"\b(?:do|can|could|would) you (?:know|name|mean|understand|list|recall|remember|define)\b", re.I
)
_ANYONE = re.compile(
    r"^(?:in \w+, )?(?:how (?:do|would|does|can|should) (?:you|we|one|people) "
    r"(?:compute|calculate|derive|define|prove|interpret)"
    r"|(?:why|when) (?:do|would|does|should|must) (?:you|we|one|people) "
    r"(?:use|need|apply|normali[sz]e|standardi[sz]e|scale|initiali[sz]e|shuffle|regulari[sz]e|call|prefer|add|take))\b",
    re.I,
)
_WH = frozenset({"what", "which", "how", "who", "why", "when", "what's"})
_VERSUS = re.compile(
    r"^[\w'’/ -]{2,40}\b(?:versus|vs\.?|or|and)\b [\w'’/ -]{2,40}[:,;-] ?(?:what|how|which) ", re.I
)
_TO_US = re.compile(r" (?:to|for|with) (?:me|us)\b", re.I)
_VERBS = ("auxiliary", "negative")
_WE = frozenset({"we", "we'd", "we'll", "i", "u", "me"})
_MAKING = frozenset({"describe", "outline", "give", "name", "illustrate"})
_DISCUSS = 3  # words of a second sentence that sets no task: "Discuss.", "Tell us why."
_LONGEST = 26  # words of a loose question: what is longer has told something
_DEFINITE = re.compile(r"\bthe ((?:[\w'’-]+ ?){1,2})", re.I)


@lru_cache(maxsize=4_000)
def loose(raw: str, language: Language) -> bool:
    """Whether a text is tied to nothing."""
    text = text_of(raw)
    if len(text.words) > _LONGEST or language.words("on-the-table").first(text) is not None:
        return False
    told = sentences(raw, language)
    if len(told) > 1 and any(sentence.mood == "tells" and len(sentence.text.words) > 3 for sentence in told):
        return False
    if any(sentence.mood == "sets" and len(sentence.text.words) > _DISCUSS for sentence in told[1:]):
        return False
    generic = language.words("generic-nouns")
    return all(_is_generic(found[1], generic.has) for found in _DEFINITE.finditer(text.raw))


def _is_generic(said: str, listed: Callable[[str], bool]) -> bool:
    """Whether "the" stands before a word of no case: the future, the difference, the best language."""
    words = said.lower().replace("’", "'").split()
    return (
        any(listed(word) or (word.endswith("est") and len(word) > 4) for word in words) or words[-1].isdigit()
    )


def from_a_book(sentence: Sentence, language: Language) -> bool:
    """Whether a loose sentence asks what a thing is or how it works, with nobody's doing or liking in it."""
    text = text_of(_TO_US.sub("", _COURTESY.sub("", sentence.text.raw)))
    if not 0 < len(text.words) <= _LONGEST or not text.raw:
        return False
    if _judged(text, language) is not None:
        return False
    if _ANYONE.match(text.raw) or (_KNOWING.search(sentence.text.raw) and not _WH.isdisjoint(text.words)):
        return True
    if _personal(text):
        return False
    if text.words[0] in _MAKING and text.words[1:2] in (("a",), ("an",)):
        return False  # "describe a check that …" is a task
    if text.first in _TOLD or _THROUGH.match(text.raw) or _VERSUS.match(text.raw):
        return True
    return _ASKED.match(text.raw) is not None


def from_taste(sentence: Sentence, language: Language) -> str:
    """The words by which a loose sentence asks for a judgement of a trade, a tool or what will come."""
    text = sentence.text
    if not _personal(text):
        if sentence.mood == "yes-no":
            return text.raw if language.words("moods").single.get(text.first) in _VERBS else ""
        found = _judged(text, language)
        return text.raw if found is not None and sentence.asking else ""
    match = language.words("attitudes").first(text)
    return match.quote.strip(" ,;:-–?") if match else ""


def _personal(text: Text) -> bool:
    """Whether a sentence speaks of the candidate or of us."""
    return any(word.startswith("you") or word in _WE for word in text.words)


def _judged(text: Text, language: Language) -> str | None:
    """A word of value or of the future: best, overrated, should, will."""
    match = language.words("valuing").first(text)
    return match.quote if match else None
