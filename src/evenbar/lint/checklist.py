"""The checklist of a scorecard: the fourteen standard criteria to include, and four things to avoid.

A criterion says with ``covers`` what it stands for; what is to be avoided is told by findings of the matching rules.
A tick asks nobody to cover all fourteen: it shows what was left out, so that it was left out on purpose.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evenbar.lint.checking import Findings
from evenbar.lint.rule import Finding
from evenbar.scorecard.criterion import STANDARD, Criterion
from evenbar.scorecard.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Included:
    """One of the fourteen, with the criteria of the scorecard that stand for it."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]

    @property
    def ticked(self) -> bool:
        """Whether some criterion stands for it."""
        return bool(self.criteria)


@dataclass(frozen=True, slots=True)
class Avoided:
    """One of the four things to avoid, with the findings that show it, and those accepted with a reason."""

    code: str
    name: str
    rules: tuple[str, ...]
    found: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, str], ...] = ()

    @property
    def ticked(self) -> bool:
        """Whether nothing of it was found."""
        return not self.found


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a scorecard includes and what it avoids."""

    include: tuple[Included, ...]
    avoid: tuple[Avoided, ...]


AVOID: dict[str, tuple[str, tuple[str, ...]]] = {
    "puzzles": (
        "Generic coding tests, puzzles and riddles",
        ("algorithm-puzzle", "brain-teaser", "definition-recall"),
    ),
    "vague-questions": (
        "Vague or opinion questions without structure",
        ("vague-question", "opinion-question", "no-probes", "nothing-to-listen-for"),
    ),
    "credentials": (
        "Credentials in place of applied skill",
        ("credential-only", "proxy"),
    ),
    "unscored": (
        "Criteria without weight, rubric or score",
        ("missing-level", "unrated-criterion", "unequal-without-rationale", "no-bar"),
    ),
}


def checklist(card: Scorecard, findings: Findings) -> Checklist:
    """The checklist of a scorecard, from what it covers and from what the proof-reader found in it."""
    return Checklist(
        tuple(Included(code, name, _standing_for(card, code)) for code, name in STANDARD.items()),
        tuple(
            Avoided(
                code,
                name,
                rules,
                tuple(_of(rules, findings.found)),
                tuple((finding, why) for finding, why in findings.accepted if finding.rule in rules),
            )
            for code, (name, rules) in AVOID.items()
        ),
    )


def _standing_for(card: Scorecard, code: str) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in card.criteria if code in criterion.covers)


def _of(rules: tuple[str, ...], found: Iterable[Finding]) -> Iterable[Finding]:
    return (finding for finding in found if finding.rule in rules)
