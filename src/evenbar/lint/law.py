"""The law behind a finding, by topic and jurisdiction, from ``law.yaml``: what a statute says, never advice."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Statute:
    """What one statute says on a topic, and when that was looked up."""

    jurisdiction: str
    statute: str
    year: int
    says: str
    checked: date

    def __str__(self) -> str:
        return f"{self.jurisdiction}: {self.statute} ({self.year}) {self.says}."


@cache
def topics() -> dict[str, tuple[Statute, ...]]:
    """Every topic of the file with its statutes."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("evenbar.lint") / "law.yaml").read_text(encoding="utf-8")
    told: Any = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, our own file
    return {
        topic: tuple(Statute(checked=told["checked"], **entry) for entry in entries)
        for topic, entries in told["topics"].items()
    }


def checked() -> date:
    """The day on which the file was last checked."""
    return max(statute.checked for statutes in topics().values() for statute in statutes)


def sentences(topic: str) -> tuple[str, ...]:
    """What the statutes of a topic say, one sentence each; none for a topic of a team's own."""
    return tuple(str(statute) for statute in topics().get(topic, ()))
