"""What a debrief says of its candidate's score once interviewers' severity is taken out, in words and on a strip.

From a kept answer and the picture beside it; it asks no query. Whoever shows it has asked for the wall first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from evenbar.measure.readings import IMMATERIAL
from evenbar.panel.deciding.picture import Picture
from evenbar.panel.studio.models import Version
from evenbar.panel.work.answers import Answer


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The score under one scorecard version: as rated, and after severity with its 80 % interval."""

    version: Version
    raw: Fraction
    score: float
    low: float
    high: float
    above: float | None
    bar: Fraction | None
    bar_text: str

    @property
    def moved(self) -> float:
        """How far the adjustment moves the score, in levels."""
        return self.score - float(self.raw)

    @property
    def said(self) -> str:
        """What the adjustment does, in a sentence."""
        by = abs(self.moved)
        if by < IMMATERIAL:
            return f"The adjustment is immaterial: it moves the score by {by:.2f} levels."
        return f"The adjustment {'lowers' if self.moved < 0 else 'raises'} the score by {by:.2f} levels."

    @property
    def against(self) -> str:
        """Where the interval lies, seen from the bar."""
        if self.bar is None:
            return "This scorecard has no bar."
        if self.low > self.bar:
            return "The interval lies above the bar."
        if self.high < self.bar:
            return "The interval lies below the bar."
        return "The interval holds the bar: the ratings do not settle on which side of it the candidate is."

    @property
    def chance(self) -> str:
        """The chance of being above the bar, never as certainty."""
        return "" if self.above is None else chance(self.above)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the page shows: scores by version, or the reason why there are none."""

    scores: tuple[Adjusted, ...]
    reason: str = ""
    enough: str = ""
    waiting: bool = False
    failed: bool = False
    computed_at: datetime | None = None
    value: Mapping[str, Any] | None = None

    @property
    def model(self) -> str:
        """How it was computed, in a word."""
        by_reml = str((self.value or {}).get("model", "")).endswith("reml")
        return "REML" if by_reml else "posterior with half-t priors"


def estimate(answer: Answer, pictures: Sequence[tuple[Version, Picture]]) -> Estimate:
    """Read a kept answer beside the pictures of the same debrief, one for each version that the page shows."""
    value = answer.value or {}
    reason, enough = _refused(value)
    found = []
    for version, picture in pictures:
        told, raw = value.get("versions", {}).get(str(version.pk)), picture.combined.value
        if told is not None and raw is not None:
            found.append(
                Adjusted(version=version, raw=raw, bar=picture.bar, bar_text=picture.bar_text, **told)
            )
    if not found and not reason and value:
        reason = "None of the criteria that were rated carries weight in this version."
    return Estimate(
        scores=tuple(found),
        reason=reason,
        enough=enough,
        waiting=answer.waiting,
        failed=answer.failed,
        computed_at=answer.computed_at,
        value=value,
    )


def kept_at_signing(shown: Estimate, fingerprint: str) -> dict[str, Any]:
    """What a signed decision keeps of the estimate that its signer saw; nothing where none was shown."""
    if not shown.scores or shown.value is None:
        return {}
    first = shown.scores[0]
    numbers = {"score": first.score, "low": first.low, "high": first.high, "above": first.above}
    counts = {name: shown.value[name] for name in ("candidates", "panel", "interviewers", "ratings", "model")}
    return {"adjusted": {**numbers, **counts, "fingerprint": fingerprint}}


def chance(share: float) -> str:
    """A chance as whole per cent; what is nearly sure is never said to be sure."""
    if share < 0.01:
        return "below 1%"
    return "above 99%" if share > 0.99 else f"{round(share * 100)}%"


def _refused(value: Mapping[str, Any]) -> tuple[str, str]:
    """Why there is no estimate, and what would be enough."""
    reason = value.get("refused")
    if reason == "interviewers":
        had = "Nobody" if value["have"] == 0 else "One interviewer only"
        return f"{had} has rated this candidate here.", "Two interviewers are enough."
    if reason == "few":
        have, more = value["have"], value["need"] - value["have"]
        return (
            f"Too little is known of how these interviewers rate: {have} candidate{'s' * (have != 1)} of this opening,"
            " this one among them, can be counted.",
            f"{value['need']} are enough: {more} more whose debrief is open and on whom nobody owes a scorecard.",
        )
    if reason == "apart":
        have, others = value["have"], value["others"]
        return (
            f"This candidate is linked by shared interviewers with {have - 1} other candidate{'s' * (have != 2)} of the"
            f" opening; {others} were rated by people who share no candidate with these. Across such parts a strict"
            " interviewer cannot be told from a weak candidate.",
            "One candidate whom interviewers of both parts rate would link them.",
        )
    return "", ""
