"""Reads the files of the demo for its tests and answers small questions about them. No rows, no Django."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import evenbar.panel.demo
from evenbar.scorecard.library import load
from evenbar.scorecard.scorecard import Scorecard

CONTENT = Path(evenbar.panel.demo.__file__).parent / "content"


def read(name: str) -> Any:
    with (CONTENT / name).open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=yaml.CSafeLoader)  # the safe loader, in C


PEOPLE = {person["key"]: person for person in read("people.yaml")["people"]}
OPENINGS = {opening["key"]: opening for opening in read("openings.yaml")["openings"]}
CANDIDATES = {candidate["key"]: candidate for candidate in read("candidates.yaml")["candidates"]}
CARDS: dict[str, Scorecard] = {key: load(opening["scorecard"]) for key, opening in OPENINGS.items()}


@dataclass(frozen=True)
class Part:
    """One interviewer's part in one interview of one candidate."""

    candidate: dict[str, Any]
    interview: dict[str, Any]
    entry: dict[str, Any]

    @property
    def card(self) -> Scorecard:
        return CARDS[self.candidate["opening"]]

    @property
    def where(self) -> str:
        return f"{self.candidate['key']}, {self.interview['stage']}, {self.entry['by']}"

    @property
    def ratings(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.entry.get("ratings", {})
        return found

    @property
    def planned(self) -> tuple[str, ...]:
        stage = self.card.stage(self.interview["stage"])
        return stage.criteria if stage.rated else ()


def parts(*states: str) -> Iterator[Part]:
    for candidate in CANDIDATES.values():
        for interview in candidate.get("interviews", []):
            for entry in interview["interviewers"]:
                if not states or entry["state"] in states:
                    yield Part(candidate, interview, entry)


def rated(*, trainees: bool = False) -> Iterator[Part]:
    """Sealed scorecards of stages that rate something."""
    return (part for part in parts("sealed") if part.planned and (trainees or not part.entry.get("trainee")))


def of(candidate: str) -> Iterator[Part]:
    return (part for part in rated() if part.candidate["key"] == candidate)


def situated(*situations: str) -> list[dict[str, Any]]:
    return [candidate for candidate in CANDIDATES.values() if candidate["situation"] in situations]


def evidence() -> Iterator[tuple[Part, str, dict[str, Any]]]:
    for part in parts():
        for criterion, rating in part.ratings.items():
            for item in rating.get("evidence", []):
                yield part, criterion, item


def levels(person: str) -> list[int]:
    found = [rating for part in rated() if part.entry["by"] == person for rating in part.ratings.values()]
    return [rating["level"] for rating in found if "level" in rating]


def words(person: str) -> list[int]:
    return [len(item["text"].split()) for part, _, item in evidence() if part.entry["by"] == person]
