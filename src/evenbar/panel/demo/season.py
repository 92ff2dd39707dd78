"""The season before, told in bulk: a closed opening with three dozen decided candidates, so that Insight has a life.

Ratings are drawn from made-up qualities and made-up habits, always the same ones. Rows are written in bulk, since
some two thousand of them by single actions would make the demo slow to start; the opening itself is opened and closed
by its actions, and the ledger gets the line of every interview, scorecard, debrief and decision.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from evenbar.panel.deciding.models import Debrief, Decider, Decision, DecisionReason
from evenbar.panel.demo.company import Company
from evenbar.panel.demo.story import handle_of
from evenbar.panel.demo.verdicts import verdicts
from evenbar.panel.hiring import actions as hiring
from evenbar.panel.hiring.models import Application, ApplicationChange, Candidate, Opening
from evenbar.panel.interviewing.models import Evidence, Rating, SealedScorecard
from evenbar.panel.ledger.actions import digest, record
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.studio import actions as studio
from evenbar.scorecard import library
from evenbar.scorecard.plan import Stage

SEED = 17
MINUTE = timedelta(minutes=1)
TWO_RATE = "work-review"  # the stage that two interviewers hold together
NOT_REACHED = 0.03  # share of criteria that time ran out for
ALIKE = 0.9  # share of ratings of the criterion that tells nobody apart
OFFERS = 4
Sentences = dict[str, dict[int, list[str]]]


@dataclass
class Season:
    """The content while it is told, and the rows that are written together at the end of each kind."""

    content: dict[str, Any]
    company: Company
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - drawn once, not secret
    qualities: dict[int, float] = field(default_factory=dict)

    @property
    def about(self) -> dict[str, Any]:
        """The opening's entry."""
        opening: dict[str, Any] = self.content["opening"]
        return opening

    @property
    def owner(self) -> User:
        return self.company.people[self.about["created_by"]]

    @property
    def recruiter(self) -> User:
        return self.company.people[self.about["recruiter"]]


def tell(content: dict[str, Any], company: Company) -> None:
    """Write the whole season; the caller's transaction holds it together."""
    season = Season(content, company)
    opening = _opened(season)
    applications = _applied(season, opening)
    assignments = _met(season, opening, applications)
    _rated(season, assignments, applications)
    _decided(season, opening, applications, assignments)
    hiring.close_opening(
        actor=season.owner,
        opening=opening,
        reason=season.about["closed_because"],
        at=company.at(season.about["closed_days_ago"], "16:00", season.owner),
    )


def _opened(season: Season) -> Opening:
    about, owner = season.about, season.owner
    at = season.company.at(about["created_days_ago"], "10:00", owner)
    name = about["scorecard"]
    card = studio.create_scorecard(
        actor=owner,
        title=library.load(name).title,
        text=library.text(name),
        origin=f"library: {name}",
        at=at - timedelta(days=1),
    )
    note = f"First version, for {about['title']}."
    version = studio.publish(actor=owner, scorecard=card, note=note, at=at - timedelta(hours=20))
    opening = hiring.open_opening(
        actor=owner, title=about["title"], team=about["team"], version=version, at=at
    )
    hiring.add_member(actor=owner, opening=opening, user=owner, role=Role.HIRING_MANAGER, stages=[])
    hiring.add_member(actor=owner, opening=opening, user=season.recruiter, role=Role.RECRUITER, stages=[])
    for member in season.content["panel"]:
        person = season.company.people[member["person"]]
        hiring.add_member(
            actor=owner, opening=opening, user=person, role=Role.INTERVIEWER, stages=member["stages"]
        )
    return opening


def _applied(season: Season, opening: Opening) -> list[Application]:
    """The candidates, one after the other over the months, each with a quality that nobody sees."""
    about, by = season.about, season.recruiter
    people = season.content["candidates"]
    span = about["first_days_ago"] - about["last_days_ago"]
    candidates, when = [], []
    for number, (name, _, topic) in enumerate(people):
        ago = about["first_days_ago"] - round(span * number / (len(people) - 1))
        when.append(season.company.at(ago + 9, f"09:{10 + number:02}", by))
        brief = (
            f"Sent a description of a project on {topic}, from the question to what was in use at the end, and"
            " one experiment that did not work. Has built and run models with two or three others."
        )
        email = f"{handle_of(name).lower()}@example.org"
        candidates.append(
            Candidate(
                name=name,
                email=email,
                handle=handle_of(name),
                brief=brief,
                created_by=by,
                created_at=when[-1],
            )
        )
    Candidate.objects.bulk_create(candidates)
    last = opening.version_id
    stage = library.load(about["scorecard"]).stages[-1].id
    rows = [
        Application(opening=opening, candidate=candidate, stage=stage, source=source, created_at=at)
        for candidate, (_, source, _), at in zip(candidates, people, when, strict=True)
    ]
    applications = Application.objects.bulk_create(rows)
    season.qualities = {each.pk: season.random.gauss(3.05, 0.75) for each in applications}
    ids = [each.pk for each in applications]
    record(by, "hiring.candidates-imported", opening, applications=ids, version=last)
    return applications


def _met(season: Season, opening: Opening, applications: list[Application]) -> list[Assignment]:
    """Three interviews a candidate within eight days; those who have met fewest so far are asked first."""
    about, load = season.about, dict.fromkeys((each["person"] for each in season.content["panel"]), 0)
    stages = library.load(about["scorecard"]).stages
    interviews, seats = [], []
    for application in applications:
        first = application.created_at + timedelta(days=9)
        asked: set[str] = set()
        for number, stage in enumerate(stages):
            starts = _workday(first + timedelta(days=2 * number), 9 + 2 * number)
            interview = Interview(
                application=application,
                stage=stage.id,
                version=opening.version,
                is_rated=stage.rated,
                starts_at=starts,
                minutes=stage.minutes or 60,
                time_zone=season.recruiter.time_zone,
                place="Video",
                created_by=season.recruiter,
                created_at=application.created_at + timedelta(days=3),
            )
            interviews.append(interview)
            for person in _asked(season, stage, load, asked):
                asked.add(person)
                load[person] += 1
                seats.append(
                    Assignment(
                        interview=interview,
                        interviewer=season.company.people[person],
                        created_at=interview.created_at,
                    )
                )
    Interview.objects.bulk_create(interviews)
    assignments = Assignment.objects.bulk_create(seats)
    for interview in interviews:
        record(
            season.recruiter,
            "scheduling.scheduled",
            interview,
            application=interview.application_id,
            interviewers=[each.interviewer_id for each in assignments if each.interview is interview],
            trainees=[],
        )
    return assignments


def _asked(season: Season, stage: Stage, load: dict[str, int], already: set[str]) -> list[str]:
    able = [
        each["person"]
        for each in season.content["panel"]
        if stage.id in each["stages"] and each["person"] not in already
    ]
    season.random.shuffle(able)
    return sorted(able, key=lambda person: load[person])[: 2 if stage.id == TWO_RATE else 1]


def _workday(moment: datetime, hour: int) -> datetime:
    """The same or the next day on which people work, at an hour of it."""
    over = moment.weekday() - 5
    moment += timedelta(days=2 - over if over >= 0 else 0)
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def _rated(season: Season, assignments: list[Assignment], applications: list[Application]) -> None:
    """Every interviewer's scorecard, drawn from the candidate's quality and the interviewer's habits."""
    card = library.load(season.about["scorecard"])
    topics = {
        each.pk: topic for each, (_, _, topic) in zip(applications, season.content["candidates"], strict=True)
    }
    habits = {season.company.people[each["person"]].pk: each for each in season.content["panel"]}
    own = {
        (each.pk, row.id): season.random.gauss(0.0, 0.35) for each in applications for row in card.criteria
    }
    one, other = season.content["together"]
    own |= {(each.pk, other): own[each.pk, one] for each in applications}
    first, last = applications[0].created_at, applications[-1].created_at
    sealed, levels = [], []
    for seat in assignments:
        application = seat.interview.application
        done = (application.created_at - first) / (last - first)
        quality = season.qualities[application.pk] + season.random.gauss(0.0, 0.3)
        habit = habits[seat.interviewer_id]
        given = {
            criterion: _level(season.random, quality + own[application.pk, criterion], habit, done)
            for criterion in card.stage(seat.interview.stage).criteria
        }
        alike = season.content["alike"]
        if alike in given and season.random.random() < ALIKE:
            given[alike] = 3
        if habit.get("habit") == "same":
            middle = sorted(given.values())[len(given) // 2]
            given = {key: middle if season.random.random() < 0.8 else value for key, value in given.items()}
        levels.append(given)
        assert seat.interview.ends_at is not None
        late = season.random.choice((18, 31, 44, 26 * 60))
        mean = sum(given.values()) / len(given)
        word = "strong-no" if mean < 2 else "no" if mean < 3 else "yes" if mean < 4.2 else "strong-yes"
        sealed.append(
            SealedScorecard(
                assignment=seat, recommendation=word, sealed_at=seat.interview.ends_at + late * MINUTE
            )
        )
    SealedScorecard.objects.bulk_create(sealed)
    _written(season, sealed, levels, topics)


def _level(random: Random, quality: float, habit: dict[str, Any], done: float) -> int:
    """What an interviewer would choose; `done` is how far the season has gone, from 0 to 1."""
    felt = quality - habit["severity"] - habit.get("drift", 0.0) * (done - 0.5) + random.gauss(0.0, 0.5)
    if habit.get("habit") == "narrow":
        return 3 if felt < 3.3 else 4
    if habit.get("habit") == "wide":
        felt = 3.0 + 1.5 * (felt - 3.0)
    return int(min(max(round(felt), 1), 5))


def _written(
    season: Season, sealed: list[SealedScorecard], levels: list[dict[str, int]], topics: dict[int, str]
) -> None:
    """Ratings with their evidence, and the ledger's line of every scorecard."""
    sentences: Sentences = season.content["sentences"]
    ratings, evidence = [], []
    for row, given in zip(sealed, levels, strict=True):
        topic = topics[row.assignment.interview.application_id]
        told: list[list[str | int]] = []
        for number, (criterion, level) in enumerate(given.items()):
            if season.random.random() < NOT_REACHED:
                ratings.append(Rating(sealed=row, criterion=criterion, missing="not-reached"))
                told.append([criterion, "not-reached"])
                continue
            ratings.append(Rating(sealed=row, criterion=criterion, level=level))
            text = season.random.choice(sentences[criterion][level]).format(topic=topic)
            told.append([criterion, level, text])
            assert row.assignment.interview.starts_at is not None
            evidence.append(
                Evidence(
                    sealed=row,
                    criterion=criterion,
                    text=text,
                    prompted=season.random.choice(("", "prompted", "unprompted")),
                    direction="against" if level < 3 else "for",
                    noted_at=row.assignment.interview.starts_at + (6 + 10 * number) * MINUTE,
                )
            )
        record(
            row.assignment.interviewer,
            "interviewing.seal",
            row,
            assignment=row.assignment_id,
            interview=row.assignment.interview_id,
            ratings=len(given),
            content=digest(json.dumps([told, row.recommendation])),
        )
    Rating.objects.bulk_create(ratings)
    Evidence.objects.bulk_create(evidence)


def _decided(
    season: Season, opening: Opening, applications: list[Application], assignments: list[Assignment]
) -> None:
    """A debrief and a decision for everybody, as the ratings went; the best of them get an offer."""
    owner = season.owner
    panel: dict[int, list[User]] = {}
    for seat in assignments:
        panel.setdefault(seat.interview.application_id, []).append(seat.interviewer)
    stages = [stage.id for stage in library.load(season.about["scorecard"]).stages]
    debriefs = []
    for application in applications:
        opened = _workday(application.created_at + timedelta(days=19), 15)
        debriefs.append(
            Debrief(
                application=application,
                title="Final debrief",
                stages=stages,
                created_by=owner,
                created_at=opened - timedelta(hours=3),
                opened_at=opened,
                opened_by=owner,
            )
        )
    Debrief.objects.bulk_create(debriefs)
    told = verdicts(opening, debriefs, offers=OFFERS)
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                application=debrief.application,
                debrief=debrief,
                outcome=each.outcome,
                version=opening.version,
                rule=each.rule,
                summary=each.summary,
                figures=each.figures,
                signed_by=owner,
                signed_at=(debrief.opened_at or debrief.created_at) + 50 * MINUTE,
                request_key=f"demo-season-{debrief.application.candidate.handle}",
            )
            for debrief, each in zip(debriefs, told, strict=True)
        ]
    )
    DecisionReason.objects.bulk_create(
        DecisionReason(decision=decision, criterion=criterion, text=text)
        for decision, each in zip(decisions, told, strict=True)
        for criterion, text in each.reasons.items()
    )
    Decider.objects.bulk_create(
        Decider(decision=decision, user=person)
        for decision in decisions
        for person in [owner, *panel[decision.application_id]]
    )
    _said(owner, debriefs, decisions, panel)
    _moved(owner, decisions)


def _said(
    owner: User, debriefs: list[Debrief], decisions: list[Decision], panel: dict[int, list[User]]
) -> None:
    """The ledger's lines of debriefs and decisions."""
    for debrief, decision in zip(debriefs, decisions, strict=True):
        application = debrief.application_id
        record(owner, "debrief.planned", debrief, application=application, stages=debrief.stages)
        record(
            owner,
            "debrief.opened",
            debrief,
            application=application,
            missing=[],
            unheld=0,
            reason=digest(""),
        )
        record(
            owner,
            "decision.signed",
            decision,
            application=application,
            debrief=debrief.pk,
            version=decision.version_id,
            outcome=decision.outcome,
            deciders=sorted({owner.pk, *(person.pk for person in panel[application])}),
            summary=digest(decision.summary),
        )


def _moved(owner: User, decisions: list[Decision]) -> None:
    """The candidates' status follows what was decided."""
    status = {"offer": Application.Status.HIRED, "no": Application.Status.DECLINED}
    changes, rows = [], []
    for decision in decisions:
        application = decision.application
        after = status[decision.outcome]
        changes.append(
            ApplicationChange(
                application=application,
                kind="status",
                before=application.status,
                after=after,
                reason=f"Decision: {decision.get_outcome_display().lower()}",
                by=owner,
                at=decision.signed_at,
            )
        )
        application.status = after
        rows.append(application)
        record(
            owner,
            "hiring.status-set",
            application,
            status=str(after),
            reason=digest(changes[-1].reason),
        )
    ApplicationChange.objects.bulk_create(changes)
    Application.objects.bulk_update(rows, ["status"])
