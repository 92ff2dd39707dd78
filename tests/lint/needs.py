"""Which words a text must have for a pattern to match at all, worked out from the pattern itself.

    python -m tests.lint.needs        writes src/evenbar/lint/words/needs.tsv anew

A pattern that cannot match is then not even made ready, which is what a cold start spends most on. A line is a
pattern's key and one or more sets of words, of each of which a text must have one; patterns without such words
have no line. The file says nothing that the patterns do not, so it is never edited: write it anew when a list has
changed. A pattern that the file does not know is tried on every text with its triggers.
"""

import re
import re._constants as sre
import re._parser as parser
from collections import Counter
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

from evenbar.lint.wording import ENGLISH, key_of, text_of
from evenbar.scorecard import library

FILE = Path(__file__).parents[2] / "src" / "evenbar" / "lint" / "words" / "needs.tsv"
MOST_STRINGS, MOST_WORDS, MOST_SETS, COMMON = 400, 80, 3, 0.9
_EDGE = "\0"  # a place where a word certainly begins or ends

Strings = set[str] | None  # what a part may be, or None where that is not a few strings


def needs(pattern: str) -> list[frozenset[str]]:
    """Sets of words, of each of which every match has one; the few that are the rarest."""
    found = {words for words in _required(list(parser.parse(pattern, 2))) if len(words) <= MOST_WORDS}
    rare = sorted(found, key=lambda words: (_share(words), sorted(words)))
    return [words for words in rare if _share(words) < COMMON][:MOST_SETS]


def _share(words: frozenset[str]) -> float:
    return sum(map(frequency, words))


def _required(nodes: list[Any], before: str = "") -> list[frozenset[str]]:
    """Sets of words, each of which every match of a sequence has one of; ``before`` is what stands before it."""
    found: list[frozenset[str]] = []
    run: set[str] = {before}
    for node in [*nodes, (None, None)]:
        strings = _strings(node)
        if strings is not None and len(run) * len(strings) <= MOST_STRINGS:
            run = {first + second for first, second in product(run, strings)}
            continue
        found += _of_run(run)
        ends = all(string and not string[-1].isalnum() and string[-1] != "_" for string in run)
        run = {""} if strings is None else strings
        if strings is None:
            found += _inside(node, _EDGE if ends else "")
    return found


def _strings(node: Any) -> Strings:
    """The few strings that a node stands for, in lower case, or None."""
    kind, value = node
    if kind is sre.LITERAL:
        return {chr(value).lower()}
    if kind is sre.AT:
        return (
            {_EDGE}
            if value in (sre.AT_BOUNDARY, sre.AT_BEGINNING, sre.AT_END, sre.AT_BEGINNING_STRING)
            else None
        )
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return {""} if kind is sre.ASSERT_NOT else None
    if kind is sre.SUBPATTERN:
        return _of_sequence(value[3])
    if kind is sre.BRANCH:
        every = [_of_sequence(option) for option in value[1]]
        return None if None in every else _small(set().union(*(each for each in every if each is not None)))
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[1] == 1:
        inner = _of_sequence(value[2])
        return None if inner is None else inner | ({""} if value[0] == 0 else set())
    if kind is sre.IN and all(each[0] is sre.LITERAL for each in value):
        return {chr(each[1]).lower() for each in value}
    return None


def _of_sequence(nodes: Iterable[Any]) -> Strings:
    run: set[str] = {""}
    for node in nodes:
        strings = _strings(node)
        if strings is None or len(run) * len(strings) > MOST_STRINGS:
            return None
        run = {first + second for first, second in product(run, strings)}
    return run


def _small(strings: set[str]) -> Strings:
    return strings if len(strings) <= MOST_STRINGS else None


def _of_run(strings: set[str]) -> list[frozenset[str]]:
    """The rarest whole word of each string of a run, if each has one."""
    words = set()
    for string in strings:
        whole = _whole_words(string)
        if not whole:
            return []
        words.add(min(whole, key=frequency))
    return [frozenset(words)]


def _whole_words(string: str) -> list[str]:
    """Words of a string that cannot be parts of longer ones: something that is no letter stands on both sides."""
    found = []
    for match in re.finditer(r"[^\W_]+", string):
        before, after = string[: match.start()], string[match.end() :]
        if before and after and before[-1] != "_" and after[0] != "_":
            found.append(match.group())
    return found


def _inside(node: Any, before: str) -> list[frozenset[str]]:
    """What a node that is not a few strings requires."""
    kind, value = node
    if kind is sre.SUBPATTERN:
        return _required(list(value[3]), before)
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] > 0:
        return _required(list(value[2]), before if value[1] == 1 else "")
    if kind is sre.BRANCH:
        options = [_best(_required(list(option), before), default=None) for option in value[1]]
        return [] if None in options else [frozenset().union(*(each for each in options if each is not None))]
    return []


def _best(sets: list[frozenset[str]], default: Any) -> Any:
    """The set whose words are the rarest together."""
    few = [words for words in sets if len(words) <= MOST_WORDS]
    return min(few, key=_share, default=default)


def _counted() -> Counter[str]:
    texts = [library.criterion_text(each.id) for each in library.criteria()]
    counts: Counter[str] = Counter()
    for text in texts:
        lines = [line for line in text.splitlines() if line.strip()]
        for line in lines:
            counts.update(text_of(line).parts)
        counts[""] += len(lines)
    return counts


_COUNTS = _counted()


def frequency(word: str) -> float:
    """In what share of the library's lines a word stands; none is quite impossible."""
    return (_COUNTS[word] + 0.5) / _COUNTS[""]


def content() -> str:
    """The file, from the patterns of today."""
    lines = {}
    for name in ENGLISH.names():
        listed = ENGLISH.words(name)
        for part in (listed, listed.exceptions):
            for pattern, *_ in part.patterns if part else ():
                if sets := needs(pattern):
                    lines[key_of(pattern)] = "\t".join(
                        [key_of(pattern), *(" ".join(sorted(each)) for each in sets)]
                    )
    return "".join(f"{lines[key]}\n" for key in sorted(lines))


if __name__ == "__main__":
    FILE.write_text(content(), encoding="utf-8")
