"""The bad scorecards in examples/: readable, bad in the ways that they stand for, and told truly in the docs."""

import pytest

from evenbar.scorecard.reading import read
from tests.lint.bad_scorecards import NAMES, PAGE, ROOT, findings, renewed

SPIRIT = {
    "puzzle-heavy": {"algorithm-puzzle", "brain-teaser", "definition-recall", "mental-state", "no-bar"},
    "credentials-and-fit": {"credential-only", "culture-fit", "protected-topic", "trait-noun", "proxy"},
    "copied-generic-software": {"adverb-only-step", "missing-level", "too-many-criteria", "double-barrelled"},
}


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_scorecard_reads_and_is_bad_in_its_own_way(name: str) -> None:
    """It is no matter for the reader, and the linter finds errors and what the kind is known for."""
    assert read((ROOT / "examples" / f"{name}.yaml").read_bytes()).scorecard == name
    told = findings(name)
    assert told.count("error") > 0
    assert {finding.rule for finding in told.found} >= SPIRIT[name]


def test_the_page_shows_what_the_linter_says_today() -> None:
    """After a change of a rule: python -m tests.lint.bad_scorecards."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run: python -m tests.lint.bad_scorecards"


def test_every_example_has_its_place_on_the_page() -> None:
    """No example is left without its findings."""
    page = PAGE.read_text(encoding="utf-8")
    there = {path.stem for path in (ROOT / "examples").glob("*.yaml")}
    assert set(NAMES) <= there
    assert all(f"<!-- findings: {name} -->" in page for name in NAMES)
