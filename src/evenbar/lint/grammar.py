"""How a sentence of an anchor is built: how it opens, and whether it joins a second deed to the first.

Anchors are written in one voice ("Writes tests that ..."), so a list of verbs with their forms is enough grammar.
What a rule makes of a sentence is for the rule.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from evenbar.lint.wording import Language, Text

Kind = Literal["verb", "bare", "past", "gerund", "modal", "state", "other", "empty"]

MODALS = frozenset({"can", "could", "would", "should", "may", "might", "must", "will", "shall"})
BEING = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "seems", "appears", "becomes", "remains"}
)
HAVING = frozenset({"has", "have", "had"})
SUBJECTS = frozenset(
    {"candidate", "candidates", "they", "he", "she", "person", "engineer", "interviewee", "applicant"}
)
OBJECTS = frozenset(
    {
        "it",
        "them",
        "the",
        "a",
        "an",
        "their",
        "its",
        "each",
        "every",
        "that",
        "what",
        "which",
        "how",
        "why",
        "one",
        "this",
    }
)
NO_ADVERB = frozenset(
    {"apply", "reply", "supply", "rely", "imply", "comply", "multiply", "family", "fly", "tally"}
)
_FREQUENT = frozenset({"often", "sometimes", "always", "also", "just"})


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of the verbs of a language, each with the form after "to"."""

    third: dict[str, str]
    bare: frozenset[str]
    past: dict[str, str]
    gerund: dict[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """The word that an anchor opens with, adverbs and a fronted phrase aside: its kind and where it stands."""

    kind: Kind
    at: int = 0
    word: str = ""


@cache
def forms(language: Language) -> Forms:
    """The verbs of a language in their forms."""
    bare = frozenset(language.words("verbs").single)
    return Forms(
        {third_person(verb): verb for verb in bare} | {"does": "do"},
        bare,
        {_with(verb, "ed"): verb for verb in bare} | language.words("irregular-pasts").single,
        {_with(verb, "ing"): verb for verb in bare},
    )


def third_person(verb: str) -> str:
    """What somebody does: writes, applies, passes."""
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _with(verb: str, ending: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + ending
    if ending == "ed" and verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    doubles = (
        len(verb) < 6 and verb[-1:] in "bdgklmnprt" and verb[-2:-1] in "aeiou" and verb[-3:-2] not in "aeiou"
    )
    return verb + (verb[-1] if doubles else "") + ending


def is_adverb(word: str) -> bool:
    """Whether a word is an adverb by its look, or one of the few short ones."""
    return word in _FREQUENT or (word.endswith("ly") and word not in NO_ADVERB)


@lru_cache(maxsize=4_000)
def opening(text: Text, language: Language) -> Opening:
    """How an anchor opens."""
    words, known = text.words, forms(language)
    at = _after_front(text, language)
    while at < len(words) - 1 and (
        is_adverb(words[at]) or _is_subject(words, at) or (at > 0 and words[at] == "and")
    ):
        at += 1
    if at >= len(words):
        return Opening("empty")
    word = words[at]
    if at + 1 < len(words) and text.raw[text.tokens[at][2]] == "-":
        return _hyphened(text, at, known)
    kind = _kind(word, known)
    if kind == "bare" and (words[at + 1 : at + 2] == ("of",) or _describes(words, at, language)):
        kind = "other"
    return Opening("verb" if kind == "other" and _verb_by_look(text, at, language) else kind, at, word)


def _describes(words: tuple[str, ...], at: int, language: Language) -> bool:
    """Whether a word that is both is an adjective here: "clear ownership", not "clear the cache"."""
    return words[at] in language.words("bare-adjectives").single and OBJECTS.isdisjoint(
        words[at + 1 : at + 2]
    )


def _is_subject(words: tuple[str, ...], at: int) -> bool:
    """Whether a word says that the candidate is meant: "the candidate", "they"."""
    return words[at] in SUBJECTS or (words[at] == "the" and words[at + 1] in SUBJECTS)


def _hyphened(text: Text, at: int, known: Forms) -> Opening:
    """A verb behind a hyphen (re-runs, cross-checks), else a noun or adjective (results-oriented)."""
    if text.words[at + 1] in known.third:
        return Opening("verb", at + 1, text.words[at + 1])
    return Opening("other", at, text.words[at])


def _verb_by_look(text: Text, at: int, language: Language) -> bool:
    """A word that no list has, with the ending of a verb and something after it that is no preposition."""
    word, rest = text.words[at], text.words[at + 1 :]
    if (
        not rest
        or not word.endswith("s")
        or text.slice(at, at + 1).isupper()
        or "'" in word
        or word.endswith(("ss", "us", "is", "ics", "ings", "ions", "ments"))
    ):
        return False
    if any(word in language.words(name).single for name in ("credentials", "traits", "work-nouns")):
        return False
    things = language.words("unobservable").single
    prepositions = language.words("fronting").single.keys() | language.words("after-plurals").single.keys()
    return rest[0] not in prepositions and not any(things.get(each) == "thing" for each in rest[:2])


def _kind(word: str, known: Forms) -> Kind:
    kinds: tuple[tuple[Kind, bool], ...] = (
        ("modal", word in MODALS),
        ("state", word in BEING or word in HAVING),
        ("verb", word in known.third),
        ("bare", word in known.bare),
        ("past", word in known.past),
        ("gerund", word in known.gerund),
    )
    return next((kind for kind, found in kinds if found), "other")


def _after_front(text: Text, language: Language) -> int:
    """The word after a fronted phrase with its comma: "Before training, splits ..."."""
    if "," not in text.raw or text.first not in language.words("fronting").single:
        return 0
    known = forms(language)
    for index in range(1, min(len(text.words), 16)):
        if (
            "," in text.raw[text.tokens[index - 1][2] : text.tokens[index][1]]
            and text.words[index] in known.third
        ):
            return index
    return 0


def acts(text: Text, language: Language, *, start: int = 0) -> bool:
    """Whether a sentence that opens with no verb has one for its subject: "Tests pin data contracts"."""
    known, clauses = forms(language), language.words("clause-words").single
    determiners, words = language.words("determiners").single, text.words
    if not words or (
        words[start] in determiners and words[start] not in {"a", "an", "the", "all", "each", "every"}
    ):
        return False
    plural = words[start].endswith("s")
    adjectives = language.words("unobservable").single
    for index in range(start + 1, len(words) - 1):
        word, before = words[index], words[index - 1]
        if word in clauses:
            return False
        finite = (
            word in known.third
            or word in MODALS
            or word in BEING
            or word == "has"
            or (plural and word in known.bare)
        )
        finite = finite or (word in known.past and words[index + 1] in OBJECTS | {"to", "on"})
        finite = finite or (word in known.past and _set_off(text, index) and word not in adjectives)
        if finite and before not in determiners and not _is_adjective(before):
            return True
    return False


def _set_off(text: Text, index: int) -> bool:
    """Whether a comma stands before a word, "both" or "each" aside: "two baselines, both fitted beforehand"."""
    before = text.words[index - 1]
    at = index - 1 if before in {"both", "each", "all"} else index
    return text.raw[: text.tokens[at][1]].rstrip().endswith(",")


def _is_adjective(word: str) -> bool:
    return word.endswith(
        ("ful", "ive", "ous", "able", "ible", "ic", "ical", "less", "ing", "al", "ant", "ent")
    )


@dataclass(frozen=True, slots=True)
class Joined:
    """Two deeds in one sentence: where the second begins, as words by order, with its verb."""

    at: int
    verb: str


def second_deed(text: Text, language: Language, *, told_by: str = "second-deeds") -> Joined | None:
    """A second deed that " and " joins to the first, if it stands on its own.

    It does not where it tells of the first ("and says which") by a verb of the list ``told_by``, or points back to
    it ("averages over it").
    """
    known, clauses = forms(language), language.words("clause-words").single
    tellers = language.words(told_by).single
    back = language.words("pointing-back").single.keys()
    deep = False
    for index, word in enumerate(text.words):
        deep = deep or (word in clauses and index > 0)
        if index == 0 or word not in known.third or not _joins(text, index):
            continue
        verb, rest = known.third[word], text.words[index + 1 :]
        follows = index + 1 < len(text.words) and not text.raw[text.tokens[index][2] :].lstrip().startswith(
            (",", ".")
        )
        if follows and verb not in tellers and back.isdisjoint(rest) and not deep and _object(rest, language):
            return Joined(index, verb)
    return None


def _joins(text: Text, index: int) -> bool:
    before = text.words[index - 1]
    return before in {"and", "plus"} or (index > 1 and is_adverb(before) and text.words[index - 2] == "and")


def _object(rest: tuple[str, ...], language: Language) -> bool:
    """Whether what follows a form is its object, so that the form is a verb and no plural noun ("and tests for")."""
    if not rest:
        return False
    plural = language.words("after-plurals").single
    return rest[0] not in plural and rest[0] not in language.words("fronting").single
