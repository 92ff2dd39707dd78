"""Rules on anchors: whether the sentence of a level tells of a deed that can be seen or heard.

Two people who heard the same answer are to pick the same level. So a level says what is done, in the present, one
thing a sentence; not what somebody is, knows, could do or left out. The choice of words is for ``anchors``, what
lies between two levels for ``steps``.
"""

import re
from collections.abc import Iterator
from itertools import islice

from evenbar.lint.grammar import (
    BEING,
    HAVING,
    MODALS,
    OBJECTS,
    SUBJECTS,
    acts,
    forms,
    is_adverb,
    opening,
    second_deed,
    third_person,
)
from evenbar.lint.rule import Edit, Hit, rule
from evenbar.lint.subject import Card, Piece
from evenbar.lint.wording import Language, Match, Text, text_of

MOST_MATCHES = 20  # places of one text that are looked at closely; prose has no more
WORDED = ("anchor.summary", "anchor.signal")
_OTHERS = frozenset(
    {"team", "teams", "colleague", "colleagues", "people", "engineers", "groups", "users", "others"}
)
_LIGHT = (
    MODALS
    | BEING
    | HAVING
    | SUBJECTS
    | frozenset({"able", "to", "capable", "of", "does", "not", "doesn't", "and", "a"})
)
_MOST_SENTENCES = 3


def said(card: Card) -> Iterator[tuple[Piece, Text]]:
    """Summaries and signals as texts; examples quote people and may say anything."""
    for piece in card.pieces(*WORDED):
        yield piece, text_of(piece.text)


@rule("no-observable-verb", family="anchors", severity="warning", strength="mixed")
def no_observable_verb(card: Card) -> Iterator[Hit]:
    """An anchor names nothing that someone does.

    What it does
    ------------
    Looks for a verb of doing at the opening of each summary and signal: writes, names, compares. Nouns ("ownership
    of"), adjectives ("comfortable with"), "is", "has" and "shows maturity" tell of no deed.

    Why it matters
    --------------
    Two raters agree on what was done; they guess at what somebody is or has. Scales anchored in behaviour gain
    agreement over scales of traits, though by how much differs between studies.

    Example
    -------
    Ownership of the serving layer.

    Better
    ------
    Names the version that takes over after a bad release.

    Source
    ------
    Smith and Kendall (1963), Retranslation of expectations, Journal of Applied Psychology. OPM (2008), Structured
    Interviews: A Practical Guide.

    Known problems
    --------------
    A verb that the list ``verbs`` does not hold is taken for a noun: add it to the list.
    """
    for piece, text in said(card):
        quote = unobservable(text, card.language)
        if quote:
            yield Hit(
                piece.where,
                f"“{quote}” tells of nothing that someone does.",
                "Begin with a verb for what is seen or heard: names, writes, compares, asks, shows the figure.",
                quote,
            )


def unobservable(text: Text, language: Language) -> str:
    """The words at which a text opens without a deed; empty where it tells of one."""
    opened, listed = opening(text, language), language.words("unobservable")
    words, at = text.words, opened.at
    if opened.kind == "empty" or absent(text, language):
        return ""
    if opened.kind not in {"other", "past"} and mind(text, language):
        return ""
    state = listed.single.get(opened.word) == "verb" and OBJECTS.isdisjoint(words[at + 1 : at + 2])
    if opened.kind in {"verb", "bare", "gerund"} and not state:
        thing = _thing(text, at, language) if opened.word in language.words("showing").single else ""
        named = opened.kind == "gerund" and not acts(text, language, start=at)
        return thing or (text.slice(at, min(at + 3, len(words))) if named else "")
    if opened.kind == "modal" or (opened.word == "able" and at == 0):
        return ""
    if opened.kind == "past" and (
        opened.word not in listed.single or OBJECTS.intersection(words[at + 1 : at + 2])
    ):
        return ""
    if opened.kind == "state" and _tells(text, at, language):
        return ""
    if opened.kind == "other" and acts(text, language, start=at):
        return ""
    return text.slice(at, min(at + 3, len(words)))


def _tells(text: Text, at: int, language: Language) -> bool:
    """Whether "is" or "has" opens a deed after all: "is asked for …", "has moved …", "is the first to point …"."""
    words, known, adjectives = text.words, forms(language), language.words("unobservable").single
    after = at + 1
    while after < len(words) - 1 and (
        is_adverb(words[after]) or words[after] in {"since", "already", "now", "not"}
    ):
        after += 1
    if after >= len(words):
        return False
    follows = words[after]
    if follows in {"able", "capable"} or words[after : after + 3] == ("the", "first", "to"):
        return True
    if follows in known.past and follows not in adjectives:
        return True
    if words[at] in HAVING:
        return _caused(text, at, language)
    return follows in known.gerund


def _caused(text: Text, at: int, language: Language) -> bool:
    """ "has three teams run the test": somebody does something at the candidate's asking."""
    determiners, bare = language.words("determiners").single, forms(language).bare
    words, most = text.words, min(at + 10, len(text.words) - 1)
    return any(
        (words[index] in bare and words[index - 1] not in determiners and words[index + 1] in OBJECTS)
        or (words[index] in forms(language).past and words[index - 1] not in determiners)
        or (words[index - 1] in _OTHERS and words[index] in bare | forms(language).gerund.keys())
        for index in range(at + 2, most)
    )


def _ends_here(text: Text, index: int, language: Language) -> bool:
    """Whether no further noun follows: "shows experience", not "shows experience curves"."""
    if index + 1 >= len(text.words) or not text.raw[text.tokens[index][2] :].startswith(" "):
        return True
    after = text.words[index + 1]
    lists = (language.words(name).single for name in ("after-plurals", "determiners", "fronting"))
    return (
        any(after in listed for listed in lists)
        or language.words("unobservable").single.get(after) == "thing"
    )


def _thing(text: Text, at: int, language: Language) -> str:
    """ "shows maturity", "takes ownership": a verb of showing before something that cannot be shown as such."""
    things = language.words("unobservable").single
    determiners = language.words("determiners").single
    for index in range(at + 1, min(at + 5, len(text.words))):
        word = text.words[index]
        if things.get(word) == "thing" and _ends_here(text, index, language):
            return text.slice(at, index + 1)
        if word in language.words("after-plurals").single or (
            word in determiners and word not in {"a", "an", "the"}
        ):
            return ""
    return ""


@rule("mental-state", family="anchors", severity="warning", strength="mixed")
def mental_state(card: Card) -> Iterator[Hit]:
    """An anchor says what someone knows, understands, believes or is aware of.

    What it does
    ------------
    Finds verbs, nouns and adjectives of the mind where they are what the candidate does or has. Inside a clause
    they are fine: "asks what the planner believes".

    Why it matters
    --------------
    Nobody sees understanding; a rater infers it from how an answer sounds, and infers more of it in people like
    themselves. Raters who must point at something said agree more often.

    Example
    -------
    Understands the difference between training and serving data.

    Better
    ------
    Compares a feature in training with the same feature in serving.

    Source
    ------
    OPM (2008), Structured Interviews: A Practical Guide. Campion, Palmer and Campion (1997), A review of structure
    in the selection interview, Personnel Psychology.
    """
    for piece, text in said(card):
        match = mind(text, card.language)
        if match:
            yield Hit(
                piece.where,
                f"“{match.quote}” is a state of mind, which nobody hears or sees.",
                "Write what someone with it says or does in an hour: names …, explains … by an example, checks ….",
                match.quote,
            )


def mind(text: Text, language: Language) -> Match | None:
    """The state of mind that a text says the candidate has, if it does."""
    found = sorted(language.words("mental-states").matches(text), key=lambda match: match.start)
    return next((match for match in found[:MOST_MATCHES] if _own(text, match, language)), None)


def _own(text: Text, match: Match, language: Language) -> bool:
    """Whether a state of mind is the candidate's own, not somebody's inside a clause."""
    index = next(index for index, token in enumerate(text.tokens) if token[1] >= match.start)
    before, known = text.words[:index], forms(language)
    clauses = language.words("clause-words").single
    if match.topic == "verb":
        start = opening(text, language).at
        joined = bool(before) and before[-1] in {"and", "but", "or", "then", "also"}
        light = all(word in _LIGHT or is_adverb(word) for word in before[start:])
        return light or (joined and not any(word in clauses for word in before))
    showing = language.words("showing").single.keys()
    allowed = showing if match.topic == "noun" else BEING | showing
    return not any(
        (word in known.third and word not in allowed)
        or word in clauses
        or word in {"of", "for", "by", "to", "from", "in", "on", "between"}
        for word in before[1:]
        if word not in _LIGHT - {"of", "to"}
    ) and not (before and before[0] in known.third and before[0] not in allowed)


@rule("modal-verb", family="anchors", severity="warning", strength="judgement")
def modal_verb(card: Card) -> Iterator[Hit]:
    """An anchor says what someone can or would do, not what they do.

    What it does
    ------------
    Finds "can", "could", "would", "should", "is able to" and the like at the opening of a summary or signal.

    Why it matters
    --------------
    Nearly everyone could; an interview shows whether they did. With "can" a rater rates promise, and promise is
    read into people unevenly.

    Example
    -------
    Can write tests for the split.

    Better
    ------
    Writes tests for the split.

    Source
    ------
    The Financial Times' engineering competencies ask for demonstrable wording: "Writes tests", not "Can write
    tests". NIH's guides for behavioural interviews probe "would" with "what did you do?". Which verbs
    count is our judgement.

    Fix safety
    ----------
    "Can write" becomes "Writes" where one verb follows that the list of verbs holds; longer cases are left to you.
    """
    for piece, text in said(card):
        found = _modal(text, card.language)
        if found is None:
            continue
        at, after = found
        quote = text.slice(at, min(after + 1, len(text.words)))
        edit = _without_modal(text, at, after, card.language)
        better = f"Write “{edit}”" if edit else "Write what is done, in the present: “Writes …”, “Names …”."
        yield Hit(
            piece.where,
            f"“{quote}” tells what someone could do, not what they did.",
            better,
            quote,
            Edit(piece.where, edit) if edit else None,
        )


def _modal(text: Text, language: Language) -> tuple[int, int] | None:
    """The word at which "can" or "is able to" begins, and the word after it."""
    at, words = opening(text, language).at, text.words
    if at >= len(words):
        return None
    if words[at] in MODALS and words[at + 1 : at + 2] not in ((), ("not",), ("never",)):
        return at, at + 1
    for phrase in (("is", "able", "to"), ("able", "to"), ("has", "the", "ability", "to"), ("is", "capable", "of"),
                   ("capable", "of"), ("ability", "to"), ("the", "ability", "to")):  # fmt: skip
        for start in {0, at}:
            if words[start : start + len(phrase)] == phrase and len(words) > start + len(phrase):
                return start, start + len(phrase)
    return None


def _without_modal(text: Text, at: int, after: int, language: Language) -> str:
    known, words = forms(language), text.words
    gerund = words[at:after][-1] == "of"
    verb = known.gerund.get(words[after], "") if gerund else words[after]
    another = any(
        word in known.bare and text.words[index - 1] in {"and", "or", "then", "also"}
        for index, word in enumerate(words)
        if index > after
    )
    if at != 0 or verb not in known.bare or another or verb in {"be", "have", "do"}:
        return ""
    rest = text.raw[text.tokens[after][2] :]
    return third_person(verb).capitalize() + rest


@rule("absence-only", family="anchors", severity="warning", strength="mixed")
def absence_only(card: Card) -> Iterator[Hit]:
    """The lowest level says only what is missing.

    What it does
    ------------
    Finds a lowest level that opens with does not, no, lacks, fails to, never, unable and the like, and goes on to
    nothing that was seen.

    Why it matters
    --------------
    What was not shown may not have been asked: a missing answer is a missing rating, never a low one. Level 1 must
    describe something that raters saw, or it collects everyone whom the interview ran out of time for.

    Example
    -------
    Does not mention a baseline.

    Better
    ------
    Reports a score on its own and calls the model ready.

    Source
    ------
    Our judgement, from how behaviour scales are written: each anchor is an incident that raters recognise (Smith
    and Kendall, 1963, Retranslation of expectations, Journal of Applied Psychology).
    """
    for criterion in card.card.criteria:
        lowest = min((anchor.level for anchor in criterion.anchors), default=0)
        if lowest > 2:
            continue
        for piece in card.pieces(*WORDED):
            if piece.criterion is criterion and piece.level == lowest:
                quote = absent(text_of(piece.text), card.language)
                if quote:
                    yield Hit(
                        piece.where,
                        f"“{quote} …” tells what was missing, which may only not have been asked.",
                        "Write what somebody at this level says or does instead: reports …, treats …, answers with ….",
                        quote,
                    )


_POSITIVE = re.compile(r"(?:;|,? but|,? instead|,? then|,? yet|,? and|,) (?:instead )?(\w+)")


def absent(text: Text, language: Language) -> str:
    """The words of absence that a text opens with, unless something seen follows."""
    match = language.words("absence").first(text)
    if match is None or match.start != 0:
        return ""
    known = forms(language).third
    for found in islice(_POSITIVE.finditer(text.raw, match.end), MOST_MATCHES):
        word = found.group(1).lower()
        if word in known and not language.words("absence").first(text_of(text.raw[found.start(1) :])):
            return ""
    told = sum(end <= match.end for _, _, end in text.tokens[:8]) + 2
    return text.slice(0, min(told, len(text.words)))


@rule("two-behaviours", family="anchors", severity="warning", strength="mixed")
def two_behaviours(card: Card) -> Iterator[Hit]:
    """One sentence of a level joins two behaviours by "and".

    What it does
    ------------
    Finds " and " before a second verb with an object of its own. Pairs of nouns are fine, and so is a second verb
    that tells of the first or goes on with it: "finds the leak and says which rows it is in".

    Why it matters
    --------------
    Somebody who does one and not the other fits neither this level nor the one below. Raters then decide alone which
    half counts, and differ.

    Example
    -------
    Writes tests for the split and mentors two colleagues.

    Better
    ------
    Writes tests for the split. (And mentoring where it is rated.)

    Source
    ------
    The Financial Times' engineering competencies warn of "and" in a competency. The rule against double-barrelled
    items is general in questionnaire design, for instance Fowler (1995), Improving Survey Questions.
    """
    for piece, text in said(card):
        found = second_deed(text, card.language)
        opened = opening(text, card.language)
        known = found and text.words[found.at + 1 : found.at + 2] == (
            "the",
        )  # "and restarts the job": the same case
        if found and not known and opened.kind in {"verb", "bare", "past"}:
            first = text.slice(opened.at, opened.at + 1)
            second = text.slice(found.at, len(text.words))
            yield Hit(
                piece.where,
                f"Two behaviours are joined here: “{first} …” and “{second}”.",
                "Keep the one that tells this level from its neighbours, or make two signals of them.",
                second,
            )
