"""A busy year in one store: 1,000 candidates in four openings, 3,000 sealed scorecards, 30 interviewers.

Rows are written in bulk, past the actions: this is about reading them. Only the ledger is written line by line, since
it has no other door.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Application, Candidate, Member, Opening, make_handles
from evenbar.panel.interviewing.models import (
    Draft,
    DraftState,
    Evidence,
    Rating,
    Recommendation,
    SealedScorecard,
)
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import OrganisationRole, Role, User
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.studio.models import Scorecard, Version
from evenbar.scorecard import library
from evenbar.scorecard.scorecard import Scorecard as Document
from evenbar.scorecard.scorecard import fingerprint

CARD = "senior-ml-engineer"
OPENINGS, CANDIDATES, INTERVIEWERS = 4, 250, 30
DEBRIEFED, THIRD = (
    12,
    178,
)  # of each opening: with all eight scorecards; with a third one, its twin still owed
LINES = 2_000  # of the ledger
WORDS = (
    *(
        "asked",
        "which",
        "decision",
        "the",
        "forecast",
        "serves",
        "and",
        "what",
        "it",
        "costs",
        "when",
        "wrong",
    ),
    *(
        "then",
        "named",
        "a",
        "baseline",
        "split",
        "by",
        "week",
        "not",
        "row",
        "said",
        "beforehand",
        "by",
        "how",
    ),
    *("much", "the", "error", "would", "rise"),
)


@dataclass(frozen=True)
class Seeded:
    """What the benchmark's pages are about."""

    manager: User
    administrator: User
    interviewer: User
    opening: Opening
    debrief: Debrief
    assignment: Assignment
    draft: Draft


@dataclass(frozen=True)
class Year:
    """What the builders share."""

    card: Document
    version: Version
    manager: User
    interviewers: list[User]
    now: datetime
    chance: random.Random


@transaction.atomic
def seed(*, seed: int = 1) -> Seeded:
    """Fill an empty store; the same seed gives the same rows around now."""
    year = _year(random.Random(seed))
    openings = [_opening(year, number) for number in range(OPENINGS)]
    for opening in openings:
        _candidates(year, opening)
    debriefs = list(Debrief.objects.order_by("pk"))
    draft = _draft(year, openings[0])
    administrator = _accounts(["Administrator"], Role.ADMINISTRATOR)[0]
    for number in range(LINES):
        record(year.manager, "hiring.candidate-moved", f"application:{number}", reason=digest(str(number)))
    return Seeded(
        manager=year.manager,
        administrator=administrator,
        interviewer=draft.assignment.interviewer,
        opening=openings[0],
        debrief=debriefs[0],
        assignment=draft.assignment,
        draft=draft,
    )


def counts() -> dict[str, int]:
    """What the store holds, to say it beside the figures."""
    kinds = {
        "candidates": Candidate,
        "sealed scorecards": SealedScorecard,
        "ratings": Rating,
        "lines of evidence": Evidence,
        "assignments": Assignment,
    }
    return {name: kind._base_manager.count() for name, kind in kinds.items()}


def _year(chance: random.Random) -> Year:
    [manager] = _accounts(["Hiring Manager"], Role.HIRING_MANAGER)
    interviewers = _accounts([f"Interviewer {number:02}" for number in range(INTERVIEWERS)], Role.INTERVIEWER)
    card = library.load(CARD)
    row = Scorecard.objects.create(title=card.title, created_by=manager)
    version = Version.objects.create(
        scorecard=row,
        number=1,
        title=card.title,
        text=library.text(CARD),
        fingerprint=fingerprint(card),
        published_by=manager,
    )
    return Year(card, version, manager, interviewers, timezone.now(), chance)


def _accounts(names: list[str], role: Role) -> list[User]:
    users = User.objects.bulk_create(
        User(name=name, email=f"{name.lower().replace(' ', '.')}@example.org", password="!") for name in names
    )
    OrganisationRole.objects.bulk_create(OrganisationRole(user=user, role=role) for user in users)
    return users


def _opening(year: Year, number: int) -> Opening:
    opening = Opening.objects.create(
        title=f"ML engineer {number + 1}", team="Ranking", version=year.version, created_by=year.manager
    )
    people = [(year.manager, Role.HIRING_MANAGER), *((user, Role.INTERVIEWER) for user in year.interviewers)]
    Member.objects.bulk_create(Member(opening=opening, user=user, role=role) for user, role in people)
    return opening


def _candidates(year: Year, opening: Opening) -> None:
    names = [f"Candidate {opening.pk}-{number:03}" for number in range(CANDIDATES)]
    candidates = Candidate.objects.bulk_create(
        Candidate(
            name=name,
            handle=handle,
            email=f"{name.lower().replace(' ', '.')}@example.com",
            brief=_sentence(year.chance, 40),
            created_by=year.manager,
        )
        for name, handle in zip(names, make_handles(CANDIDATES), strict=True)
    )
    reached = ["ways-of-working"] * DEBRIEFED + ["work-sample-review"] * THIRD
    reached += ["system-design"] * (CANDIDATES - len(reached))
    applications = Application.objects.bulk_create(
        Application(
            opening=opening, candidate=candidate, stage=stage, created_at=year.now - timedelta(days=60)
        )
        for candidate, stage in zip(candidates, reached, strict=True)
    )
    _interviews(year, applications)
    _debriefs(year, applications[:DEBRIEFED])


def _interviews(year: Year, applications: list[Application]) -> None:
    """Two people an interview; all of them sealed but the second in the third interview."""
    wanted = []  # (application, stage, how many of its two are sealed)
    for place, application in enumerate(applications):
        if place < DEBRIEFED:
            wanted += [(application, stage.id, 2) for stage in year.card.stages if stage.rated]
        else:
            wanted.append((application, "system-design", 2))
            if place < DEBRIEFED + THIRD:
                wanted.append((application, "work-sample-review", 1))
    interviews = Interview.objects.bulk_create(
        Interview(
            application=application,
            stage=stage,
            version=year.version,
            starts_at=year.now - timedelta(days=year.chance.randint(2, 50), hours=year.chance.randint(0, 8)),
            place="Video",
            created_by=year.manager,
        )
        for application, stage, _ in wanted
    )
    pairs = [year.chance.sample(year.interviewers, 2) for _ in interviews]
    assignments = Assignment.objects.bulk_create(
        Assignment(interview=interview, interviewer=person)
        for interview, pair in zip(interviews, pairs, strict=True)
        for person in pair
    )
    kept = [assignments[2 * place + one] for place, (_, _, some) in enumerate(wanted) for one in range(some)]
    _sealed(year, kept)


def _sealed(year: Year, assignments: list[Assignment]) -> None:
    rows = SealedScorecard.objects.bulk_create(
        SealedScorecard(
            assignment=each,
            recommendation=year.chance.choice(Recommendation.values),
            note=_sentence(year.chance, 15),
            sealed_at=(each.interview.starts_at or year.now) + timedelta(hours=2),
        )
        for each in assignments
    )
    planned = [(row, key) for row in rows for key in year.card.stage(row.assignment.interview.stage).criteria]
    Rating.objects.bulk_create(
        Rating(sealed=row, criterion=key, level=year.chance.choices(range(1, 6), (1, 3, 6, 5, 2))[0])
        for row, key in planned
    )
    Evidence.objects.bulk_create(
        (
            Evidence(sealed=row, criterion=key, text=_sentence(year.chance, 30), direction="for")
            for row, key in planned
            for _ in range(2)
        ),
        batch_size=500,
    )


def _debriefs(year: Year, applications: Iterable[Application]) -> None:
    stages = [stage.id for stage in year.card.stages if stage.rated]
    Debrief.objects.bulk_create(
        Debrief(
            application=application,
            title="All stages",
            stages=stages,
            created_by=year.manager,
            opened_at=year.now - timedelta(days=1),
            opened_by=year.manager,
        )
        for application in applications
    )


def _draft(year: Year, opening: Opening) -> Draft:
    """An interview going on, with twenty lines of notes."""
    application = opening.applications.filter(stage="system-design").order_by("pk")[0]
    interview = Interview.objects.create(
        application=application,
        stage="project-deep-dive",
        version=year.version,
        starts_at=year.now - timedelta(minutes=20),
        created_by=year.manager,
    )
    assignment = Assignment.objects.create(interview=interview, interviewer=year.interviewers[0])
    body = body_of(year.card, year.chance)
    draft = Draft.objects.create(assignment=assignment, body=body, revision=1)
    DraftState.objects.create(draft=draft, revision=1, body=body, saved_at=year.now)
    return draft


def body_of(card: Document, chance: random.Random) -> dict[str, object]:
    """A draft of the project deep-dive with twenty lines and three ratings."""
    criteria = card.stage("project-deep-dive").criteria
    lines = [
        {
            "id": f"line-{number}",
            "text": _sentence(chance, 25),
            "criterion": criteria[number % len(criteria)],
            "question": None,
            "prompted": None,
            "direction": "for",
            "at": "2026-01-05T10:00:00+00:00",
        }
        for number in range(20)
    ]
    return {"lines": lines, "ratings": dict.fromkeys(criteria[:3], 3), "note": ""}


def _sentence(chance: random.Random, length: int) -> str:
    return " ".join(islice(_words(chance), length)).capitalize() + "."


def _words(chance: random.Random) -> Iterator[str]:
    while True:
        yield chance.choice(WORDS)
