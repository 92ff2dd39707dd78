"""Settled panels for the tests of Insight, written in bulk: who rates how hard is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.test import Client
from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Application, Candidate, Member, Opening
from evenbar.panel.interviewing.models import Rating, SealedScorecard
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.work import running
from tests.panel.building import World, make_user
from tests.panel.conftest import SignedIn

CRITERIA = ("framing", "deployment")
NAMES = ("Sever Strictwood", "Mild Lenientsen", "Mara Middle", "Nils Medium", "Ona Average", "Pia Common")
SEVERITY = (1.4, -1.0, 0.0, 0.1, -0.1, 0.0)


@dataclass(frozen=True)
class Panel:
    """An opening with decided candidates and the people who rated them."""

    opening: Opening
    people: tuple[User, ...]
    applications: tuple[Application, ...]


def make_panel(
    world: World,
    *,
    title: str = "Panel",
    manager: User | None = None,
    candidates: int = 24,
    names: Sequence[str] = NAMES,
    severity: Sequence[float] = SEVERITY,
    each: int = 3,
    at: datetime | None = None,
    seed: int = 5,
) -> Panel:
    """Every candidate has met so many of the people in one interview on design, whose debrief has been opened."""
    random = np.random.default_rng(seed)
    at = at or timezone.now() - timedelta(days=60)
    manager = manager or world.manager
    opening = Opening.objects.create(title=title, version=world.version, created_by=manager)
    Member.objects.create(opening=opening, user=manager, role=Role.HIRING_MANAGER)
    people = [User.objects.filter(name=name).first() or make_user(name, Role.INTERVIEWER) for name in names]
    Member.objects.bulk_create(
        Member(opening=opening, user=person, role=Role.INTERVIEWER) for person in people
    )
    made = Candidate.objects.bulk_create(
        Candidate(
            name=f"{title} Person {number}",
            handle=f"{title[:2].upper()}{number:04}",
            created_by=world.recruiter,
        )
        for number in range(candidates)
    )
    applications = Application.objects.bulk_create(
        Application(opening=opening, candidate=one, stage="design") for one in made
    )
    interviews = Interview.objects.bulk_create(
        Interview(
            application=one,
            stage="design",
            version=world.version,
            created_by=world.recruiter,
            starts_at=at + timedelta(days=2 * number),
        )
        for number, one in enumerate(applications)
    )
    chosen = [random.choice(len(people), each, replace=False) for _ in interviews]
    seats = Assignment.objects.bulk_create(
        Assignment(interview=interview, interviewer=people[who])
        for interview, met in zip(interviews, chosen, strict=True)
        for who in met
    )
    sealed = SealedScorecard.objects.bulk_create(
        SealedScorecard(assignment=seat, sealed_at=(seat.interview.starts_at or at) + timedelta(hours=2))
        for seat in seats
    )
    level = dict(zip((one.pk for one in applications), random.normal(3.0, 0.7, candidates), strict=True))
    hard = dict(zip((person.pk for person in people), severity, strict=True))
    ratings = []
    for row in sealed:
        felt = level[row.assignment.interview.application_id] - hard[row.assignment.interviewer_id]
        for criterion in CRITERIA:
            value = int(np.clip(round(felt + random.normal(0.0, 0.5)), 1, 5))
            ratings.append(Rating(sealed=row, criterion=criterion, level=value))
    Rating.objects.bulk_create(ratings)
    Debrief.objects.bulk_create(
        Debrief(
            application=one,
            title="Debrief",
            stages=["design"],
            created_by=manager,
            opened_at=timezone.now(),
            opened_by=manager,
        )
        for one in applications
    )
    return Panel(opening, tuple(people), tuple(applications))


def computed(user: User, path: str) -> str:
    """What the account reads at an address once whatever it asks for has been computed."""
    client: Client = SignedIn(user)
    client.get(path)
    running.drain(running.new_worker())
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return response.content.decode()
