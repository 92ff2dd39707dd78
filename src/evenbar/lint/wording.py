"""How the proof-reader reads a sentence: words with their places, word lists as data, patterns with triggers.

No model is downloaded: every judgement is a list or a pattern that a person can read and correct. A language is a
folder ``words/<code>`` of plain text files, one list a file, one entry a line:

    # a comment
    strong                      a word, whatever its case
    culture fit                 a phrase: the words in this order, next to each other
    child*                      a word that begins so
    /regex/ @who @children      a pattern, tried where the text has one of the words after @ (child* may stand there)
    /regex/ @church & @you      the same, where the text has one of the words after & as well
    ! strong consistency        an exception: where this stands, an entry inside it does not count
    = age                       all entries from here on belong to this topic (until the next such line)

Patterns ignore case and see the text with its white space joined. A pattern without a trigger is tried on every
text, so it had better be short.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from zlib import crc32

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENTRY = re.compile(r"[^\W_]+(?:'[^\W_]+)*\*?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
MOST_REMEMBERED = 20_000  # words of which a list remembers how they begin
LONGEST = 20_000  # characters of one text that are looked at; the rest of a longer text is not prose


@dataclass(frozen=True)
class Text:
    """A text prepared once: its words in lower case with their places."""

    raw: str

    @cached_property
    def tokens(self) -> tuple[tuple[str, int, int], ...]:
        """Every word in lower case, straight apostrophes, with its start and end."""
        return tuple(
            (found.group().lower().replace("’", "'"), found.start(), found.end())
            for found in _WORD.finditer(self.raw)
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word in lower case. Places are looked up in ``tokens``, which most texts never need."""
        lowered = self.raw.lower()
        if len(lowered) == len(self.raw):
            return tuple(_WORD.findall(lowered.replace("’", "'")))
        return tuple(token[0] for token in self.tokens)  # a letter became two, which could part a word

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words of the text."""
        return frozenset(self.words)

    @cached_property
    def at(self) -> dict[str, list[int]]:
        """Where in the order of words each word stands."""
        found: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            found.setdefault(word, []).append(index)
        return found

    @cached_property
    def parts(self) -> frozenset[str]:
        """The different words, and what stands before and behind an apostrophe."""
        parted = [word for word in self.vocabulary if "'" in word]
        return self.vocabulary.union(*(word.split("'") for word in parted)) if parted else self.vocabulary

    @cached_property
    def pairs(self) -> dict[tuple[str, str], list[int]]:
        """Where in the order of words each two neighbours stand."""
        found: dict[tuple[str, str], list[int]] = {}
        for index, pair in enumerate(zip(self.words, self.words[1:], strict=False)):
            found.setdefault(pair, []).append(index)
        return found

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the text."""
        return tuple(part for part in _SENTENCE_END.split(self.raw) if part.strip())

    @property
    def first(self) -> str:
        """The first word in lower case; empty where there is none."""
        return self.words[0] if self.words else ""

    def slice(self, start: int, end: int) -> str:
        """The text from one word to another, both counted by order, the end not included."""
        return self.raw[self.tokens[start][1] : self.tokens[end - 1][2]]


@lru_cache(maxsize=4_000)
def text_of(raw: str) -> Text:
    """A text, prepared once for all rules. White space is joined; what is past the longest is left out."""
    return Text(" ".join(raw[:LONGEST].split()))


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a text that a list has: as they stand, from where to where, and the topic they belong to."""

    quote: str
    start: int
    end: int
    topic: str = ""


# regex, triggers, stems of triggers, what must be there as well, topic
_Phrase = tuple[tuple[str, ...], str]  # words, topic
_Pattern = tuple[str, frozenset[str], tuple[str, ...], tuple[frozenset[str], ...], str]


@dataclass(frozen=True)
class WordList:
    """Entries of one list, sorted for quick looking."""

    single: dict[str, str]  # word -> topic
    stems: dict[str, str]  # beginning of a word -> topic
    phrases: dict[str, list[_Phrase]]  # first word -> phrases
    patterns: tuple[_Pattern, ...]
    exceptions: "WordList | None" = None

    def matches(self, text: Text) -> Iterator[Match]:
        """Every place in a text that the list has and no exception covers, entry by entry."""
        return iter(self._kept(text) if self._index.may_match(text) else ())

    def first(self, text: Text) -> Match | None:
        """The earliest and longest match in a text, if there is one."""
        return min(self.matches(text), key=lambda match: (match.start, -match.end), default=None)

    def has(self, word: str) -> bool:
        """Whether a single word, in lower case, is in the list."""
        return word in self.single or not self.stems.keys().isdisjoint(self._index.stems_of(word))

    @cached_property
    def _index(self) -> "_Index":
        return _Index.of(self)

    def _kept(self, text: Text) -> list[Match]:
        found = list(self._found(text))
        if not found or self.exceptions is None:
            return found
        spared = [(match.start, match.end) for match in self.exceptions.matches(text)]
        return [
            match
            for match in found
            if not any(start <= match.start and match.end <= end for start, end in spared)
        ]

    def _found(self, text: Text) -> Iterator[Match]:
        for word in text.vocabulary & self.single.keys():
            yield from (self._words(text, index, index + 1, self.single[word]) for index in text.at[word])
        if self.phrases and not self.phrases.keys().isdisjoint(text.vocabulary):
            yield from self._phrased(text)
        yield from self._stemmed(text)
        for number in sorted(self._index.tried(text)):
            pattern, _, _, _, topic = self.patterns[number]
            for found in compiled(pattern).finditer(text.raw):
                if found.group():
                    yield Match(found.group(), found.start(), found.end(), topic)

    def _phrased(self, text: Text) -> Iterator[Match]:
        """Phrases, looked for where their first two words stand, or the first where the second is open."""
        index = self._index
        begun = [(text.pairs[pair], index.by_pair[pair]) for pair in text.pairs.keys() & index.by_pair.keys()]
        begun += [(text.at[word], index.by_first[word]) for word in text.vocabulary & index.by_first.keys()]
        for places, phrases in begun:
            for words, topic in phrases:
                for at in places:
                    if _same(text.words[at : at + len(words)], words):
                        yield self._words(text, at, at + len(words), topic)

    def _stemmed(self, text: Text) -> Iterator[Match]:
        """Words that begin with a stem, each once, by its shortest stem."""
        seen: set[str] = set()
        for stem in sorted(self.stems.keys() & self._index.stems_in(text), key=len):
            for word in text.vocabulary - seen:
                if word.startswith(stem):
                    seen.add(word)
                    yield from (
                        self._words(text, index, index + 1, self.stems[stem]) for index in text.at[word]
                    )

    def _words(self, text: Text, start: int, end: int, topic: str) -> Match:
        return Match(text.slice(start, end), text.tokens[start][1], text.tokens[end - 1][2], topic)


@dataclass(frozen=True, slots=True)
class _Index:
    """Which words bring an entry of a list into play. Most texts have none of them, and are done with at once."""

    heads: frozenset[str]
    stems: frozenset[str]
    by_word: dict[str, list[int]]  # trigger -> numbers of patterns
    by_stem: dict[str, list[int]]
    always: tuple[int, ...]  # numbers of patterns without a trigger
    by_pair: dict[tuple[str, str], list[_Phrase]]  # first two words -> phrases
    by_first: dict[str, list[_Phrase]]  # first word -> phrases whose second is open
    needed: tuple[tuple[frozenset[str], ...], ...]  # by number of pattern
    worked_out: tuple[str, ...]  # likewise, from the pattern itself
    looked_at: set[str] = field(default_factory=set)
    bearing: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, listed: WordList) -> "_Index":
        by_word: dict[str, list[int]] = {}
        by_stem: dict[str, list[int]] = {}
        for number, (_, words, beginnings, _, _) in enumerate(listed.patterns):
            for index, triggers in ((by_word, words), (by_stem, beginnings)):
                for trigger in triggers:
                    index.setdefault(trigger, []).append(number)
        always = tuple(
            at for at, (_, words, stems, _, _) in enumerate(listed.patterns) if not words and not stems
        )
        heads = frozenset(listed.single) | frozenset(listed.phrases) | frozenset(by_word)
        needed = tuple(needs for _, _, _, needs, _ in listed.patterns)
        by_pair: dict[tuple[str, str], list[_Phrase]] = {}
        by_first: dict[str, list[_Phrase]] = {}
        for phrase in (phrase for phrases in listed.phrases.values() for phrase in phrases):
            first, second = phrase[0][:2]
            if second.endswith("*"):
                by_first.setdefault(first, []).append(phrase)
            else:
                by_pair.setdefault((first, second), []).append(phrase)
        stems = frozenset(listed.stems) | frozenset(by_stem)
        told = _needs()
        worked_out = tuple(told.get(key_of(pattern), "") for pattern, *_ in listed.patterns)
        return cls(heads, stems, by_word, by_stem, always, by_pair, by_first, needed, worked_out)

    def may_match(self, text: Text) -> bool:
        """Whether a text has a word or a beginning of a word that an entry needs."""
        return (
            bool(self.always)
            or not self.heads.isdisjoint(text.vocabulary)
            or (bool(self.stems) and not text.vocabulary.isdisjoint(self._bearing(text.vocabulary)))
        )

    def stems_in(self, text: Text) -> set[str]:
        """The stems that words of a text begin with."""
        if not self.stems:
            return set()
        bearing = self._bearing(text.vocabulary)
        return {stem for word in text.vocabulary & bearing.keys() for stem in bearing[word]}

    def stems_of(self, word: str) -> tuple[str, ...]:
        """The stems that a word begins with."""
        return self._bearing({word}).get(word, ())

    def _bearing(self, words: AbstractSet[str]) -> dict[str, tuple[str, ...]]:
        """Words that begin with stems, these among them. What was looked at is remembered, as texts share words."""
        if len(self.looked_at) > MOST_REMEMBERED:
            self.looked_at.clear()
            self.bearing.clear()
        for word in words - self.looked_at:
            self.looked_at.add(word)
            begins = (word[:length] for length in range(1, len(word) + 1))
            if stems := tuple(begin for begin in begins if begin in self.stems):
                self.bearing[word] = stems
        return self.bearing

    def tried(self, text: Text) -> set[int]:
        """The numbers of the patterns to try on a text."""
        numbers = set(self.always)
        for word in self.by_word.keys() & text.vocabulary:
            numbers.update(self.by_word[word])
        for stem in self.by_stem.keys() & self.stems_in(text) if self.by_stem else ():
            numbers.update(self.by_stem[stem])
        return {number for number in numbers if self._has_all(number, text)}

    def _has_all(self, number: int, text: Text) -> bool:
        """Whether a text has what a pattern needs besides its triggers."""
        if any(part.isdisjoint(text.parts) for part in _sets(self.worked_out[number])):
            return False
        return not any(part.isdisjoint(text.vocabulary) for part in self.needed[number])


def _same(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return words == wanted or (
        len(words) == len(wanted)
        and all(
            word.startswith(want[:-1]) if want.endswith("*") else word == want
            for word, want in zip(words, wanted, strict=True)
        )
    )


def proved(lines: Iterable[str]) -> WordList:
    """A list from lines that somebody else wrote: patterns that cannot be read raise ValueError with a sentence."""
    made = word_list(lines)
    for part in (made, made.exceptions):
        for pattern, *_ in part.patterns if part else ():
            try:
                compiled(pattern)
            except re.error as error:
                raise ValueError(f"the pattern /{pattern}/ cannot be read: {error}.") from None
    return made


def word_list(lines: Iterable[str]) -> WordList:
    """A list from its lines. A line that is no entry raises ValueError with a sentence. Patterns are taken unread."""
    entries, exceptions, topic = [], [], ""
    for number, line in enumerate(lines, start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.startswith("="):
            topic = entry[1:].strip()
        elif entry.startswith("!"):
            exceptions.append((entry[1:].strip(), "", number))
        else:
            entries.append((entry, topic, number))
    return _built(entries, _built(exceptions, None) if exceptions else None)


def _built(entries: list[tuple[str, str, int]], exceptions: WordList | None) -> WordList:
    built = WordList({}, {}, {}, (), exceptions)
    patterns: list[_Pattern] = []
    for entry, topic, number in entries:
        if entry.startswith("/"):
            patterns.append((*_pattern(entry, number), topic))
            continue
        if entry.isalpha():  # most entries are one word
            built.single[entry.lower()] = topic
            continue
        words = tuple(_ENTRY.findall(entry.lower().replace("’", "'")))
        if not words:
            raise ValueError(f"line {number}: {entry!r} has no word in it.")
        if len(words) > 1:
            built.phrases.setdefault(words[0], []).append((words, topic))
        elif words[0].endswith("*"):
            built.stems[words[0][:-1]] = topic
        else:
            built.single[words[0]] = topic
    return WordList(built.single, built.stems, built.phrases, tuple(patterns), exceptions)


def key_of(pattern: str) -> str:
    """By what a pattern is found in ``needs.tsv``."""
    return f"{crc32(pattern.encode()):08x}{len(pattern):x}"


@cache
def _needs() -> dict[str, str]:
    """By key of a pattern, the sets of words that tests/lint/needs.py has worked out for it."""
    text = (files("evenbar.lint") / "words" / "needs.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.splitlines())
    return {key: sets for key, _, sets in rows}


@cache
def _sets(told: str) -> tuple[frozenset[str], ...]:
    """Sets of words, of each of which a text must have one for a pattern to match."""
    return tuple(frozenset(words.split()) for words in told.split("\t")) if told else ()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a list, made ready when a text first has its trigger: most files need few of them."""
    return re.compile(pattern, re.IGNORECASE)


def _pattern(
    entry: str, number: int
) -> tuple[str, frozenset[str], tuple[str, ...], tuple[frozenset[str], ...]]:
    body, slash, rest = entry[1:].rpartition("/")
    if not slash:
        raise ValueError(f"line {number}: the pattern has no closing slash.")
    first, *more = (part.lower().replace("@", " ").split() for part in rest.split("&"))
    if "*" not in rest:
        return body, frozenset(first), (), tuple(map(frozenset, more))
    plain = frozenset(word for word in first if not word.endswith("*"))
    stems = tuple(word[:-1] for word in first if word.endswith("*"))
    return body, plain, stems, tuple(map(frozenset, more))


@lru_cache(maxsize=16)
def _shelf(_code: str, _added: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, WordList]:
    """The lists that have been read, shared by every language that is the same."""
    return {}


@dataclass(frozen=True)
class Language:
    """The word lists of one language, with what a team has added."""

    code: str = "en"
    added: tuple[tuple[str, tuple[str, ...]], ...] = ()  # list -> more lines

    def names(self) -> tuple[str, ...]:
        """The names of the lists, in alphabetical order."""
        folder = files("evenbar.lint") / "words" / self.code
        found = (file.name for file in folder.iterdir())
        return tuple(sorted(name.removesuffix(".txt") for name in found if name.endswith(".txt")))

    @cached_property
    def _lists(self) -> dict[str, WordList]:
        return _shelf(self.code, self.added)

    def words(self, name: str) -> WordList:
        """A list by name; KeyError where the language has none of that name."""
        found = self._lists.get(name)
        if found is None:
            found = self._lists[name] = self._read(name)
        return found

    def _read(self, name: str) -> WordList:
        folder = files("evenbar.lint") / "words" / self.code
        path = folder / f"{name}.txt"
        if not path.is_file():
            raise KeyError(name)
        lines = path.read_text(encoding="utf-8").splitlines()
        added = dict(self.added).get(name, ())
        return word_list(
            [*lines, "=", *added] if added else lines
        )  # what is added has no topic unless it says so


ENGLISH = Language()
