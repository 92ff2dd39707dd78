"""Who fills which sheet: the seats of the plan, or the people that are named.

A seat is one interviewer's place with the criteria that they rate. Nothing here knows of sheets or cells.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evenbar.connect.workbook.form import MOST_SEATS
from evenbar.scorecard.plan import Stage
from evenbar.scorecard.scorecard import Scorecard

MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Seat:
    """One interviewer's place: a name, if it is known, the interviews held and the criteria rated."""

    name: str
    interviews: tuple[str, ...]
    criteria: tuple[str, ...]


def seats_of(card: Scorecard, interviewers: str | None = None) -> tuple[Seat, ...]:
    """The seats to make sheets for; ValueError with a sentence where the wish cannot be met.

    Without a wish, one for each interviewer of the plan. A wish is a number, or names between commas, each perhaps
    with `=stage` or `=stage+stage`. As many people as the plan has seats take them in its order; any other number
    of people get every criterion that is rated.
    """
    plan = tuple(_plan(card))
    if not plan:
        raise ValueError("this scorecard rates nothing: give a stage criteria first.")
    if interviewers is None:
        return _few(plan)
    wish = interviewers.strip()
    if re.fullmatch(r"[0-9]{1,4}", wish):
        return _unnamed(card, plan, int(wish))
    return _few(_named(card, plan, _people(wish)))


def _plan(card: Scorecard) -> Iterable[Seat]:
    for stage in card.stages:
        if stage.rated and stage.criteria:
            for _ in range(stage.interviewers):
                yield Seat("", (stage.name,), stage.criteria)


def _unnamed(card: Scorecard, plan: Sequence[Seat], number: int) -> tuple[Seat, ...]:
    if number == 0:
        raise ValueError("--interviewers must be at least 1.")
    if number == len(plan):
        return _few(plan)
    return _few([_everything(card)] * min(number, MOST_SEATS + 1))


def _people(wish: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in wish.split(",")]
    people = [(name.strip(), stages.strip()) for name, _, stages in (part.partition("=") for part in parts)]
    names = [name.casefold() for name, _ in people]
    if not all(names):
        raise ValueError("--interviewers has an empty name; write names between commas, or a number.")
    twice = next((name for name, _ in people if names.count(name.casefold()) > 1), None)
    if twice is not None:
        raise ValueError(f'--interviewers names "{twice}" twice; give each person one sheet.')
    long = next((name for name, _ in people if len(name) > MOST_NAME), None)
    if long is not None:
        raise ValueError(f'--interviewers: "{long[:30]}…" is longer than {MOST_NAME} characters.')
    return people


def _named(card: Scorecard, plan: Sequence[Seat], people: Sequence[tuple[str, str]]) -> list[Seat]:
    in_order = len(people) == len(plan) and not any(stages for _, stages in people)
    seats = plan if in_order else [_seat(card, stages) for _, stages in people]
    return [replace(seat, name=name) for seat, (name, _) in zip(seats, people, strict=True)]


def _seat(card: Scorecard, stages: str) -> Seat:
    """The seat of somebody who holds the stages named, or every one."""
    if not stages:
        return _everything(card)
    known = {stage.id: stage for stage in card.stages if stage.rated and stage.criteria}
    ids = [id.strip() for id in stages.split("+")]
    for id in ids:
        if id not in known:
            raise ValueError(f'--interviewers: there is no rated stage "{id}"; there are {", ".join(known)}.')
    return _over([known[id] for id in dict.fromkeys(ids)])


def _everything(card: Scorecard) -> Seat:
    return _over([stage for stage in card.stages if stage.rated and stage.criteria])


def _over(stages: Sequence[Stage]) -> Seat:
    criteria = dict.fromkeys(id for stage in stages for id in stage.criteria)
    return Seat("", tuple(stage.name for stage in stages), tuple(criteria))


def _few(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    if len(seats) > MOST_SEATS:
        raise ValueError(f"a workbook holds at most {MOST_SEATS} interviewers; name fewer.")
    return tuple(seats)
