"""The words that patterns need: the file is that of today's lists, and leaving a pattern out never loses a match."""

import random
import re

import pytest

from evenbar.lint.wording import ENGLISH, key_of, text_of
from tests.lint.needs import FILE, content, needs
from tests.lint.scoring import items


def _patterns() -> list[str]:
    lists = [ENGLISH.words(name) for name in ENGLISH.names()]
    return [
        pattern for made in lists for part in (made, made.exceptions) if part for pattern, *_ in part.patterns
    ]


def test_the_file_is_that_of_the_lists() -> None:
    """`python -m tests.lint.needs` writes it anew."""
    assert FILE.read_text(encoding="utf-8") == content()


def test_no_two_patterns_share_a_key() -> None:
    """So that none is left out by another's words."""
    patterns = set(_patterns())
    assert len({key_of(pattern) for pattern in patterns}) == len(patterns)


def test_whatever_matches_has_the_words_that_are_needed() -> None:
    """Texts of the corpus against every pattern, its triggers aside."""
    texts = [item["text"] for name in ("development", "held-out") for item in items(name) if "text" in item]
    chosen = [text_of(text) for text in random.Random(1).sample(texts, 120)]
    lost = []
    for pattern in set(_patterns()):
        sets, compiled = needs(pattern), re.compile(pattern, re.IGNORECASE)
        lost += [
            (pattern, text.raw)
            for text in chosen
            if any(words.isdisjoint(text.parts) for words in sets) and compiled.search(text.raw)
        ]
    assert lost == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bfrobnicate\b", [{"frobnicate"}]),
        (r"frobnicate", []),
        (r"\bfrobnicate", []),
        (r"\b(?:frob|nicate) \w+", [{"frob", "nicate"}]),
        (r"\bfrob(?:s|bed)?\b", [{"frob", "frobs", "frobbed"}]),
        (r"\bfrob(?: nicate)?\b", [{"frob"}]),
        (r"\bfrob\b[^.]{0,20}\bnicate\b", [{"frob"}, {"nicate"}]),
        (r"\bfrob\b|\w+ x", []),
        (r"\bfrob\b|\bnicate \w+", [{"frob", "nicate"}]),
        (r"(?:\bfrob )+\w", [{"frob"}]),
        (r"(?:\bfrob )*\w", []),
        (r"\bfrob(?!nicate)\b", [{"frob"}]),
        (r"(?=\bfrob\b)\w", []),
        (r"\bfrob_nicate\b", []),
        (r"\bfrob's\b", [{"frob"}]),
    ],
)
def test_words_are_needed_only_where_they_must_stand_whole(pattern: str, expected: list[set[str]]) -> None:
    """A part of a word, or what may be left out, is not needed."""
    found = needs(pattern)
    if pattern == r"\bfrob's\b":
        assert found in ([{"frob"}], [{"s"}])
    else:
        assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
