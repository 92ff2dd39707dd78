"""Small builders of rows for tests of the panel. They write rows directly; the actions have tests of their own."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Application, Candidate, Member, Opening
from evenbar.panel.interviewing.models import Evidence, Rating, Recommendation, SealedScorecard
from evenbar.panel.people.models import OrganisationRole, Role, User
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.studio.models import Scorecard, Version
from evenbar.panel.studio.visibility import parsed

SMALL = Path(__file__).with_name("small.yaml")
PASSWORD = "correct horse battery staple"


@lru_cache
def _password_hash() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def make_user(name: str, *roles: Role, **fields: Any) -> User:
    """An account with organisation roles; its e-mail is made from the name and its password is PASSWORD."""
    email = fields.pop("email", name.lower().replace(" ", ".") + "@example.org")
    user = User(name=name, email=email, **fields)
    user.password = _password_hash()
    user.save()
    OrganisationRole.objects.bulk_create(OrganisationRole(user=user, role=role) for role in roles)
    return user


def make_version(by: User, *, text: str | None = None, title: str = "Small scorecard") -> Version:
    """A published version of the small scorecard (two criteria a stage, two rated stages, one screen)."""
    from evenbar.scorecard.reading import read
    from evenbar.scorecard.scorecard import fingerprint

    text = text or SMALL.read_text(encoding="utf-8")
    card = Scorecard.objects.create(title=title, created_by=by)
    return Version.objects.create(
        scorecard=card, number=1, title=title, text=text, fingerprint=fingerprint(read(text)), published_by=by
    )


def make_candidate(opening: Opening, name: str, by: User, *, stage: str = "design") -> Application:
    """A candidate with an application in the opening."""
    email = name.lower().replace(" ", ".") + "@example.com"
    candidate = Candidate.objects.create(name=name, email=email, created_by=by)
    return Application.objects.create(opening=opening, candidate=candidate, stage=stage)


def make_interview(
    application: Application, stage: str, *interviewers: User, by: User, **fields: Any
) -> Interview:
    """An interview that began an hour ago unless `starts_at` says otherwise, with an assignment each."""
    fields.setdefault("starts_at", timezone.now() - timedelta(hours=1))
    version = application.opening.version
    interview = Interview.objects.create(
        application=application,
        stage=stage,
        version=version,
        is_rated=parsed(version).stage(stage).rated,
        created_by=by,
        **fields,
    )
    for person in interviewers:
        Assignment.objects.create(interview=interview, interviewer=person)
    return interview


def seal(assignment: Assignment, levels: dict[str, int | str], *, note: str = "") -> SealedScorecard:
    """A sealed scorecard: criterion -> level, or a kind of missing; each level has one line of evidence."""
    sealed = SealedScorecard.objects.create(
        assignment=assignment, recommendation=Recommendation.YES, note=note or f"note {assignment.pk}"
    )
    for criterion, value in levels.items():
        level, missing = (value, "") if isinstance(value, int) else (None, value)
        Rating.objects.create(sealed=sealed, criterion=criterion, level=level, missing=missing)
        if level is not None:
            Evidence.objects.create(
                sealed=sealed,
                criterion=criterion,
                text=f"evidence {assignment.pk} on {criterion}",
                direction="for",
            )
    return sealed


@dataclass
class World:
    """One opening with a panel, one candidate between two interviews, nothing sealed yet."""

    admin: User
    recruiter: User
    manager: User
    ada: User  # first interviewer, stage design
    ben: User  # second interviewer, stage design
    cleo: User  # interviewer, stage ways
    trainee: User  # trainee, stage design
    outsider: User  # an interviewer of no opening
    analyst: User
    compliance: User
    version: Version
    opening: Opening
    application: Application
    design: Interview
    ways: Interview

    def assignment(self, person: User) -> Assignment:
        return Assignment.objects.get(interviewer=person)

    @property
    def everyone(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def make_world() -> World:
    """Build the world that most tests of the panel begin from."""
    admin = make_user("Admin Adeyemi", Role.ADMINISTRATOR)
    people = {
        "recruiter": make_user("Rosa Recruiter", Role.RECRUITER),
        "manager": make_user("Hana Manager", Role.HIRING_MANAGER),
        "ada": make_user("Ada Interviewer", Role.INTERVIEWER),
        "ben": make_user("Ben Interviewer", Role.INTERVIEWER),
        "cleo": make_user("Cleo Interviewer", Role.INTERVIEWER),
        "trainee": make_user("Theo Trainee", Role.TRAINEE),
        "outsider": make_user("Oscar Outsider", Role.INTERVIEWER),
        "analyst": make_user("Anna Analyst", Role.ANALYST),
        "compliance": make_user("Cora Compliance", Role.COMPLIANCE),
    }
    version = make_version(admin)
    opening = Opening.objects.create(
        title="ML engineer, Ranking", version=version, created_by=people["manager"]
    )
    roles = {"manager": Role.HIRING_MANAGER, "trainee": Role.TRAINEE}
    for key in ("manager", "ada", "ben", "cleo", "trainee"):
        Member.objects.create(opening=opening, user=people[key], role=roles.get(key, Role.INTERVIEWER))
    application = make_candidate(opening, "Priya Candidate", people["recruiter"])
    design = make_interview(application, "design", people["ada"], people["ben"], by=people["recruiter"])
    Assignment.objects.create(interview=design, interviewer=people["trainee"], is_trainee=True)
    ways = make_interview(application, "ways", people["cleo"], by=people["recruiter"])
    return World(
        admin=admin,
        version=version,
        opening=opening,
        application=application,
        design=design,
        ways=ways,
        **people,
    )


def make_debrief(world: World, *stages: str, opened: bool = False) -> Debrief:
    """A debrief over the given stages (both rated ones by default)."""
    return Debrief.objects.create(
        application=world.application,
        title="Final debrief",
        stages=list(stages or ("design", "ways")),
        created_by=world.manager,
        opened_at=timezone.now() if opened else None,
        opened_by=world.manager if opened else None,
    )
