"""Every rule against its cases; and no rule without cases and a whole page."""

from typing import Any

import pytest
import yaml

from evenbar.lint.rule import REQUIRED, rules
from evenbar.scorecard.reading import read
from tests.lint.casing import HERE, card_of, case_files, hits

CASES = [
    pytest.param(name, content.get("at", ""), kind, case, id=f"{name}-{kind}-{number}")
    for name, content in case_files().items()
    for kind in ("pass", "fail")
    for number, case in enumerate(content[kind], start=1)
]


@pytest.mark.parametrize(("name", "at", "kind", "case"), CASES)
def test_a_rule_finds_what_it_should_and_nothing_else(
    name: str, at: str, kind: str, case: dict[str, Any]
) -> None:
    """A passing case has no finding of the rule; a failing one has, at the words and the place that it names."""
    found = hits(case, rule=name, at=at)
    if kind == "pass":
        assert found == []
        return
    assert found
    for part in ("quote", "where"):
        if part in case:
            assert case[part] in {getattr(hit, part) for hit in found}
    for hit in found:
        assert hit.found.endswith((".", "?", "”.", "”")), hit.found
        assert hit.instead


@pytest.mark.parametrize("name", rules())
def test_a_rule_has_cases_and_a_whole_page(name: str) -> None:
    """At least four passing and four failing cases; a page with every required section."""
    content = case_files()[name]
    assert min(len(content["pass"]), len(content["fail"])) >= 4
    sections = rules()[name].sections()
    assert [section for section in REQUIRED if not sections.get(section)] == []
    assert rules()[name].title.endswith(".")


def test_the_base_scorecard_reads_and_nothing_is_found_in_it() -> None:
    """Whatever a case finds comes from the case."""
    read((HERE / "sound.yaml").read_text(encoding="utf-8"))
    found = {
        name: list(map(str, hits({}, rule=name)))
        for name, rule in rules().items()
        if rule.on_card is not None
    }
    assert {name: rows for name, rows in found.items() if rows} == {}


def test_cases_are_told_once() -> None:
    """No case stands twice in a file."""
    for name, content in case_files().items():
        rows = [yaml.safe_dump(case) for kind in ("pass", "fail") for case in content[kind]]
        assert len(rows) == len(set(rows)), name


def test_a_change_can_reach_every_place() -> None:
    """A case that names a place changes the scorecard there."""
    assert "Tell me about yourself" in card_of({"text": "Tell me about yourself"}, "question")
