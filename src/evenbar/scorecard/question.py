"""A question: what the interviewer asks, how they go deeper, and what a telling answer sounds like."""

from dataclasses import dataclass
from datetime import date

KINDS = {
    "past-behaviour": "Past behaviour",
    "situational": "Situational",
    "design": "Design",
    "code-review": "Code review",
    "work-sample": "Work sample",
    "defence": "Defence of own work",
    "knowledge": "Knowledge",
}
AI_EXPOSURES = {"low": "Low", "medium": "Medium", "high": "High"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a criterion. ``listen_for`` pairs a level with what is heard at it."""

    id: str
    kind: str | None = None
    ask: str = ""
    minutes: int | None = None
    probes: tuple[str, ...] = ()
    twist: str | None = None
    twist_at: int | None = None
    listen_for: tuple[tuple[int, str], ...] = ()
    review_by: date | None = None
    diff: str | None = None
    ai_exposure: str | None = None
    variants: tuple[str, ...] = ()
