"""The pages on proof-reading name every setting, every key and every rule, and the figures are those of today."""

import importlib.util
import re
from dataclasses import fields
from types import ModuleType
from typing import Any

import pytest
import yaml

from evenbar.lint.checking import check
from evenbar.lint.limits import DEFAULTS, Limits
from evenbar.lint.report import Outcome
from evenbar.lint.report.as_json import as_json
from evenbar.lint.report.as_text import as_text
from evenbar.lint.rule import FAMILIES, rules
from evenbar.lint.settings import Settings
from evenbar.lint.team import settings_of
from tests.house.tree import ROOT
from tests.lint.scoring import accuracy_page
from tests.lint.test_report import FINDING, _outcome

EXAMPLE = """\
evenbar: 1
scorecard: senior
title: Senior machine-learning engineer
criteria:
  - id: deployment
    name: Runs models in production
    family: ml
    questions:
      - id: travel
        ask: Who looks after the children when you travel?
stages:
  - {id: talk, criteria: [deployment]}
decision: {rule: weighted-mean, bar: 3}
"""
DOCS = ROOT / "docs"
PAGE = (DOCS / "linting.md").read_text(encoding="utf-8")


def _rule_pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_pages", DOCS / "rule_pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RULE_PAGES = _rule_pages()


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in _keys(inner)}
    return {key for inner in value for key in _keys(inner)} if isinstance(value, list) else set()


def test_the_example_is_what_the_command_says() -> None:
    [told] = re.findall(r"```text\n(senior.yaml.*?)```", PAGE, re.DOTALL)
    findings = check(EXAMPLE, name="senior.yaml", settings=Settings(select=("law",)))
    assert list(as_text((Outcome("senior.yaml", findings),))) == told.splitlines()


def test_every_limit_stands_in_the_table() -> None:
    rows = [
        f"| `{each.name}` | {getattr(DEFAULTS, each.name)} | {each.metadata['means']} |"
        for each in fields(Limits)
    ]
    assert [row for row in rows if row not in PAGE] == []
    section = PAGE.partition("### Limits")[2].partition("\n## ")[0]
    assert section.count("\n| `") == len(rows)


def test_every_limit_is_used_by_a_rule() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/evenbar/lint").glob("*.py"))
    assert [each.name for each in fields(Limits) if f"limits.{each.name}" not in code] == []


def test_the_example_of_a_teams_file_works() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    settings = settings_of(example.encode())
    assert settings.select
    assert settings.severity
    assert settings.words
    assert settings.limits != DEFAULTS


def test_every_key_of_the_json_is_named() -> None:
    told = as_json((_outcome(FINDING, accepted=((FINDING, "x"),)), Outcome("x")))
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert _keys(told) - named == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_page_with_its_rules(family: str) -> None:
    index = (DOCS / "rules" / "index.md").read_text(encoding="utf-8")
    assert re.search(rf"^{family}$", index, re.MULTILINE)
    assert (DOCS / "rules" / f"{family}.md").read_text(encoding="utf-8").startswith("# Rules on ")
    page = RULE_PAGES.family_page(family)
    names = [rule.name for rule in rules().values() if rule.family == family]
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == names


@pytest.mark.parametrize("name", rules())
def test_every_rule_has_a_page_and_a_source(name: str) -> None:
    rule = rules()[name]
    page = RULE_PAGES.rule_page(rule)
    assert rule.title in page
    assert "*Source*" in page
    source = rule.sections()["Source"]
    assert "judgement" in source or re.search(r"\b(19|20)[0-9]{2}\b", source), source
    assert f"[{name}]({rule.family}.md#{name})" in RULE_PAGES.listing()


def test_the_figures_on_accuracy_are_those_of_the_rules() -> None:
    """`python -m tests.lint.scoring --page` writes the page anew."""
    assert (DOCS / "linting-accuracy.md").read_text(encoding="utf-8") == accuracy_page()


def test_the_hook_calls_a_command_that_exists() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"] == "evenbar lint"
    assert f"id: {hook['id']}" in PAGE
