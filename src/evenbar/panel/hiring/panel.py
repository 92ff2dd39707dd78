"""The stages of an opening with the people who may interview each, as its page shows them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from evenbar.panel.hiring.models import Member
from evenbar.panel.people.models import Role
from evenbar.scorecard.plan import Stage
from evenbar.scorecard.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage, the criteria that it rates, and who may interview or shadow it."""

    stage: Stage
    criteria: tuple[str, ...]
    interviewers: tuple[str, ...]
    trainees: tuple[str, ...]

    @property
    def lacks(self) -> int:
        """How many interviewers the stage still lacks on this panel."""
        return max(0, self.stage.interviewers - len(self.interviewers))


def stage_rows(card: Scorecard, members: Iterable[Member]) -> list[StageRow]:
    """Every stage in the order of the scorecard."""
    rows = list(members)
    names = {criterion.id: criterion.name for criterion in card.criteria}
    return [
        StageRow(
            stage,
            tuple(names[id] for id in stage.criteria),
            _names(rows, stage, trainees=False),
            _names(rows, stage, trainees=True),
        )
        for stage in card.stages
    ]


def _names(members: list[Member], stage: Stage, *, trainees: bool) -> tuple[str, ...]:
    found = {
        member.user.name
        for member in members
        if member.user.is_active
        and (member.role == Role.TRAINEE) is trainees
        and member.may_interview(stage.id)
    }
    return tuple(sorted(found))
