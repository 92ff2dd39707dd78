"""Hostile files end soon, with one sentence: bombs, size, depth, bytes that are no text, text against every pattern."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from evenbar.lint.checking import MOST, MOST_TEXTS, check, check_ratings
from evenbar.lint.ratings import rows_of
from evenbar.lint.report import Outcome
from evenbar.lint.report.as_text import as_text
from evenbar.lint.rule import rules
from evenbar.lint.subject import Card, Rating
from evenbar.lint.wording import ENGLISH, LONGEST, compiled, text_of
from evenbar.scorecard.problem import Unreadable
from evenbar.scorecard.reading import read
from tests.lint.cards import WEAK

TODAY = date(2026, 11, 24)
HEAD = "evenbar: 1\nscorecard: x\ntitle: X\n"
TAIL = "stages: []\ndecision: {}\n"


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds


def _bomb() -> str:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))
    return f"l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n{levels}\n"


BROKEN = {
    "a bomb of aliases": _bomb(),
    "five megabytes": HEAD + "# " + "x" * 5_000_000,
    "five megabytes of binary": bytes(range(256)) * 20_000,
    "deep nesting": HEAD + "job: " + "[" * 100_000,
    "deep indentation": HEAD + "".join(f"{' ' * n}a:\n" for n in range(2_000)),
    "a null character": HEAD + "\0",
    "nothing": "",
    "a line break alone": "\n",
    "a list": "- " * 500_000,
    "two megabytes of keys": "".join(f"k{n}: 1\n" for n in range(180_000)),
    "two megabytes of open quotes": HEAD + "'" * 1_900_000,
    "random letters": "".join(chr(33 + n * 7919 % 90) for n in range(1_000_000)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_hostile_file_ends_soon_with_sentences(name: str) -> None:
    """Within two seconds, as no scorecard, each problem one line."""
    with _within(2), pytest.raises(Unreadable) as unreadable:
        check(BROKEN[name], name=name)
    for problem in unreadable.value.problems:
        assert "\n" not in problem.message
        assert len(problem.message) < 400


SIGNS = {
    "one letter": "a" * LONGEST,
    "one word": "your " * (LONGEST // 5),
    "spaces": "a" + " " * (LONGEST - 2) + "a",
    "commas": "a, " * (LONGEST // 3),
    "hyphens": "a-" * (LONGEST // 2),
    "dots": "A. " * (LONGEST // 3),
    "apostrophes": "a'" * (LONGEST // 2),
    "question marks": "?" * LONGEST,
    "do you": "do you " * (LONGEST // 7),
    "have you ever been": "have you ever been a " * (LONGEST // 21),
    "how many": "how many in the a of " * (LONGEST // 21),
    "and": "and or " * (LONGEST // 7),
    "digits": "7" * LONGEST,
    "combining signs": "e\u0301" * (LONGEST // 2),
    "wide letters": "評価" * (LONGEST // 2),
}


def _patterns() -> list[str]:
    lists = [ENGLISH.words(name) for name in ENGLISH.names()]
    every = [part for made in lists for part in (made, made.exceptions) if part]
    return sorted({pattern for made in every for pattern, *_ in made.patterns})


@pytest.mark.parametrize("name", SIGNS)
def test_pathological_text_is_quick_against_every_pattern_of_every_list(name: str) -> None:
    """20,000 characters against each pattern alone, whatever its trigger: milliseconds each."""
    text = text_of(SIGNS[name]).raw
    slow = {}
    with _within(2 + len(_patterns()) * 0.01):
        for pattern in _patterns():
            begun = time.process_time()
            for _ in compiled(pattern).finditer(text):
                pass
            spent = time.process_time() - begun
            if spent > 0.1:
                slow[pattern] = round(spent, 2)
    assert slow == {}


@pytest.mark.parametrize("at", range(3))
def test_text_made_of_a_patterns_own_words_is_quick(at: int) -> None:
    """Each pattern against its own words over and over, which is where backtracking hides."""
    import re

    slow = {}
    for pattern in _patterns():
        words = [
            word for word in re.findall(r"[A-Za-z]+", re.sub(r"\\[A-Za-z]", " ", pattern)) if len(word) > 1
        ]
        if not words:
            continue
        piece = (" ".join(words), f"{words[0]} ", ", ".join(words[:3]) + " a ")[at]
        text = text_of(piece * (LONGEST // len(piece))).raw
        begun = time.process_time()
        for _ in compiled(pattern).finditer(text):
            pass
        spent = time.process_time() - begun
        if spent > 0.2:
            slow[pattern] = round(spent, 2)
    assert slow == {}


def _card(text: str) -> str:
    quoted = "'" + text.replace("'", "''") + "'"
    return (
        WEAK.replace("'Are you \"married\"? It''s a long commute.'", quoted)
        .replace("Runs models in production", quoted)
        .replace("Has a very good record with TensorFlow.", quoted)
    )


@pytest.mark.parametrize("name", SIGNS)
def test_a_scorecard_of_pathological_text_is_checked_soon(name: str) -> None:
    """A question, a criterion and an anchor of 20,000 characters each, all rules together."""
    with _within(2):
        findings = check(_card(SIGNS[name]), today=TODAY)
        lines = list(as_text((Outcome("x", findings),)))
    assert max(len(line) for line in lines) < 80


@pytest.mark.parametrize("name", SIGNS)
def test_evidence_of_pathological_text_is_checked_soon(name: str) -> None:
    """All rules on ratings together."""
    with _within(2):
        for rule in rules().values():
            if rule.on_rating is not None:
                list(rule.on_rating(Rating(SIGNS[name], 5, ENGLISH, others=("Ada Sample", "Eve"))))


def _many(count: int) -> str:
    question = "      - {id: q%d, ask: Are you strong in statistics and how old are you number %d?}\n"
    return (
        "evenbar: 1\nscorecard: x\ntitle: X\ncriteria:\n  - id: one\n    name: Does one thing\n    family: ml\n"
        + "    questions:\n"
        + "".join(question % (number, number) for number in range(count))
        + "stages: [{id: s, criteria: [one]}]\ndecision: {}\n"
    )


def test_the_largest_scorecard_that_is_proof_read_takes_bounded_time() -> None:
    """As many findings as are listed, the rest counted."""
    with _within(3):
        findings = check(_many(MOST_TEXTS - 10), today=TODAY)
    assert len(findings.found) == MOST
    assert findings.more > 1_000


def test_a_larger_one_is_refused_with_one_sentence() -> None:
    """As large as the reader takes, and no scorecard that anyone uses."""
    text = _many(16_000)
    assert 1_000_000 < len(text) < 2_000_000
    with _within(2), pytest.raises(Unreadable) as unreadable:
        check(text, today=TODAY)
    [problem] = unreadable.value.problems
    assert problem.message.startswith("the scorecard has more than 4,000 texts")


def test_a_name_of_twenty_thousand_letters_is_told_in_80_columns() -> None:
    """Long words do not break the report."""
    text = WEAK.replace("name: Runs models in production", f"name: Excellent{'x' * 20_000} rockstar")
    lines = list(as_text((Outcome("n" * 300, check(text, name="n" * 300, today=TODAY)),)))
    assert max(len(line) for line in lines if not line.startswith("nnn")) < 80


RATINGS = "candidate,interviewer,criterion,score,evidence\n"


@pytest.mark.parametrize(
    "text",
    [
        RATINGS + "a,b,c,3," + '"' * 500_001,
        RATINGS + "a,b,c,3," + "x" * 1_000_000,
        RATINGS + ",".join(["x"] * 500_000),
        RATINGS + "a,b,c,99999999999999999999,x\n" * 30_000,
        "candidate,candidate\n",
        "candidate,evidence" + ",x" * 400_000,
    ],
)
def test_hostile_ratings_end_soon_with_sentences(text: str) -> None:
    """Quotes that never close, giant cells, giant rows, absurd figures."""
    with _within(2), pytest.raises(Unreadable) as unreadable:
        rows_of(text.encode())
    for problem in unreadable.value.problems:
        assert "\n" not in problem.message
        assert len(problem.message) < 400


def test_many_ratings_are_checked_in_bounded_time() -> None:
    """Ten thousand rows of ten thousand candidates."""
    text = RATINGS + "".join(
        f"Person {n},Ben,serving,3,Named the split and its horizon {n}.\n" for n in range(10_000)
    )
    told, rows = rows_of(text.encode())
    with _within(20):
        check_ratings(rows, text=told)


def test_a_card_is_never_changed_by_a_check() -> None:
    """Two checks of the same text find the same."""
    assert check(WEAK, today=TODAY) == check(WEAK, today=TODAY)
    assert Card(read(WEAK), ENGLISH, TODAY).all_pieces == Card(read(WEAK), ENGLISH, TODAY).all_pieces
