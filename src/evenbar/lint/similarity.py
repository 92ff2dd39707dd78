"""Whether two texts say the same in other words: their content words, reduced to stems and to groups of like meaning.

No model of language: a stem, a list of words without content and a list of groups are all that is compared, so that
a person can see why two texts were held to be alike.
"""

from functools import cache, lru_cache

from evenbar.lint.grammar import NO_ADVERB, is_adverb, opening
from evenbar.lint.wording import Language, Text, text_of

LONGEST_PHRASE = 4
GENERAL = 0.5  # what a word counts that most sentences could have, such as "shows"
APART = 5  # words between a verb and its particle: "rolls the release back"
DENIALS = frozenset({"not", "no", "never", "without", "nor", "none", "cannot"})
SHORTEST = 3  # letters of a word that another is made from
_MADE_WITH = ("er", "or", "r", "al", "ance", "ence", "ure", "age", "ing")
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ly", "ed", "es", "s")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending, so that compares, compared and comparing are one."""
    word = word.removesuffix("'s").removesuffix("s'")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ss", "us", "is")):
        return word
    for ending in _ENDINGS:
        if ending == "ly" and word in NO_ADVERB:
            continue
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e")


Unit = frozenset[str]  # the names that a word or phrase goes by: its stem, or the groups that it belongs to


@cache
def _groups(language: Language) -> dict[tuple[str, ...], Unit]:
    """Every word and phrase of the groups by its stems, with the names of its groups ("= check & read" are two)."""
    listed = language.words("synonyms")
    found: dict[tuple[str, ...], str] = {(stem(word),): topic for word, topic in listed.single.items()}
    for phrases in listed.phrases.values():
        found |= {tuple(map(stem, words)): topic for words, topic in phrases}
    named = {topic: frozenset("=" + name.strip() for name in topic.split("&")) for topic in found.values()}
    return {words: named[topic] for words, topic in found.items()}


def content(raw: str, language: Language) -> frozenset[Unit]:
    """The content of a text: each word or phrase by its groups of like meaning, or by its stem where it is in none."""
    return _read(raw, language)[0]


def denies(raw: str, language: Language) -> bool:
    """Whether a text says no to something, other than by a phrase that has a group ("does not open": hidden)."""
    return _read(raw, language)[1]


@lru_cache(maxsize=4_000)
def _read(raw: str, language: Language) -> tuple[frozenset[Unit], bool]:
    """The content of a text, and whether a word of denial is left beside it."""
    words, groups = text_of(raw).words, _groups(language)
    empty = language.words("function-words").single
    stems, found, denied, at = [stem(word) for word in words], set(), False, 0
    while at < len(stems):
        for length in range(min(LONGEST_PHRASE, len(stems) - at), 0, -1):
            group = groups.get(tuple(stems[at : at + length]))
            if group is not None and (length > 1 or words[at] not in empty):
                found.add(group)
                at += length
                break
        else:
            denied = denied or words[at] in DENIALS or words[at].endswith("n't")
            if words[at] not in empty:
                found.add(_apart(stems, at, groups) or _alone(words[at], stems[at], groups))
            at += 1
    return frozenset(found), denied


def _alone(word: str, its_stem: str, groups: dict[tuple[str, ...], Unit]) -> Unit:
    """A word of no group: its stem, and what it is made from ("reviewer", "removal"), by group if that has one."""
    names = {its_stem}
    plain = word.removesuffix("s")
    for ending in _MADE_WITH:
        base = plain.removesuffix(ending)
        if base != plain and len(base) >= SHORTEST:
            made = stem(base)
            names |= groups.get((made,), {made})
    return frozenset(names)


def _apart(stems: list[str], at: int, groups: dict[tuple[str, ...], Unit]) -> Unit | None:
    """The groups of a verb whose particle stands some words on, if there are any."""
    for index in range(at + 2, min(at + APART, len(stems))):
        group = groups.get((stems[at], stems[index]))
        if group is not None:
            return group
    return None


def alikeness(one: str, other: str, language: Language) -> float:
    """The share of all content that two texts both have, from 0 to 1.

    Words of a general group count half, and so do the verbs that the texts open with if one is general.
    """
    mine, theirs = content(one, language), content(other, language)
    shared = len(_names(mine) & _names(theirs))
    if 3 * shared < len(mine) + len(theirs) - shared or not mine or not theirs:
        return 0.0  # too little in common for any weights to matter
    pairs = _paired(mine, theirs)
    first, second = _lead(one, language), _lead(other, language)
    leading = first | second
    if not (all if first and second else any)(map(_is_general, leading)):
        leading = frozenset()  # two deeds of which one has a name of its own differ in full
    both = sum(min(_weight(a, leading), _weight(b, leading)) for a, b in pairs)
    lone = (mine - {a for a, _ in pairs}) | (theirs - {b for _, b in pairs})
    return both / (both + sum(_weight(unit, leading) for unit in lone))


@lru_cache(maxsize=8_000)
def _names(units: frozenset[Unit]) -> Unit:
    """Every name that the words of a text go by."""
    return frozenset[str]().union(*units)


def _paired(mine: frozenset[Unit], theirs: frozenset[Unit]) -> list[tuple[Unit, Unit]]:
    """The words of two texts that mean the same, each with one of the other; equal ones first."""
    found = [(unit, unit) for unit in mine & theirs]
    common = _names(theirs - mine)
    left = set(theirs - mine)
    for unit in sorted((unit for unit in mine - theirs if unit & common), key=sorted):
        same = next((other for other in sorted(left, key=sorted) if unit & other), None)
        if same is not None:
            left.discard(same)
            found.append((unit, same))
    return found


def _is_general(unit: Unit) -> bool:
    return any(name.startswith("=~") for name in unit)


def _weight(unit: Unit, leading: frozenset[Unit]) -> float:
    return GENERAL if unit in leading or _is_general(unit) else 1.0


def _lead(raw: str, language: Language) -> frozenset[Unit]:
    """The content of the verb that a text opens with."""
    opened = opening(text_of(raw), language)
    return content(opened.word, language) if opened.kind == "verb" else frozenset()


def only_adds(lower: str, upper: str, language: Language) -> bool:
    """Whether one text says all that the other says and something of its own beside it."""
    if upper.casefold().startswith(lower.casefold().rstrip(" .") + " "):
        return True
    adding = language.words("adding").single
    more, before = (sum(word in adding for word in text_of(raw).words) for raw in (upper, lower))
    if more <= before:
        return False
    mine, theirs = content(lower, language), content(upper, language)
    if len(mine) > len(theirs) or not all(unit & _names(theirs) for unit in mine):
        return False
    paired = _paired(mine, theirs)
    new = theirs - {unit for _, unit in paired}
    return len(paired) == len(mine) and not all(map(_is_general, new))


def opposed(one: str, other: str, language: Language) -> bool:
    """Whether two texts differ by words that stand against each other: before and after, same and different."""
    pairs = language.words("opposites").single
    mine, theirs = text_of(one).vocabulary & pairs.keys(), text_of(other).vocabulary & pairs.keys()
    topics = {pairs[word] for word in mine - theirs} & {pairs[word] for word in theirs - mine}
    return bool(topics)


def same_but_for_degree(one: str, other: str, language: Language) -> bool:
    """Whether two texts are the same words once those of how often, how much and how well are taken out."""
    if one.casefold().strip(" .") == other.casefold().strip(" ."):
        return False
    mine, theirs = _without_degree(one, language), _without_degree(other, language)
    return bool(mine) and mine == theirs


@lru_cache(maxsize=4_000)
def _without_degree(raw: str, language: Language) -> tuple[str, ...]:
    text, listed = text_of(raw), language.words("degree")
    gone = _phrases(text, language) | _manners(text)
    light = language.words("light-words").single
    return tuple(
        stem(word)
        for index, word in enumerate(text.words)
        if index not in gone and word not in listed.single and word not in light and not is_adverb(word)
    )


def _manners(text: Text) -> set[int]:
    """The words, by order, of "in a structured way"."""
    return {
        index
        for at in text.at.get("in", ())
        if text.words[at + 3 : at + 4] in {("way",), ("manner",), ("fashion",)}
        and text.words[at + 1] in {"a", "an"}
        for index in range(at, at + 4)
    }


def _phrases(text: Text, language: Language) -> set[int]:
    """The words, by order, that are inside a phrase of degree ("with some help")."""
    listed = language.words("degree")
    gone: set[int] = set()
    for first in text.vocabulary & listed.phrases.keys():
        for words, _ in listed.phrases[first]:
            for at in text.at[first]:
                if text.words[at : at + len(words)] == words:
                    gone.update(range(at, at + len(words)))
    return gone
