"""The labelled corpus is whole: names, labels, counts, no text twice. How well rules do on it is for others."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

CORPUS = Path(__file__).parent / "corpus"
RULES = {
    "question": {
        "algorithm-puzzle",
        "brain-teaser",
        "definition-recall",
        "double-question",
        "leading-question",
        "opinion-question",
        "protected-topic",
        "vague-question",
        "yes-no-question",
    },
    "criterion": {
        "credential-only",
        "culture-fit",
        "double-barrelled",
        "protected-topic",
        "proxy",
        "trait-noun",
    },
    "anchor": {
        "absence-only",
        "adverb-only-step",
        "bare-intensifier",
        "mental-state",
        "near-duplicate-levels",
        "no-observable-verb",
        "protected-topic",
        "proxy",
        "tool-name",
    },
    "evidence": {
        "adjective-without-behaviour",
        "comparison-with-candidate",
        "level-contradicted",
        "protected-topic",
    },
}
TOPICS = {
    "age",
    "appearance",
    "citizenship",
    "criminal",
    "family",
    "genetic",
    "health",
    "language",
    "marital",
    "military",
    "origin",
    "politics",
    "pregnancy",
    "religion",
    "salary",
    "sexuality",
}
PAIRWISE = {"adverb-only-step", "near-duplicate-levels"}
MEANS = {"means"}  # in the fourth part only
KEYS = {"id", "on", "labels", "text", "name", "definition", "level", "below", "also", "near", "topic", "note"}
# the least of each file: items, items with a protected topic, items of every other label
LEAST = {
    "development": (420, 90, 9),
    "development-2": (1100, 150, 13),
    "development-3": (1300, 225, 12),
    "development-4": (700, 450, 0),
    "development-5": (840, 0, 0),
    "held-out": (420, 90, 9),
    "fresh": (200, 36, 3),
}
PARTIAL = {"development-4", "development-5"}  # protected topics alone, and the weakest of the other labels
WHOLE = [name for name in LEAST if name not in PARTIAL]


@cache
def _items(name: str) -> list[dict[str, Any]]:
    items = yaml.load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert isinstance(items, list)
    return items


def _wording(item: dict[str, Any]) -> str:
    text = item["text"] if "text" in item else f"{item['name']} {item['definition']}"
    return " ".join(text.casefold().split())


def _everything() -> list[dict[str, Any]]:
    return [item for name in LEAST for item in _items(name)]


def test_every_file_of_the_corpus_is_checked() -> None:
    assert {path.stem for path in CORPUS.glob("*.yaml")} == set(LEAST)


def test_ids_are_unique_over_all_files() -> None:
    counts = Counter(item["id"] for item in _everything())
    assert [name for name, count in counts.items() if count > 1] == []


def test_no_text_stands_twice_in_the_corpus() -> None:
    counts = Counter(_wording(item) for item in _everything())
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", LEAST)
def test_every_item_has_the_parts_of_its_kind(name: str) -> None:
    for item in _items(name):
        parts = {"criterion": {"name", "definition"}, "question": {"text"}}.get(item["on"], {"text", "level"})
        assert parts | {"id", "on", "labels"} <= set(item) <= KEYS, item["id"]
        assert all(str(item[part]).strip() for part in parts), item["id"]
        assert item.get("level", 1) in range(1, 6), item["id"]
        assert "below" not in item or item["on"] == "anchor", item["id"]


@pytest.mark.parametrize("name", LEAST)
def test_labels_are_rules_that_can_find_something_in_such_a_text(name: str) -> None:
    for item in _items(name):
        named = [*item["labels"], *item.get("also", [])]
        assert set(named) <= RULES[item["on"]], item["id"]
        assert len(named) == len(set(named)), item["id"]


@pytest.mark.parametrize("name", LEAST)
def test_only_faulty_items_tolerate_more_findings_and_only_good_ones_stand_near_a_rule(name: str) -> None:
    for item in _items(name):
        assert item["labels"] or "also" not in item, item["id"]
        assert not item["labels"] or "near" not in item, item["id"]
        assert item.get("near", "proxy") in set().union(*RULES.values()), item["id"]


@pytest.mark.parametrize("name", LEAST)
def test_a_protected_topic_names_its_topic(name: str) -> None:
    for item in _items(name):
        if "protected-topic" in [*item["labels"], item.get("near")]:
            assert item.get("topic") in TOPICS | MEANS, item["id"]
        else:
            assert "topic" not in item, item["id"]


@pytest.mark.parametrize("name", LEAST)
def test_labels_on_two_levels_come_with_the_level_below(name: str) -> None:
    for item in _items(name):
        if PAIRWISE & set(item["labels"]):
            assert item["level"] > 1, item["id"]
            assert item["below"] != item["text"], item["id"]


@pytest.mark.parametrize("name", WHOLE)
def test_an_absence_is_labelled_at_the_lowest_level_only(name: str) -> None:
    levels = {item["level"] for item in _items(name) if "absence-only" in item["labels"]}
    assert levels == {1}


@pytest.mark.parametrize("name", WHOLE)
def test_half_of_the_items_are_good_and_a_third_of_those_are_hard(name: str) -> None:
    items = _items(name)
    good = [item for item in items if not item["labels"]]
    assert len(good) * 2 >= len(items)
    assert sum("near" in item for item in good) * 3 >= len(good)


@pytest.mark.parametrize("name", LEAST)
def test_each_label_has_enough_items_and_every_topic_is_met_from_both_sides(name: str) -> None:
    items = _items(name)
    total, protected, other = LEAST[name]
    counts = Counter(label for item in items for label in item["labels"])
    assert len(items) >= total
    assert counts["protected-topic"] >= protected
    assert {label: counts[label] for label in set().union(*RULES.values()) if counts[label] < other} == {}
    for good in (True, False) if protected else ():
        assert {item["topic"] for item in items if "topic" in item and (not item["labels"]) is good} >= TOPICS


def _told() -> list[dict[str, str]]:
    """The rows of the tables under "Counts" in the corpus's page, each by the heads of its columns."""
    counts = (CORPUS / "README.md").read_text(encoding="utf-8").partition("## Counts")[2]
    rows = []
    for table in counts.split("\n\n"):
        lines = [line for line in table.splitlines() if line.startswith("|")]
        cells = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
        rows += [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
    return rows


@pytest.mark.parametrize("name", LEAST)
def test_the_counts_on_the_page_are_those_of_the_file(name: str) -> None:
    items = _items(name)
    labels = Counter((item["on"], label) for item in items for label in item["labels"])
    topics = Counter((item["topic"], bool(item["labels"])) for item in items if "topic" in item)
    good = sum(not item["labels"] for item in items)
    whole = {"items": len(items), "good": good, "faulty": len(items) - good}
    told = _told()
    counts = {(row["on"], row["label"]): int(row[name]) for row in told if "label" in row}
    assert {label: count for label, count in counts.items() if count} == labels
    assert {row["topic"]: row[name] for row in told if "topic" in row} == {
        topic: f"{topics[topic, True]} + {topics[topic, False]}" for topic in TOPICS | MEANS
    }
    assert {row[""]: int(row[name]) for row in told if row.get("") in whole} == whole
