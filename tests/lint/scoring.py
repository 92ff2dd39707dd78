"""How well the rules do on the labelled corpus: each item stands in a whole scorecard and meets the same checks.

    python -m tests.lint.scoring                      development.yaml, rule by rule, with every miss and false alarm
    python -m tests.lint.scoring --rule NAME          the same for one rule
    python -m tests.lint.scoring --file development-2 the same for its second part, or development-3 for its third
    python -m tests.lint.scoring --file held-out      figures only: its items are not to be learned from
    python -m tests.lint.scoring --page               writes docs/linting-accuracy.md

A label that no finding meets is a miss; a finding in neither `labels` nor `also` is a false alarm. Rules without
a label in the corpus are not judged by it.
"""

import argparse
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evenbar.lint.rule import Hit, rules
from evenbar.lint.subject import Card, Rating
from evenbar.lint.wording import ENGLISH
from evenbar.scorecard.criterion import Anchor, Criterion
from evenbar.scorecard.reading import read
from tests.lint.casing import HERE, TODAY

CORPUS = Path(__file__).parent / "corpus"
PROTECTED = "protected-topic"
LABELS = frozenset(
    [
        "algorithm-puzzle",
        "brain-teaser",
        "definition-recall",
        "double-question",
        "leading-question",
        "opinion-question",
        "protected-topic",
        "vague-question",
        "yes-no-question",
        "credential-only",
        "culture-fit",
        "double-barrelled",
        "proxy",
        "trait-noun",
        "absence-only",
        "adverb-only-step",
        "bare-intensifier",
        "mental-state",
        "near-duplicate-levels",
        "no-observable-verb",
        "tool-name",
        "adjective-without-behaviour",
        "comparison-with-candidate",
        "level-contradicted",
    ]
)


@dataclass(frozen=True)
class Scored:
    """One item with what it should find and what was found."""

    item: dict[str, Any]
    found: frozenset[str]
    quotes: dict[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> frozenset[str]:
        """What must be found."""
        return frozenset(self.item["labels"])

    @property
    def misses(self) -> frozenset[str]:
        """Labels that nothing met."""
        return self.labels - self.found

    @property
    def alarms(self) -> frozenset[str]:
        """Findings that should not be."""
        return self.found - self.labels - frozenset(self.item.get("also", ()))


@dataclass(frozen=True)
class Share:
    """A count out of a count, with Wilson's 95 % interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share; nan of nothing."""
        return self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson (1927): the shares that a count like this would not be surprising under."""
        if not self.of:
            return 0.0, 1.0
        z, n, share = 1.959964, self.of, self.hits / self.of
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.2f} ({low:.2f} to {high:.2f})" if self.of else "none"


@dataclass(frozen=True)
class Scores:
    """What a file of the corpus says of the rules."""

    rules: dict[str, tuple[Share, Share]]  # rule -> precision, recall
    recall: Share
    protected: Share
    false_alarms: Share


@cache
def items(name: str) -> list[dict[str, Any]]:
    """The items of a file of the corpus."""
    text = (CORPUS / f"{name}.yaml").read_text(encoding="utf-8")
    told: list[dict[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return told


@cache
def score(name: str) -> tuple[Scored, ...]:
    """Every item of a file put to the rules."""
    return tuple(scored(item) for item in items(name))


def scored(item: dict[str, Any]) -> Scored:
    """One item put to the rules that the corpus has labels for."""
    found: dict[str, str] = {}
    for rule, hit in _hits(item):
        found.setdefault(rule, hit.quote)
    return Scored(item, frozenset(found), found)


def _hits(item: dict[str, Any]) -> Iterator[tuple[str, Hit]]:
    judged = [rule for name, rule in rules().items() if name in LABELS]
    if item["on"] == "evidence":
        rating = Rating(item["text"], item["level"], ENGLISH)
        yield from ((rule.name, hit) for rule in judged if rule.on_rating for hit in rule.on_rating(rating))
        return
    card, places = _card_with(item)
    exact = "criteria/deployment" if item["on"] == "criterion" else ""
    for rule in judged:
        for hit in rule.on_card(card) if rule.on_card else ():
            if hit.where == exact or any(_inside(hit.where, place) for place in places):
                yield rule.name, hit


def _inside(where: str, place: str) -> bool:
    return where == place or where.startswith(place + "/")


def _card_with(item: dict[str, Any]) -> tuple[Card, tuple[str, ...]]:
    """The base scorecard with an item in it, and the places that belong to the item."""
    base = _base()
    criterion, here = base.criterion("deployment"), "criteria/deployment"
    if item["on"] == "question":
        [question] = criterion.questions
        changed = replace(criterion, questions=(replace(question, kind=None, ask=item["text"]),))
        places: tuple[str, ...] = (f"{here}/questions/{question.id}",)
    elif item["on"] == "criterion":
        changed = replace(criterion, name=item["name"], definition=item["definition"])
        places = (f"{here}/name", f"{here}/definition")
    else:
        changed, places = _with_anchor(criterion, item), (f"{here}/anchors/{item['level']}",)
    rows = tuple(changed if row.id == criterion.id else row for row in base.criteria)
    return Card(replace(base, criteria=rows), ENGLISH, TODAY), places


def _with_anchor(criterion: Criterion, item: dict[str, Any]) -> Criterion:
    """The criterion with an item as an anchor, which says nothing besides; the level below likewise."""
    level = item["level"]
    texts = {level: item["text"]} | ({level - 1: item["below"]} if "below" in item else {})
    anchors = tuple(
        Anchor(anchor.level, texts[anchor.level], axis=anchor.axis) if anchor.level in texts else anchor
        for anchor in criterion.anchors
    )
    return replace(criterion, anchors=anchors)


@cache
def _base() -> Any:
    return read((HERE / "sound.yaml").read_text(encoding="utf-8"))


def scores(rows: Iterable[Scored]) -> Scores:
    """Precision and recall by rule, and the figures over all."""
    told = list(rows)
    by_rule = {}
    for name in sorted(LABELS):
        right = sum(name in row.labels & row.found for row in told)
        wrong = sum(name in row.alarms for row in told)
        wanted = sum(name in row.labels for row in told)
        by_rule[name] = (Share(right, right + wrong), Share(right, wanted))
    good = [row for row in told if not row.labels]
    wanted = sum(len(row.labels) for row in told)
    missed = sum(len(row.misses) for row in told)
    alarmed = sum(bool(row.alarms) for row in good)
    return Scores(by_rule, Share(wanted - missed, wanted), by_rule[PROTECTED][1], Share(alarmed, len(good)))


def table(found: Scores) -> Iterator[str]:
    """The figures rule by rule as a table in Markdown."""
    yield "| rule | labelled | recall | findings | precision |"
    yield "| --- | ---: | --- | ---: | --- |"
    for name, (precision, recall) in found.rules.items():
        yield f"| `{name}` | {recall.of} | {recall} | {precision.of} | {precision} |"


def overall(found: Scores) -> str:
    """The figures over all in one line."""
    alarms = found.false_alarms
    told = f"Recall {found.recall}, on protected topics {found.protected}"
    return f"{told}; false alarms on {alarms.hits} of {alarms.of} good items, {alarms}."


def errors(rows: Iterable[Scored], rule: str = "") -> Iterator[str]:
    """Every miss and false alarm of a file, for one rule or for all."""
    for row in rows:
        text = row.item.get("text") or f"{row.item['name']} | {row.item['definition']}"
        text += f" [{row.item['level']}]" if "level" in row.item else ""
        text += f"  << {row.item['below']}" if "below" in row.item else ""
        for name in sorted(row.misses):
            if rule in ("", name):
                yield f"MISS  {name}: {text}  ({row.item.get('topic', row.item['on'])})"
        for name in sorted(row.alarms):
            if rule in ("", name):
                quote = row.quotes[name]
                yield f"ALARM {name}: {text}  “{quote}”  labels: {', '.join(row.labels) or 'good'}"


PAGE = HERE.parents[1] / "docs" / "linting-accuracy.md"
FIGURES = "## The held-out half"


def accuracy_page() -> str:
    """The page of the documentation: its opening as it stands, and the figures of today."""
    lines = [PAGE.read_text(encoding="utf-8").partition(FIGURES)[0].rstrip(), ""]
    for name, title in (("held-out", FIGURES), ("fresh", "## Fresh texts")):
        rows = score(name)
        found = scores(rows)
        lines += [
            title,
            "",
            f"{len(rows)} items, {found.false_alarms.of} of them good.",
            "",
            "| | share | of |",
            "| --- | --- | ---: |",
            f"| recall over all labels | {found.recall} | {found.recall.of} |",
            f"| recall on protected topics | {found.protected} | {found.protected.of} |",
            f"| false alarms on good items | {found.false_alarms} | {found.false_alarms.of} |",
            "",
            *table(found),
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.lint.scoring")
    parser.add_argument(
        "--file",
        choices=["development", *(f"development-{part}" for part in range(2, 6)), "held-out", "fresh"],
        default="development",
    )
    parser.add_argument("--rule", default="")
    parser.add_argument("--page", action="store_true")
    chosen = parser.parse_args()
    if chosen.page:
        PAGE.write_text(accuracy_page(), encoding="utf-8")
        return
    rows = score(chosen.file)
    lines = [*table(scores(rows)), "", overall(scores(rows))]
    if chosen.file.startswith("development"):
        lines = [*errors(rows, chosen.rule), "", *lines]
    print("\n".join(lines))  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
