"""A large company in one store: 5,000 settled candidates in 20 openings, 400 interviewers, 70,000 ratings.

Rows are written in bulk, past the actions: this is about what Insight makes of them. Nobody wrote any evidence.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Application, Candidate, Member, Opening, make_handles
from evenbar.panel.interviewing.models import Rating, SealedScorecard
from evenbar.panel.people.models import OrganisationRole, Role, User
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.studio.models import Scorecard, Version
from evenbar.scorecard import library
from evenbar.scorecard.scorecard import fingerprint

CARD = "starter"
OPENINGS, CANDIDATES, INTERVIEWERS = 20, 250, 400  # candidates of each opening; interviewers of all
OWN, BORROWED = (
    20,
    0.2,
)  # interviewers of an opening's own team; share of seats held by somebody from elsewhere


@dataclass(frozen=True)
class Seeded:
    """Those who look: at everything by name, at everything under pseudonyms, at one opening, at their own."""

    recruiter: User
    analyst: User
    manager: User
    interviewer: User


@transaction.atomic
def seed() -> Seeded:
    """Write the store."""
    chance = random.Random(4)
    recruiter, analyst, manager = (
        _account(name, role)
        for name, role in (("Rae", Role.RECRUITER), ("Ada", Role.ANALYST), ("Mo", Role.HIRING_MANAGER))
    )
    people = User.objects.bulk_create(
        User(name=f"Interviewer {number:03}", email=f"i{number}@example.org", password="!")
        for number in range(INTERVIEWERS)
    )
    severity = {person: chance.gauss(0.0, 0.5) for person in people}
    version = _version(recruiter)
    handles = iter(make_handles(OPENINGS * CANDIDATES))
    for number in range(OPENINGS):
        opening = Opening.objects.create(title=f"Opening {number:02}", version=version, created_by=manager)
        team = people[number * OWN : (number + 1) * OWN]
        _opening(opening, team, severity, [next(handles) for _ in range(CANDIDATES)], chance)
        if number == 0:
            Member.objects.create(opening=opening, user=manager, role=Role.HIRING_MANAGER)
    return Seeded(recruiter, analyst, manager, people[0])


def counts() -> dict[str, int]:
    """How much there is."""
    rows = {
        "candidates": Candidate,
        "interviewers": User,
        "sealed scorecards": SealedScorecard,
        "ratings": Rating,
    }
    return {name: model.objects.count() for name, model in rows.items()}


def _account(name: str, role: Role) -> User:
    user = User.objects.create(name=name, email=f"{name.lower()}@example.org", password="!")
    OrganisationRole.objects.create(user=user, role=role)
    return user


def _version(by: User) -> Version:
    text, document = library.text(CARD), library.load(CARD)
    card = Scorecard.objects.create(title=document.title, created_by=by)
    return Version.objects.create(
        scorecard=card,
        number=1,
        title=document.title,
        text=text,
        fingerprint=fingerprint(document),
        published_by=by,
    )


def _opening(
    opening: Opening,
    team: list[User],
    severity: dict[User, float],
    handles: list[str],
    chance: random.Random,
) -> None:
    document, everybody = library.load(CARD), list(severity)
    candidates = Candidate.objects.bulk_create(
        Candidate(name=f"Candidate {handle}", handle=handle, created_by=opening.created_by)
        for handle in handles
    )
    applications = Application.objects.bulk_create(
        Application(opening=opening, candidate=one, stage=document.stages[-1].id) for one in candidates
    )
    begin = timezone.now() - timedelta(days=300)
    interviews = Interview.objects.bulk_create(
        Interview(
            application=one,
            stage=stage.id,
            version=opening.version,
            created_by=opening.created_by,
            starts_at=begin + timedelta(days=number),
        )
        for number, one in enumerate(applications)
        for stage in document.stages
    )
    seats, held = [], set()
    for interview in interviews:
        person = chance.choice(everybody if chance.random() < BORROWED else team)
        while (interview.application_id, person.pk) in held:
            person = chance.choice(team)
        held.add((interview.application_id, person.pk))
        seats.append(Assignment(interview=interview, interviewer=person))
    sealed = SealedScorecard.objects.bulk_create(
        SealedScorecard(assignment=seat, sealed_at=seat.interview.starts_at)
        for seat in Assignment.objects.bulk_create(seats)
    )
    quality = {one.pk: chance.gauss(3.0, 0.7) for one in applications}
    Rating.objects.bulk_create(
        Rating(
            sealed=row,
            criterion=criterion,
            level=min(
                max(
                    round(
                        quality[seat.interview.application_id]
                        - severity[seat.interviewer]
                        + chance.gauss(0, 0.7)
                    ),
                    1,
                ),
                5,
            ),
        )
        for row, seat in zip(sealed, seats, strict=True)
        for criterion in document.stage(seat.interview.stage).criteria
    )
    Debrief.objects.bulk_create(
        Debrief(
            application=one,
            title="Debrief",
            stages=[stage.id for stage in document.stages],
            created_by=opening.created_by,
            opened_at=timezone.now(),
            opened_by=opening.created_by,
        )
        for one in applications
    )
