"""Cases of the rules: YAML beside this file in cases/, one file a rule, turned into scorecards and ratings.

rule: vague-question
at: question            # where a case's `text` goes: see PLACES
pass:                   # the rule finds nothing
  - text: Tell me about one model of yours that went wrong in service.
fail:                   # the rule finds something
  - text: Tell me about yourself.
    quote: about yourself           # optional: the words that the finding points at
    where: criteria/deployment/questions/live-failure/ask    # optional
    fixed: …                        # optional: the text after the safe fix
  - change: {criteria/framing/weight: 4, criteria/framing/why_weight: null}    # values at paths; null takes away
  - rating: {level: 5, text: Did not mention a baseline., others: [Priya Sample]}
    today: 2028-01-01
"""

import copy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evenbar.lint.rule import Hit, rules
from evenbar.lint.subject import Card, Rating
from evenbar.lint.wording import ENGLISH
from evenbar.scorecard.reading import read

HERE = Path(__file__).parent
TODAY = date(2026, 11, 24)
PLACES = {
    "question": "criteria/deployment/questions/live-failure/ask",
    "probe": "criteria/deployment/questions/live-failure/probes/0",
    "criterion": "criteria/deployment/name",
    "definition": "criteria/deployment/definition",
    "anchor": "criteria/deployment/anchors/3/summary",
    "lowest": "criteria/deployment/anchors/1/summary",
    "signal": "criteria/deployment/anchors/3/signals/0",
    "example": "criteria/deployment/anchors/3/example",
    "look-alike": "criteria/deployment/look_alikes/0/says",
}


@cache
def _base() -> Any:
    return yaml.load((HERE / "sound.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def card_of(case: dict[str, Any], at: str = "") -> str:
    """The text of the base scorecard with a case's changes."""
    content = copy.deepcopy(_base())
    changes = copy.deepcopy(case.get("change", {}))
    if "text" in case:
        changes[PLACES.get(case.get("at", at), case.get("at", at))] = case["text"]
    for path, value in changes.items():
        _put(content, path.split("/"), value)
    return yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=100)


def _put(content: Any, parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        content = _child(content, part)
    key = _key(content, parts[-1])
    if value is None:
        del content[key]
    elif isinstance(content, list) and key == len(content):
        content.append(value)
    else:
        content[key] = value


def _child(content: Any, part: str) -> Any:
    key = _key(content, part)
    return content[key] if not isinstance(content, dict) or key in content else content.setdefault(key, {})


def _key(content: Any, part: str) -> Any:
    if isinstance(content, dict):
        return int(part) if part.isdigit() else part
    ids = [item.get("id") if isinstance(item, dict) else None for item in content]
    return ids.index(part) if part in ids else int(part)


def hits(case: dict[str, Any], *, rule: str, at: str = "") -> list[Hit]:
    """What a rule finds in a case."""
    today = case.get("today", TODAY)
    checked = rules()[rule]
    if "rating" in case:
        told = dict(case["rating"])
        told["others"] = tuple(told.get("others", ()))
        assert checked.on_rating is not None
        return list(checked.on_rating(Rating(language=ENGLISH, **{"level": None} | told)))
    assert checked.on_card is not None
    return list(checked.on_card(Card(read(card_of(case, at)), ENGLISH, today)))


@cache
def case_files() -> dict[str, Any]:
    """Every file of cases by its rule."""
    found = (
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for path in sorted((HERE / "cases").glob("*.yaml"))
    )
    return {content["rule"]: content for content in found}
