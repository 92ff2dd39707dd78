"""A hundred kills in the middle of saving, submitting, publishing and deciding.

Each round sends requests to a real server, kills it with SIGKILL at a random moment (fixed seeds) and opens the store:
what was acknowledged is there whole; what was not is there whole or not at all; the ledger holds. Then the next
server gets the same request again, and it succeeds exactly once.
"""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import pytest
from django.db import connections
from django.urls import reverse

from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.interviewing.actions import save_draft
from evenbar.panel.interviewing.models import Draft, DraftState, SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.ledger.verification import verify
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment
from evenbar.panel.studio.actions import create_scorecard
from evenbar.panel.studio.models import Scorecard, Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.kill.serving import Answer, Caller, Relay, Server
from tests.panel.building import SMALL, World, make_candidate, make_interview, make_world, seal
from tests.panel.interviewing.writing import line, whole

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("kill")]
ROUNDS, AT_ONCE = 25, 3
CRITERIA = ("framing", "deployment", "collaboration")
Thing = TypeVar("Thing")
BROKEN = (OSError, http.client.HTTPException)  # how a killed server ends a request


@pytest.fixture
def world(transactional_db: None) -> World:
    """The usual world, in a store that the servers open."""
    return make_world()


@pytest.fixture
def relay() -> Iterator[Relay]:
    """Servers to kill; none outlives the test."""
    with Relay() as relay:
        yield relay


@dataclass
class Sent:
    """One request of a round: its answer, or None where the server was killed before it had answered whole."""

    send: Callable[[Server], Answer]
    answer: Answer | None = None

    def run(self, server: Server) -> None:
        try:
            self.answer = self.send(server)
        except BROKEN:
            self.answer = None


@dataclass
class Killer:
    """Sends requests to one server at once and kills it in the middle, about as often before as after an answer."""

    moments: random.Random
    span: float = 0.1  # seconds from which the moment is drawn; follows how fast the machine answers
    counts: Counter[str] = field(default_factory=Counter)

    def strike(self, server: Server, sent: list[Sent]) -> None:
        connections.close_all()  # nobody but the server holds the store
        threads = [threading.Thread(target=each.run, args=[server]) for each in sent]
        for thread in threads:
            thread.start()
        time.sleep(self.moments.uniform(0, self.span))
        server.kill()
        for thread in threads:
            thread.join()
        answered = sum(each.answer is not None for each in sent)
        self.span *= {0: 1.25, len(sent): 0.8}.get(answered, 1)
        self.counts.update({"kills": 1, "acknowledged": answered, "cut off": len(sent) - answered})

    def close(self) -> None:
        """The kills met requests in the middle and also let some through, else they proved nothing."""
        assert self.counts["kills"] == ROUNDS
        assert self.counts["cut off"] >= ROUNDS // 3, self.counts
        assert self.counts["acknowledged"] >= ROUNDS // 3, self.counts


@dataclass
class Trial(Generic[Thing]):
    """One kind of request: how to make something to act on, how to send it, what must hold afterwards."""

    make: Callable[[int], Thing]
    send: Callable[[Server, Thing], Answer]
    check: Callable[[Thing, Answer | None], None]

    def run(self, relay: Relay, seed: int) -> None:
        killer, before = Killer(random.Random(seed)), [self.make(0)]
        for number in range(ROUNDS):
            things = [self.make(1 + number * AT_ONCE + each) for each in range(AT_ONCE)]
            server = relay.take()
            for thing in before:  # whoever was cut off asks again; whoever was answered asks twice
                self.check(thing, self.send(server, thing))
            sent = [Sent(partial(self.send, thing=thing)) for thing in things]
            killer.strike(server, sent)
            for thing, each in zip(things, sent, strict=True):
                self.check(thing, each.answer)
            assert verify().holds
            before = things
        killer.close()


def lines(action: str, **facts: Any) -> int:
    return sum(
        all(row.facts.get(key) == value for key, value in facts.items())
        for row in Line.objects.filter(action=action)
    )


def make_assignment(world: World, person: User, name: str) -> Assignment:
    """A candidate whom one interviewer meets."""
    application = make_candidate(world.opening, f"{person.name} {name}", world.recruiter)
    return make_interview(application, "design", person, by=world.recruiter).assignments.get()


@dataclass
class Writer:
    """An interviewer who types without a pause: what was acknowledged last, and what was sent last."""

    caller: Caller
    assignment: Assignment
    revision: int = 0
    acknowledged: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)

    def write(self, server: Server) -> Answer:
        address = reverse("interviewing:save-draft", args=[self.assignment.pk])
        while True:
            body = whole()
            body["lines"] += [line(f"after-{self.revision}", "framing")]
            body["note"] = f"written upon revision {self.revision}"
            self.sent = body
            said = {"body": body, "revision": self.revision}
            answer = self.caller.post_json(server, address, said)
            assert answer.status == 200, answer.text
            self.acknowledged, self.revision = body, self.revision + 1

    def check(self) -> bool:
        """What stands is what was acknowledged last, or the one save that was under way, whole."""
        draft = Draft.objects.filter(assignment=self.assignment).first()
        if draft is None:
            assert self.revision == 0
            return False
        came_through = draft.revision == self.revision + 1
        assert came_through or draft.revision == self.revision
        assert draft.body == (self.sent if came_through else self.acknowledged)
        assert DraftState.objects.get(draft=draft, revision=draft.revision).body == draft.body
        self.revision, self.acknowledged = draft.revision, draft.body
        return came_through


def test_autosave_loses_no_acknowledged_word(world: World, relay: Relay) -> None:
    people = (world.ada, world.ben, world.cleo)
    writers = [Writer(Caller(person), make_assignment(world, person, "one")) for person in people]
    killer = Killer(random.Random(1))
    fates: Counter[bool] = Counter()
    for _ in range(ROUNDS):
        server = relay.take()
        assert writers[0].caller.get(server, "/").status == 200
        killer.span = 0.5  # time for several saves before the kill
        killer.strike(server, [Sent(writer.write) for writer in writers])
        fates.update(writer.check() for writer in writers)
        assert verify().holds
    assert killer.counts == {"kills": ROUNDS, "acknowledged": 0, "cut off": ROUNDS * AT_ONCE}
    assert sum(writer.revision for writer in writers) > 2 * ROUNDS
    assert fates[False] > 0


def test_a_submission_is_sealed_whole_or_not_at_all(world: World, relay: Relay) -> None:
    caller = Caller(world.ada)

    def make(number: int) -> Assignment:
        assignment = make_assignment(world, world.ada, f"{number}")
        save_draft(actor=world.ada, assignment=assignment, body=whole(), revision=0)
        return assignment

    def submit(server: Server, thing: Assignment) -> Answer:
        form = {"revision": 1, "recommendation": "yes"}
        return caller.post(server, reverse("interviewing:seal", args=[thing.pk]), form)

    Trial(make, submit, check_sealed).run(relay, seed=2)


def check_sealed(assignment: Assignment, answer: Answer | None) -> None:
    sealed = SealedScorecard.objects.filter(assignment=assignment).first()
    draft = Draft.objects.filter(assignment=assignment).first()
    written = lines("interviewing.seal", assignment=assignment.pk)
    if answer is not None:
        assert answer.status == 302, answer.text
        assert sealed is not None
    if sealed is None:
        assert (draft.revision, draft.body) == (1, whole())
        assert written == 0
    else:
        assert {row.criterion: row.level for row in sealed.ratings.all()} == whole()["ratings"]
        assert sealed.evidence.count() == 2
        assert draft is None
        assert written == 1


def test_a_version_is_published_whole_or_not_at_all(world: World, relay: Relay) -> None:
    caller, text = Caller(world.manager), SMALL.read_text(encoding="utf-8")

    def make(number: int) -> Scorecard:
        title = f"Card {number}"
        own = text.replace("title: Small scorecard", f"title: {title}")
        return create_scorecard(actor=world.manager, title=title, text=own)

    def publish(server: Server, thing: Scorecard) -> Answer:
        own = text.replace("title: Small scorecard", f"title: {thing.title}")
        form = {"note": "As agreed.", "seen": fingerprint(read(own))}
        return caller.post(server, reverse("studio:publish", args=[thing.pk]), form)

    Trial(make, publish, check_published).run(relay, seed=3)


def check_published(card: Scorecard, answer: Answer | None) -> None:
    version = Version.objects.filter(scorecard=card).first()
    has_draft = Scorecard.objects.filter(pk=card.pk, draft__isnull=False).exists()
    if answer is not None:
        assert answer.status == 302, answer.text
        assert answer.place == reverse("studio:version", args=[version.pk])
    assert has_draft is (version is None)
    assert lines("studio.publish", scorecard=card.pk) == (0 if version is None else 1)
    if version is not None:
        assert (version.number, version.note) == (1, "As agreed.")


def test_a_decision_is_signed_whole_or_not_at_all(world: World, relay: Relay) -> None:
    caller = Caller(world.manager)

    def decide(server: Server, thing: Debrief) -> Answer:
        fields = {"outcome": "no", "summary": "Below the bar.", "request_key": f"key-{thing.pk}"}
        fields |= {f"reason_{criterion}": f"Why: {criterion}." for criterion in CRITERIA}
        fields |= {f"dissent_{world.ada.pk}": "I would go on."}
        return caller.post(server, reverse("deciding:decide", args=[thing.pk]), fields)

    Trial(partial(make_decidable, world), decide, check_decided).run(relay, seed=4)


def make_decidable(world: World, number: int) -> Debrief:
    application = make_candidate(world.opening, f"Candidate {number}", world.recruiter)
    design = make_interview(application, "design", world.ada, world.ben, by=world.recruiter)
    ways = make_interview(application, "ways", world.cleo, by=world.recruiter)
    for assignment in design.assignments.all():
        seal(assignment, {"framing": 3, "deployment": 2})
    seal(ways.assignments.get(), {"collaboration": 3, "framing": 4})
    return Debrief.objects.create(
        application=application,
        title="Final debrief",
        stages=["design", "ways"],
        created_by=world.manager,
        opened_at=application.created_at,
        opened_by=world.manager,
    )


def check_decided(debrief: Debrief, answer: Answer | None) -> None:
    decision = Decision.objects.filter(debrief=debrief).first()
    application = Debrief.objects.get(pk=debrief.pk).application
    if answer is not None:
        assert answer.status == 302, answer.text
        assert decision is not None
    if decision is None:
        assert (application.status, application.changes.count()) == ("active", 0)
        assert lines("decision.signed", debrief=debrief.pk) == 0
    else:
        assert decision.reasons.count() == 3
        assert decision.deciders.exclude(dissent="").count() == 1
        assert decision.deciders.count() == 2
        assert (application.status, application.changes.count()) == ("declined", 1)
        assert lines("decision.signed", debrief=debrief.pk) == 1
