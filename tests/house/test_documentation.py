"""What exists stands in the documentation, and what stands there exists: settings, words, versions, links, doors."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import evenbar
from tests.house import tree
from tests.house.tree import ROOT

SETTING = re.compile(r"\b(EVENBAR_[A-Z][A-Z_]*|DATABASE_URL)\b")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)|!\[[^\]]*\]\(([^)\s]+)\)")
# Set by ./run and by the tests' own fixtures, for the tests alone.
OF_TESTS = {"EVENBAR_TEST_POSTGRES", "EVENBAR_CHROMIUM", "EVENBAR_SHOTS", "EVENBAR_EXAMPLES"}


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def settings_in_code() -> set[str]:
    return {name for _, text in tree.python(under="src/") for name in SETTING.findall(text)}


def broken_links(path: str, text: str) -> list[str]:
    """Links of a page that point at files which do not exist."""
    targets = [one or two for one, two in LINK.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL))]
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    return [target for target in local if not (ROOT / Path(path).parent / target).exists()]


def test_every_setting_stands_in_the_documentation() -> None:
    assert settings_in_code() - set(SETTING.findall(read("docs/settings.md"))) == set()


def test_every_setting_in_the_documentation_exists() -> None:
    told = {name for _, text in tree.texts(".md") for name in SETTING.findall(text)}
    assert told - settings_in_code() - OF_TESTS == set()


def test_the_changelog_names_the_version() -> None:
    assert re.search(rf"^## {re.escape(evenbar.__version__)}\b", read("CHANGELOG.md"), re.MULTILINE)


def test_no_page_links_to_a_missing_file() -> None:
    pages = {name: broken_links(name, text) for name, text in tree.texts(".md")}
    assert {name: links for name, links in pages.items() if links} == {}


def test_a_broken_link_is_seen() -> None:
    assert broken_links(
        "docs/x.md", "[a](nowhere.md) [b](index.md#here) [c](https://x.org) ![d](no.png)"
    ) == [
        "nowhere.md",
        "no.png",
    ]


def test_every_decision_record_is_listed() -> None:
    records = {Path(name).stem for name in tree.files() if re.match(r"docs/decisions/\d{4}-.+\.md", name)}
    assert records == set(re.findall(r"^\d{4}-[a-z0-9-]+$", read("docs/decisions/index.md"), re.MULTILINE))


def test_every_command_of_the_door_stands_where_people_look() -> None:
    told = subprocess.run(
        [sys.executable, "run", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    commands = re.findall(r"^  \./run (\w+)", told.stdout, re.MULTILINE)
    assert commands == ["demo", "test", "check", "fix", "docs", "bench"]
    assert [name for name in commands if f"`./run {name}" not in read("CONTRIBUTING.md")] == []


def glossary_names() -> set[str]:
    """Class names in the last column of the glossary's tables."""
    last_cells = re.findall(r"^\|.*\|([^|]*)\|$", read("GLOSSARY.md"), re.MULTILINE)
    return {name for cell in last_cells for name in re.findall(r"`([A-Z]\w+)`", cell)}


def classes_of(module: str) -> set[str]:
    return {name for name, value in vars(importlib.import_module(module)).items() if isinstance(value, type)}


def test_everything_that_is_remembered_has_a_word_in_the_glossary() -> None:
    from django.apps import apps

    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("evenbar.")}
    assert len(models) > 20
    assert models - glossary_names() == set()


def test_every_class_in_the_glossary_exists() -> None:
    from django.apps import apps

    modules = {model.__module__ for model in apps.get_models() if model.__module__.startswith("evenbar.")}
    parts = ("scorecard", "criterion", "question", "plan", "job")
    modules |= {f"evenbar.scorecard.{part}" for part in parts} | {"evenbar.measure.combine"}
    assert glossary_names() - {name for module in modules for name in classes_of(module)} == set()
