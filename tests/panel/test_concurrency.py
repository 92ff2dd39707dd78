"""Many people at once: nobody is told of a lock, nothing is written twice, nothing is lost.

Every request runs in a thread with a connection of its own on a store in a file, through the whole stack of views and
middleware, on SQLite and on PostgreSQL alike.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from evenbar.panel.deciding.models import Decision
from evenbar.panel.hiring.models import Member
from evenbar.panel.interviewing.models import Draft, Evidence, Rating, SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.ledger.verification import verify
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.studio.actions import create_scorecard
from evenbar.panel.studio.models import Version
from tests.panel.building import (
    SMALL,
    World,
    make_candidate,
    make_debrief,
    make_interview,
    make_user,
    make_world,
    seal,
)
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save, whole

pytestmark = pytest.mark.django_db(transaction=True)
INTERVIEWERS, SAVES = 30, 6


@pytest.fixture
def world(transactional_db: None) -> World:
    """The usual world, in a store that other connections see."""
    return make_world()


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own, all begun together; an exception of any of them is raised here."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)
    troubles: list[BaseException] = []

    def run(place: int) -> None:
        try:
            start.wait(30)
            results[place] = calls[place]()
        except BaseException as error:
            troubles.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if troubles:
        raise troubles[0]
    return results


def make_panel(world: World) -> list[Assignment]:
    """Thirty interviewers, each with a candidate of their own."""
    assignments = []
    for number in range(INTERVIEWERS):
        person = make_user(f"Interviewer {number:02}", Role.INTERVIEWER)
        Member.objects.create(opening=world.opening, user=person, role=Role.INTERVIEWER)
        application = make_candidate(world.opening, f"Candidate {number:02}", world.recruiter)
        interview = make_interview(application, "design", person, by=world.recruiter)
        assignments.append(interview.assignments.get())
    return assignments


def post_seal(client: Client, assignment: Assignment, revision: int) -> Any:
    address = reverse("interviewing:seal", args=[assignment.pk])
    return client.post(address, {"revision": revision, "recommendation": "yes"})


def test_thirty_interviewers_save_and_submit_at_once_without_an_error(world: World) -> None:
    assignments = make_panel(world)
    clients = [SignedIn(assignment.interviewer) for assignment in assignments]

    def write(client: Client, assignment: Assignment) -> list[int]:
        answers = []
        for revision in range(SAVES):
            body = whole(framing=3)
            body["lines"] += [line(f"more-{number}", "framing") for number in range(revision)]
            answers.append(save(client, assignment, body, revision))
        assert answers[-1].json()["revision"] == SAVES
        return [answer.status_code for answer in answers]

    pairs = list(zip(clients, assignments, strict=True))
    codes = at_once([lambda pair=pair: write(*pair) for pair in pairs])
    assert Counter(code for each in codes for code in each) == {200: INTERVIEWERS * SAVES}
    assert list(Draft.objects.values_list("revision", flat=True)) == [SAVES] * INTERVIEWERS
    answers = at_once([lambda pair=pair: post_seal(*pair, SAVES) for pair in pairs])
    assert {answer.status_code for answer in answers} == {302}
    assert SealedScorecard.objects.count() == INTERVIEWERS
    assert Rating.objects.count() == 2 * INTERVIEWERS
    assert Evidence.objects.count() == (2 + SAVES - 1) * INTERVIEWERS
    assert Draft.objects.count() == 0
    assert Line.objects.filter(action="interviewing.seal").count() == INTERVIEWERS
    assert verify().holds


def test_of_two_tabs_that_save_the_same_revision_one_wins_and_one_is_shown_both(world: World) -> None:
    assignment, client = world.assignment(world.ada), SignedIn(world.ada)
    assert save(client, assignment, whole(), 0, tab="first", count=1).status_code == 200
    others = [SignedIn(world.ada) for _ in range(2)]
    bodies = [whole(framing=2), whole(framing=5)]
    answers = at_once(
        [
            lambda number=number: save(
                others[number], assignment, bodies[number], 1, tab=f"tab-{number}", count=1
            )
            for number in range(2)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    draft = Draft.objects.get(assignment=assignment)
    won = [answer.status_code for answer in answers].index(200)
    assert (draft.revision, draft.body["ratings"]) == (2, bodies[won]["ratings"])
    told = answers[1 - won].json()
    assert told["current"]["body"]["ratings"] == bodies[won]["ratings"]


def test_of_two_tabs_that_begin_a_draft_one_wins(world: World) -> None:
    assignment = world.assignment(world.ada)
    clients = [SignedIn(world.ada) for _ in range(6)]
    answers = at_once(
        [
            lambda number=number: save(
                clients[number], assignment, whole(framing=1 + number % 5), 0, tab=f"tab-{number}", count=1
            )
            for number in range(6)
        ]
    )
    # Two of the six wrote the same; whichever came second repeats what stands and is no conflict.
    codes = Counter(answer.status_code for answer in answers)
    assert codes[200] in {1, 2}
    assert codes[200] + codes[409] == 6
    assert Draft.objects.get(assignment=assignment).revision == 1


def test_a_scorecard_that_is_submitted_twice_at_once_is_sealed_once(world: World) -> None:
    assignment = world.assignment(world.ada)
    save(SignedIn(world.ada), assignment, whole(), 0)
    clients = [SignedIn(world.ada) for _ in range(4)]
    answers = at_once([lambda client=client: post_seal(client, assignment, 1) for client in clients])
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url for answer in answers} == {reverse("interviewing:sealed", args=[assignment.pk])}
    sealed = SealedScorecard.objects.get(assignment=assignment)
    assert sealed.ratings.count() == 2
    assert Line.objects.filter(action="interviewing.seal").count() == 1


def test_a_save_that_meets_a_submission_is_in_it_or_told_so(world: World) -> None:
    assignment = world.assignment(world.ada)
    save(SignedIn(world.ada), assignment, whole(), 0)
    saving, sealing = SignedIn(world.ada), SignedIn(world.ada)
    later = whole()
    later["note"] = "written at the last moment"
    saved, sealed = at_once(
        [lambda: save(saving, assignment, later, 1), lambda: post_seal(sealing, assignment, 1)]
    )
    assert saved.status_code in {200, 409}
    assert sealed.status_code in {302, 409}
    row = SealedScorecard.objects.filter(assignment=assignment).first()
    if sealed.status_code == 302:
        assert row is not None
        assert not Draft.objects.filter(assignment=assignment).exists()
    else:
        assert row is None
        assert Draft.objects.get(assignment=assignment).body["note"] == later["note"]


def decide(client: Client, debrief: int, key: str) -> Any:
    words = {"outcome": "no", "summary": "Below the bar.", "request_key": key}
    reasons = {f"reason_{criterion}": "Said why." for criterion in ("framing", "deployment", "collaboration")}
    return client.post(reverse("deciding:decide", args=[debrief]), words | reasons)


def make_decidable(world: World) -> int:
    for person in (world.ada, world.ben):
        seal(world.assignment(person), {"framing": 3, "deployment": 2})
    seal(world.assignment(world.cleo), {"collaboration": 3, "framing": 3})
    return int(make_debrief(world, opened=True).pk)


def test_a_decision_that_is_signed_twice_with_one_request_stands_once(world: World) -> None:
    debrief = make_decidable(world)
    clients = [SignedIn(world.manager) for _ in range(4)]
    answers = at_once([lambda client=client: decide(client, debrief, "one-key") for client in clients])
    assert {answer.status_code for answer in answers} == {302}
    decision = Decision.objects.get()
    assert {answer.url for answer in answers} == {reverse("deciding:decision", args=[decision.pk])}
    assert decision.reasons.count() == 3
    assert Line.objects.filter(action="decision.signed").count() == 1
    world.application.refresh_from_db()
    assert world.application.status == "declined"
    assert world.application.changes.count() == 1


def test_of_two_different_decisions_at_once_one_stands_and_the_other_is_refused(world: World) -> None:
    debrief = make_decidable(world)
    clients = [SignedIn(world.manager) for _ in range(2)]
    answers = at_once(
        [lambda number=number: decide(clients[number], debrief, f"key-{number}") for number in range(2)]
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Another decision was signed while you wrote" in refused.content.decode()
    assert Decision.objects.count() == 1
    assert verify().holds


def test_a_draft_that_is_published_twice_at_once_gives_one_version(world: World) -> None:
    text = SMALL.read_text(encoding="utf-8").replace("title: Small scorecard", "title: Another one")
    card = create_scorecard(actor=world.manager, title="Another one", text=text, origin="test")
    address = reverse("studio:publish", args=[card.pk])
    seen = SignedIn(world.manager).get(address).context["fingerprint"]
    clients = [SignedIn(world.manager) for _ in range(4)]
    answers = at_once(
        [lambda client=client: client.post(address, {"note": "First.", "seen": seen}) for client in clients]
    )
    assert {answer.status_code for answer in answers} == {302}
    [version] = Version.objects.filter(scorecard=card)
    assert version.number == 1
    assert Line.objects.filter(action="studio.publish").count() == 1


def test_what_everybody_does_at_once_stays_one_chain(world: World) -> None:
    people = [make_user(f"Person {number:02}", Role.RECRUITER) for number in range(12)]
    clients = [SignedIn(person) for person in people]

    def add(client: Client, person: User) -> int:
        address = reverse("hiring:new-candidate", args=[world.opening.pk])
        answer = client.post(address, {"name": f"New {person.name}", "stage": "screen"})
        return int(answer.status_code)

    before = Line.objects.count()
    codes = at_once([lambda pair=pair: add(*pair) for pair in zip(clients, people, strict=True)])
    assert codes == [302] * 12
    assert Line.objects.count() == before + 12
    assert verify().holds
