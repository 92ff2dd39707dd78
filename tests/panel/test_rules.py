"""Rules 1-5, 7 and 10 of the product, each with tests that try to break it by a page, by an export, by an action.

What an app's own tests break already is not repeated: deciding/test_wall.py and interviewing/test_leaks.py (rule 1),
interviewing/test_actions.py (2, 3, 5), hiring/test_actions.py and studio/test_actions.py (4), hiring/test_merging.py
(5), deciding/test_decisions.py (3, 4, 7), test_addresses.py (every page by every role). Here stand the ways around:
by another role, another record, another order of steps. Each is a pair: what could leak or change is there.
"""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from typer.testing import CliRunner

from evenbar.cli import app as command_line
from evenbar.panel.deciding import actions as deciding
from evenbar.panel.deciding import reading
from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.hiring import actions as hiring
from evenbar.panel.hiring.models import Application, Member
from evenbar.panel.hiring.visibility import documents_for
from evenbar.panel.interviewing import visibility as interviewing
from evenbar.panel.interviewing.models import Draft, Evidence, Rating, SealedScorecard
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role, User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import actions as scheduling
from evenbar.panel.scheduling.models import Assignment, GuestLink, Interview
from evenbar.panel.studio.models import Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.panel.acting import opened, page, rated, sign
from tests.panel.building import (
    World,
    make_candidate,
    make_debrief,
    make_interview,
    make_user,
    make_version,
    seal,
)
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save, whole

# Rule 1: independent first.


def test_the_ledger_tells_no_rating_that_was_given_after_the_discussion(world: World) -> None:
    """Ada's later 1 stands in the debrief; page, export and command show that she revised, whatever the level."""
    rated(world, world.ada, world.ben)
    debrief = opened(world, "design")
    rating = Rating.objects.get(sealed__assignment__interviewer=world.ada, criterion="framing")
    for level in (1, 5):
        deciding.revise(
            actor=world.ada, debrief=debrief, rating=rating, level=level, missing="", reason="A second look"
        )
    assert reading.read_debrief(world.manager, debrief).primary.columns[0].cells["framing"].later.level == 5
    facts = [each.facts for each in Line.objects.filter(action="debrief.revised")]
    assert [set(each) for each in facts] == [{"rating", "content"}] * 2
    assert "debrief.revised" in page(world.compliance, "ledger:lines")
    whole_export = b"".join(SignedIn(world.compliance).get(reverse("ledger:export"))).decode()
    printed = CliRunner().invoke(command_line, ["ledger", "export"]).output
    for text in (whole_export, printed):
        lines = [row for row in csv.DictReader(io.StringIO(text)) if row["action"] == "debrief.revised"]
        assert [set(json.loads(row["facts"])) for row in lines] == [{"rating", "content"}] * 2


def test_no_line_of_the_ledger_holds_a_level_evidence_or_recommendation(world: World) -> None:
    """Saving, sealing, amending: two scorecards that say the opposite leave lines of the same shape."""
    shapes = []
    for person, level, verdict in ((world.ada, 5, "strong-yes"), (world.ben, 1, "strong-no")):
        save(SignedIn(person), world.assignment(person), whole(framing=level), 0)
        address = reverse("interviewing:seal", args=[world.assignment(person).pk])
        SignedIn(person).post(address, {"revision": "1", "recommendation": verdict})
        sealed = SealedScorecard.objects.get(assignment__interviewer=person)
        SignedIn(person).post(
            reverse("interviewing:amend", args=[sealed.ratings.get(criterion="framing").pk]),
            {"rating": str(6 - level), "reason": "Misread my notes"},
        )
        mine = Line.objects.filter(actor=person.pk).order_by("number")
        shapes.append([(each.action, sorted(each.facts)) for each in mine])
        said = json.dumps([each.facts for each in mine])
        assert verdict not in said
        assert "evidence-" not in said
    assert [action for action, _ in shapes[0]] == ["interviewing.seal", "interviewing.amend"]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("outcome", ["no", "offer", "hold"])
def test_what_became_of_a_candidate_is_closed_to_whoever_still_owes(world: World, outcome: str) -> None:
    """A decision is signed: Cleo, and a recruiter who is to interview too, see boards and counts as before."""
    recruiter = make_user("Rita Recruiter", Role.RECRUITER)
    Member.objects.create(opening=world.opening, user=recruiter, role=Role.INTERVIEWER)
    make_interview(world.application, "ways", recruiter, by=world.recruiter)
    asked = [{}, *({"status": status} for status in ("all", *Application.Status.values))]

    def seen(user: User) -> list[str]:
        boards = [page(user, "scheduling:board", world.opening.pk, **each) for each in asked]
        others = [page(user, "hiring:openings"), page(user, "hiring:opening", world.opening.pk)]
        return [*boards, *others]

    rated(world, world.ada, world.ben)
    debrief = opened(world, "design")
    before = {user: seen(user) for user in (world.cleo, recruiter)}
    sign(world, debrief, outcome)
    status = Application.objects.get(pk=world.application.pk).status
    assert {user: seen(user) for user in (world.cleo, recruiter)} == before
    words = Application.Status(status).label
    assert "Priya" in page(world.recruiter, "scheduling:board", world.opening.pk, status=status)
    for person, told in ((world.recruiter, True), (recruiter, False)):
        text = page(person, "hiring:application", world.application.pk)
        assert ((f"became {words}" in text) and (f"· {words.lower()}" in text)) is told
        assert ("Decision:" in text) is told


def test_nobody_begins_to_rate_what_they_may_have_read(world: World) -> None:
    """Manager, recruiter and the panel of an opened debrief take no place on its stage; who has read nothing does."""
    Member.objects.filter(opening=world.opening, user=world.manager).update(stages=["design", "ways"])
    Member.objects.create(opening=world.opening, user=world.recruiter, role=Role.INTERVIEWER)
    rated(world, world.ada, world.ben)
    opened(world, "design", "ways")
    ways = make_interview(world.application, "ways", by=world.recruiter)
    for person in (world.manager, world.recruiter, world.ada):
        with pytest.raises(Refused, match="would not be independent"):
            scheduling.assign(actor=world.recruiter, interview=ways, user=person)
        with pytest.raises(Refused, match="would not be independent"):
            scheduling.schedule(
                actor=world.recruiter,
                application=world.application,
                stage="ways",
                starts_at=None,
                minutes=45,
                interviewers=[person],
            )
    scheduling.assign(actor=world.recruiter, interview=ways, user=world.cleo)
    Member.objects.create(opening=world.opening, user=world.outsider, role=Role.INTERVIEWER)
    scheduling.assign(actor=world.recruiter, interview=ways, user=world.outsider)


def test_an_interview_that_was_cancelled_to_read_is_not_restored_to_rate(world: World) -> None:
    """The manager cancels the own interview, reads the debrief, and cannot take the interview up again."""
    Member.objects.filter(opening=world.opening, user=world.manager).update(stages=["ways"])
    own = make_interview(world.application, "ways", world.manager, by=world.recruiter)
    rated(world, world.ada, world.ben, world.cleo)
    planned = make_debrief(world)
    with pytest.raises(Refused, match="You still owe"):
        deciding.open_debrief(actor=world.manager, debrief=planned)
    scheduling.cancel(actor=world.manager, interview=own, reason="No time")
    planned = deciding.open_debrief(actor=world.manager, debrief=planned)
    assert reading.read_debrief(world.manager, planned).primary.combined.ratings
    with pytest.raises(Refused, match="would not be independent"):
        scheduling.restore(actor=world.manager, interview=own, reason="Time after all")
    assert Interview.objects.get(pk=own.pk).status == Interview.Status.CANCELLED


def test_merging_does_not_carry_scorecards_through_a_debrief_that_was_opened_on_another(world: World) -> None:
    """A second record's opened debrief shows none of the first one's closed scorecards; once theirs opens, it may."""
    rated(world, world.ada)
    twin = make_candidate(world.opening, "Priya Candidate", world.recruiter)
    other = make_interview(twin, "design", world.outsider, by=world.recruiter)
    seal(other.assignments.get(), {"framing": 3, "deployment": 3})
    bait = Debrief.objects.create(
        application=twin, title="Bait", stages=["design"], created_by=world.manager, opened_at=timezone.now()
    )
    for keep, gone in ((twin, world.application), (world.application, twin)):
        with pytest.raises(Refused, match="still closed"):
            hiring.merge_candidates(actor=world.manager, keep=keep.candidate, duplicate=gone.candidate)
    assert reading.read_debrief(world.manager, bait).primary.combined.interviewers == 1
    opened(world, "design")
    hiring.merge_candidates(actor=world.manager, keep=twin.candidate, duplicate=world.application.candidate)
    bait.refresh_from_db()
    assert reading.read_debrief(world.manager, bait).primary.combined.interviewers == 2


def test_a_guest_s_link_to_one_interview_does_not_reopen_another(world: World) -> None:
    """Two links, one withdrawn or over: the session of the other sees one interview, brief and papers, not both."""
    second = make_interview(
        make_candidate(world.opening, "Second Candidate", world.recruiter), "ways", by=world.recruiter
    )
    seats = [
        scheduling.make_guest_link(
            actor=world.manager, interview=interview, email="vera@example.net", name="Vera Guest"
        )[0]
        for interview in (world.ways, second)
    ]
    guest, names = seats[0].interviewer, ("scheduling:interview", "scheduling:calendar")
    hiring.add_document(
        actor=world.admin,
        candidate=world.application.candidate,
        kind="portfolio",
        title="Talk",
        content=b"%PDF-1.7",
    )
    addresses = [reverse(name, args=[world.ways.pk]) for name in names]
    addresses.append(reverse("interviewing:kit", args=[seats[0].pk]))
    assert [SignedIn(guest).get(address).status_code for address in addresses] == [200] * 3
    assert documents_for(guest).count() == 1
    for change in (
        {"withdrawn_at": timezone.now()},
        {"withdrawn_at": None, "expires_at": timezone.now() - timedelta(minutes=1)},
    ):
        GuestLink.objects.filter(assignment=seats[0]).update(**change)
        client = SignedIn(guest)
        assert [client.get(address).status_code for address in addresses] == [404] * 3
        assert not documents_for(guest).exists()
        assert client.get(reverse("scheduling:interview", args=[second.pk])).status_code == 200


def test_a_conflict_of_interest_closes_every_action_of_the_hiring_manager(world: World) -> None:
    """Who has declared one neither plans, opens nor signs, by whatever way the action is reached."""
    rated(world, world.ada, world.ben, world.cleo)
    debrief = make_debrief(world)
    seat = Assignment.objects.create(interview=world.ways, interviewer=world.manager)
    scheduling.declare_conflict(actor=world.manager, assignment=seat, reason="A friend")
    with pytest.raises(Refused, match="conflict of interest"):
        deciding.plan_debrief(actor=world.manager, application=world.application, title="", stages=["design"])
    with pytest.raises(Refused, match="conflict of interest"):
        deciding.open_debrief(actor=world.manager, debrief=debrief)
    debrief = deciding.open_debrief(actor=world.recruiter, debrief=debrief)
    with pytest.raises(Refused, match="conflict of interest"):
        sign(world, debrief, "offer")
    assert not Decision.objects.exists()


def test_a_trainee_with_a_conflict_compares_no_more(world: World) -> None:
    """The comparison that was open closes with a conflict declared in another interview of the candidate."""
    rated(world, world.ada, world.ben, world.trainee)
    opened(world, "design")
    seat = world.assignment(world.trainee)
    assert interviewing.comparison_for(world.trainee, seat).count() == 2
    other = make_interview(world.application, "ways", world.trainee, by=world.recruiter)
    own = other.assignments.get()
    scheduling.declare_conflict(actor=world.trainee, assignment=own, reason="A friend")
    assert not interviewing.comparison_for(world.trainee, seat).exists()


def test_a_stage_that_nobody_holds_is_missing_too(world: World) -> None:
    """A recruiter cannot open a debrief over stages whose interviews come later; the hiring manager says why."""
    rated(world, world.ada, world.ben)
    Interview.objects.filter(pk=world.ways.pk).update(status=Interview.Status.CANCELLED)
    debrief = make_debrief(world)
    with pytest.raises(Refused, match="Only the hiring manager"):
        deciding.open_debrief(actor=world.recruiter, debrief=debrief)
    with pytest.raises(Refused, match="Say why"):
        deciding.open_debrief(actor=world.manager, debrief=debrief)
    debrief = deciding.open_debrief(actor=world.manager, debrief=debrief, reason="The role closes on Friday")
    assert debrief.reason_opened_early == "The role closes on Friday"
    other = deciding.open_debrief(actor=world.recruiter, debrief=make_debrief(world, "design"))
    assert other.opened_at is not None


# Rule 2: evidence before number.


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_no_level_is_submitted_on_blank_evidence(world: World, text: str) -> None:
    """A forged form with a level and a blank line seals nothing; the same with words does."""
    seat = world.assignment(world.ada)
    address = reverse("interviewing:seal", args=[seat.pk])
    for words, sealed in ((text, False), ("Named the decision first", True)):
        body = {
            "lines": [line("a", "framing", text=words), line("b", "deployment", text=words)],
            "ratings": {"framing": 4, "deployment": 2},
            "note": "",
        }
        draft = Draft.objects.filter(assignment=seat).first()
        form = {
            "body": json.dumps(body),
            "revision": str(draft.revision if draft else 0),
            "recommendation": "yes",
        }
        SignedIn(world.ada).post(address, form)
        assert SealedScorecard.objects.filter(assignment=seat).exists() is sealed
    assert set(Evidence.objects.values_list("text", flat=True)) == {"Named the decision first"}


# Rule 3: a missing rating is never a number.


@pytest.mark.parametrize("value", [0, 6, -1, 2.5, True, "4", "", "0", [4], {"level": 4}])
def test_nothing_but_a_level_or_a_kind_of_missing_is_kept(world: World, value: object) -> None:
    """What a forged save calls a rating is refused whole, and the draft stays as it was."""
    client, seat = SignedIn(world.ada), world.assignment(world.ada)
    assert save(client, seat, whole(framing="not-reached"), 0).status_code == 200
    assert save(client, seat, whole() | {"ratings": {"framing": value}}, 1).status_code == 422
    assert Draft.objects.get(assignment=seat).body["ratings"] == {"framing": "not-reached", "deployment": 2}


def test_the_store_itself_holds_no_rating_that_is_both_or_neither(world: World) -> None:
    """Past every form and action, the database refuses a level beside a kind of missing, and neither."""
    sealed = seal(world.assignment(world.ada), {})
    for level, missing in ((4, "not-reached"), (None, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(sealed=sealed, criterion="framing", level=level, missing=missing)


# Rule 4: fixed before the first candidate.


def test_weights_and_bar_do_not_move_under_a_candidate_by_the_page(world: World) -> None:
    """The opening goes to a lower bar: Priya's debrief keeps the old one, and shows the new one beside it."""
    rated(world, world.ada, world.ben)
    eased = world.version.text.replace("bar: 3.4", "bar: 2.0").replace("weight: 3", "weight: 1")
    lower = make_version(world.admin, text=eased)
    address = reverse("hiring:change-version", args=[world.opening.pk])
    SignedIn(world.manager).post(address, {"version": lower.pk, "reason": "Nobody passes"})
    world.opening.refresh_from_db()
    assert world.opening.version == lower
    seen = reading.read_debrief(world.manager, opened(world, "design"))
    assert (seen.version, seen.primary.bar_text) == (world.version, "3.4")
    assert seen.current is not None
    assert seen.current.bar_text == "2"
    assert "hiring.version-changed" in page(world.compliance, "ledger:lines")
    with pytest.raises(ValueError, match="never changes"):
        lower.save()


# Rule 5: nothing submitted is lost or overwritten.


def test_no_request_changes_what_was_submitted(world: World) -> None:
    """Save, seal, restore, review, decline and cancel after sealing: the rows stay as they were."""
    client, seat = SignedIn(world.ada), world.assignment(world.ada)
    save(client, seat, whole(), 0)
    form = {"revision": "1", "recommendation": "yes"}
    client.post(reverse("interviewing:seal", args=[seat.pk]), form)
    before = [list(model.objects.order_by("pk").values()) for model in (SealedScorecard, Rating, Evidence)]
    assert [len(rows) for rows in before] == [1, 2, 2]
    assert save(client, seat, whole(framing=1), 1).status_code == 409
    other = form | {"recommendation": "strong-no", "body": json.dumps(whole(framing=1))}
    for name in ("seal", "review", "kit"):
        client.post(reverse(f"interviewing:{name}", args=[seat.pk]), other)
    client.post(reverse("interviewing:restore", args=[seat.pk, 1]))
    for name in ("decline", "conflict"):
        client.post(reverse(f"scheduling:{name}", args=[seat.pk]), {"reason": "Not mine"})
    manager = SignedIn(world.manager)
    for address in (
        reverse("scheduling:remove-assignment", args=[seat.pk]),
        reverse("scheduling:cancel", args=[world.design.pk]),
    ):
        manager.post(address, {"reason": "Off"})
    assert [
        list(model.objects.order_by("pk").values()) for model in (SealedScorecard, Rating, Evidence)
    ] == before
    seat.refresh_from_db()
    assert (seat.status, seat.interview.status) == ("assigned", "planned")


def test_forms_take_no_field_that_they_do_not_show(world: World) -> None:
    """Fields slipped into a form, such as an opening time, a status or another author, are not taken."""
    client = SignedIn(world.manager)
    moment = "2026-01-01T00:00:00Z"
    client.post(
        reverse("deciding:new-debrief", args=[world.application.pk]),
        {"title": "Talk", "stages": ["design"], "opened_at": moment, "opened_by": world.manager.pk},
    )
    assert list(Debrief.objects.values_list("title", "opened_at")) == [("Talk", None)]
    client.post(
        reverse("hiring:edit-candidate", args=[world.application.pk]),
        {"name": "Priya C.", "status": "hired", "merged_into": "1", "handle": "AAAA", "stage": "ways"},
    )
    world.application.refresh_from_db()
    candidate = world.application.candidate
    assert (candidate.name, candidate.merged_into_id) == ("Priya C.", None)
    assert (world.application.status, world.application.stage, candidate.handle == "AAAA") == (
        "active",
        "design",
        False,
    )


# Rule 7: people decide.


def test_no_rating_however_low_rejects_anybody(world: World) -> None:
    """Every level 1, a minimum missed, far below the bar, the opening closed: active until a person signs."""
    for person in (world.ada, world.ben):
        seal(world.assignment(person), {"framing": 1, "deployment": 1})
    debrief = opened(world, "design")
    assert reading.read_debrief(world.manager, debrief).primary.missed
    hiring.close_opening(actor=world.manager, opening=world.opening, reason="Filled")
    world.application.refresh_from_db()
    assert (world.application.status, Decision.objects.count()) == ("active", 0)
    for person in (world.recruiter, world.admin, world.ada):
        with pytest.raises(Refused, match="Only the opening's hiring manager"):
            sign(world, debrief, "no", actor=person)
    decision = deciding.sign(
        actor=world.manager,
        debrief=debrief,
        outcome="no",
        summary="Below the minimum with both.",
        reasons={"framing": "Began at the algorithm.", "deployment": "Ends at a file.", "collaboration": "–"},
        deciders=[],
        dissent={},
        request_key="no",
    )
    world.application.refresh_from_db()
    assert (world.application.status, decision.signed_by) == ("declined", world.manager)


def test_a_key_that_signed_elsewhere_signs_nothing_and_shows_nothing(world: World) -> None:
    """Another manager repeats the first one's request: refused, one decision; the first one's own repeat returns it."""
    rated(world, world.ada, world.ben)
    debrief = opened(world, "design")
    first = sign(world, debrief, "advance")
    second = make_user("Mona Manager", Role.HIRING_MANAGER)
    Member.objects.create(opening=world.opening, user=second, role=Role.HIRING_MANAGER)
    with pytest.raises(Refused, match="has signed another decision"):
        sign(world, debrief, "advance", actor=second)
    assert sign(world, debrief, "advance") == first
    assert Decision.objects.count() == 1


# Rule 10: one source of truth.


def test_page_downloads_and_library_say_one_thing(world: World) -> None:
    """The text and the JSON that a page hands out read back to the fingerprint that the version carries."""
    client = SignedIn(world.manager)
    version = Version.objects.get(pk=world.version.pk)
    texts = [
        client.get(reverse(f"studio:version-{form}", args=[version.pk])).content.decode()
        for form in ("yaml", "json")
    ]
    assert [fingerprint(read(text)) for text in texts] == [version.fingerprint] * 2
    assert version.fingerprint[:12] in page(world.manager, "studio:version", version.pk)
