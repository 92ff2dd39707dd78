"""Planning, changing and holding interviews: every write, who may do it, and that nothing is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from evenbar.panel.hiring.models import Application, Member
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role, User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling import actions, visibility
from evenbar.panel.scheduling.models import Assignment, GuestLink, Interview, InterviewChange
from tests.panel.building import World, make_candidate, seal

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def plan(world: World, *people: User, actor: User | None = None, **fields: Any) -> Interview:
    values: dict[str, Any] = {
        "application": world.application,
        "stage": "design",
        "starts_at": NOON,
        "minutes": 60,
        "time_zone": "Europe/Berlin",
        "place": "Room 4",
        "interviewers": people or (world.ada,),
    }
    return actions.schedule(actor=actor or world.recruiter, **(values | fields))


def lines() -> list[str]:
    return list(Line.objects.order_by("number").values_list("action", flat=True))


def test_an_interview_is_planned_with_its_people_and_one_line_in_the_ledger(world: World) -> None:
    """Two interviewers and a trainee rate apart: three assignments in one interview."""
    interview = plan(world, world.ada, world.ben, trainees=[world.trainee])
    rows = [(row.interviewer, row.is_trainee) for row in interview.assignments.all()]
    assert rows == [(world.ada, False), (world.ben, False), (world.trainee, True)]
    assert interview.version == world.version
    assert lines() == ["scheduling.scheduled"]


@pytest.mark.parametrize("who", ["ada", "trainee", "outsider", "analyst", "compliance"])
def test_only_managers_of_the_opening_schedule(world: World, who: str) -> None:
    """Everyone else is refused, and no interview appears."""
    before = Interview.objects.count()
    with pytest.raises(PermissionDenied):
        plan(world, actor=world.everyone[who])
    assert Interview.objects.count() == before


def test_only_members_who_may_interview_the_stage_are_assigned(world: World) -> None:
    """An outsider, a member of another stage and a trainee as interviewer are each refused by name."""
    Member.objects.filter(user=world.ben).update(stages=["ways"])
    for person in (world.outsider, world.ben, world.trainee):
        with pytest.raises(Refused, match=person.name):
            plan(world, person)
    with pytest.raises(Refused, match="no trainee"):
        plan(world, trainees=[world.cleo])
    with pytest.raises(Refused, match="chosen twice"):
        plan(world, world.ada, world.ada)
    with pytest.raises(Refused, match="at least one"):
        actions.schedule(
            actor=world.manager, application=world.application, stage="design", starts_at=None, minutes=60
        )


def test_who_has_left_the_process_is_not_scheduled(world: World) -> None:
    """Declined, withdrawn and hired candidates, and candidates of a closed opening, get no interview."""
    for status in ("declined", "withdrawn", "hired"):
        world.application.status = status
        with pytest.raises(Refused, match="not in the process"):
            plan(world)
    world.application.status = Application.Status.ACTIVE
    world.opening.status = "closed"
    world.application.opening = world.opening
    with pytest.raises(Refused, match="closed"):
        plan(world)


def test_rescheduling_keeps_what_stood_before(world: World) -> None:
    """Time, length and place before and after stand in the history, and the calendar's sequence goes up."""
    interview = plan(world)
    moved = actions.reschedule(
        actor=world.manager,
        interview=interview,
        starts_at=NOON + timedelta(days=1),
        minutes=45,
        reason="Priya is ill",
    )
    change = InterviewChange.objects.get(interview=interview, kind="rescheduled")
    assert (moved.sequence, moved.minutes, moved.place) == (1, 45, "Room 4")
    assert change.before["starts_at"] == NOON.isoformat()
    assert change.after["starts_at"] == (NOON + timedelta(days=1)).isoformat()
    assert (change.before["minutes"], change.after["minutes"], change.reason) == (60, 45, "Priya is ill")
    with pytest.raises(Refused, match="what they were"):
        actions.reschedule(actor=world.manager, interview=moved, starts_at=moved.starts_at, reason="again")
    assert lines() == ["scheduling.scheduled", "scheduling.rescheduled"]


def test_cancelling_deletes_nothing_and_restoring_brings_all_back(world: World) -> None:
    """Assignments stay through cancelling; owed while planned, not owed while cancelled."""
    interview = plan(world, world.ada, world.ben)
    ids = set(interview.assignments.values_list("pk", flat=True))
    owed = visibility.owed().filter(interview=interview)
    assert owed.count() == 2
    actions.cancel(actor=world.manager, interview=interview, reason="Room lost")
    assert owed.count() == 0
    assert set(interview.assignments.values_list("pk", flat=True)) == ids
    with pytest.raises(Refused, match="is cancelled"):
        actions.cancel(actor=world.manager, interview=interview, reason="Twice")
    actions.restore(actor=world.manager, interview=interview, reason="Room found")
    assert owed.count() == 2
    assert [(each.kind, each.reason) for each in interview.changes.all()] == [
        ("restored", "Room found"),
        ("cancelled", "Room lost"),
    ]


def test_an_interview_with_a_sealed_scorecard_is_neither_moved_nor_cancelled(world: World) -> None:
    """It took place; its time and its people stay."""
    row = world.assignment(world.ada)
    seal(row, {"framing": 4, "deployment": 3})
    with pytest.raises(Refused, match="took place"):
        actions.cancel(actor=world.manager, interview=world.design, reason="No")
    with pytest.raises(Refused, match="took place"):
        actions.reschedule(actor=world.manager, interview=world.design, starts_at=NOON, reason="No")
    with pytest.raises(Refused, match="it stays"):
        actions.remove_assignment(actor=world.manager, assignment=row, reason="No")
    with pytest.raises(Refused, match="it stays"):
        actions.decline(actor=world.ada, assignment=row, reason="No")
    with pytest.raises(Refused, match="it stays"):
        actions.substitute(actor=world.manager, assignment=row, interviewer=world.cleo, reason="No")
    row.refresh_from_db()
    assert row.status == "assigned"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_changes_need_a_reason(world: World, reason: str) -> None:
    """An empty or overlong reason changes nothing."""
    row = world.assignment(world.ada)
    for act in (
        lambda: actions.cancel(actor=world.manager, interview=world.design, reason=reason),
        lambda: actions.decline(actor=world.ada, assignment=row, reason=reason),
        lambda: actions.declare_conflict(actor=world.ada, assignment=row, reason=reason),
        lambda: actions.remove_assignment(actor=world.manager, assignment=row, reason=reason),
    ):
        with pytest.raises(Refused, match="reason"):
            act()
    assert not Line.objects.exists()


def test_only_the_interviewer_declines_or_declares_a_conflict(world: World) -> None:
    """A manager substitutes instead; nobody declares for another."""
    row = world.assignment(world.ada)
    for actor in (world.manager, world.admin, world.ben):
        with pytest.raises(PermissionDenied):
            actions.decline(actor=actor, assignment=row, reason="x")
        with pytest.raises(PermissionDenied):
            actions.declare_conflict(actor=actor, assignment=row, reason="x")


def test_a_conflict_takes_every_interview_of_the_candidate_and_lasts(world: World) -> None:
    """Two interviews of one candidate end together; the account is not assigned again; another candidate stays."""
    other = make_candidate(world.opening, "Quiet Candidate", world.recruiter)
    second = plan(world, world.ada)
    elsewhere = plan(world, world.ada, application=other)
    actions.declare_conflict(
        actor=world.ada, assignment=world.design.assignments.get(interviewer=world.ada), reason="Cousin"
    )
    assert list(visibility.own_assignments(world.ada)) == [elsewhere.assignments.get()]
    assert list(visibility.interviews_for(world.ada)) == [elsewhere]
    with pytest.raises(Refused, match="conflict of interest"):
        actions.assign(actor=world.manager, interview=second, user=world.ada)
    assert lines().count("scheduling.conflict") == 2


def test_a_substitute_takes_the_place_and_the_first_row_stays(world: World) -> None:
    """Both rows remain, linked; what was declined stays written as declined."""
    Member.objects.filter(user=world.manager).update(stages=["design"])
    row = world.assignment(world.ada)
    actions.decline(actor=world.ada, assignment=row, reason="On leave")
    row.refresh_from_db()
    new = actions.substitute(
        actor=world.manager, assignment=row, interviewer=world.cleo, reason="Ada is on leave"
    )
    row.refresh_from_db()
    assert (row.status, new.status, new.replaces) == ("declined", "assigned", row)
    with pytest.raises(Refused, match="already stands in"):
        actions.substitute(actor=world.manager, assignment=row, interviewer=world.manager, reason="again")

    ben = world.assignment(world.ben)
    actions.substitute(actor=world.manager, assignment=ben, interviewer=world.manager, reason="Ben travels")
    ben.refresh_from_db()
    assert (ben.status, ben.reason) == ("replaced", "Ben travels")
    kinds = [change.kind for change in world.design.changes.all()]
    assert kinds == ["replaced", "replaced", "declined"]


def test_who_declined_can_be_taken_in_again_and_the_history_says_so(world: World) -> None:
    """The row turns back to assigned; the declining and its reason stay in the changes."""
    row = world.assignment(world.ada)
    actions.decline(actor=world.ada, assignment=row, reason="On leave")
    again = actions.assign(actor=world.manager, interview=world.design, user=world.ada)
    assert (again.pk, again.status) == (row.pk, "assigned")
    assert [(each.kind, each.reason) for each in world.design.changes.all()] == [
        ("assigned", ""),
        ("declined", "On leave"),
    ]
    with pytest.raises(Refused, match="holds this interview already"):
        actions.assign(actor=world.manager, interview=world.design, user=world.ada)


def test_a_guest_link_opens_one_interview_until_it_ends(world: World) -> None:
    """The guest sees that interview alone; a newer link, withdrawal and expiry each end the link with a sentence."""
    row, url = actions.make_guest_link(
        actor=world.manager, interview=world.design, email="vera@example.net", name="Vera Guest", days=3
    )
    token = url.rstrip("/").rsplit("/", 1)[1]
    guest = actions.open_guest_link(token=token).assignment.interviewer
    assert guest.is_guest
    assert guest == row.interviewer
    assert list(visibility.interviews_for(guest)) == [world.design]
    assert list(visibility.own_assignments(guest)) == [row]

    _, newer = actions.make_guest_link(
        actor=world.manager, interview=world.design, email="vera@example.net", name="Vera Guest"
    )
    newest = newer.rstrip("/").rsplit("/", 1)[1]
    with pytest.raises(Refused, match="newer link"):
        actions.open_guest_link(token=token)
    with pytest.raises(Refused, match="incomplete or was changed"):
        actions.open_guest_link(token=newest[:-1] + ("A" if newest[-1] != "A" else "B"))
    assert actions.open_guest_link(token=newest)

    GuestLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="expired"):
        actions.open_guest_link(token=newest)
    GuestLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    rounds = User.objects.get(pk=guest.pk).session_round
    actions.withdraw_guest_link(actor=world.manager, link=GuestLink.objects.get())
    assert User.objects.get(pk=guest.pk).session_round == rounds + 1
    with pytest.raises(Refused, match="withdrawn"):
        actions.open_guest_link(token=newest)


def test_a_guest_link_is_over_once_the_scorecard_is_in_or_the_interview_is_off(world: World) -> None:
    """Sealed: nothing left to do. Cancelled: said so."""
    row, url = actions.make_guest_link(
        actor=world.manager, interview=world.ways, email="vera@example.net", name="Vera Guest"
    )
    token = url.rstrip("/").rsplit("/", 1)[1]
    actions.cancel(actor=world.manager, interview=world.ways, reason="Moved")
    with pytest.raises(Refused, match="has been cancelled"):
        actions.open_guest_link(token=token)
    actions.restore(actor=world.manager, interview=world.ways, reason="Back")
    seal(row, {"collaboration": 4, "framing": 3})
    with pytest.raises(Refused, match="nothing left to do"):
        actions.open_guest_link(token=token)


def test_a_member_with_an_account_gets_no_guest_link(world: World) -> None:
    """Whoever has an account interviews with it, under its own role."""
    with pytest.raises(Refused, match="has an account here"):
        actions.make_guest_link(
            actor=world.manager, interview=world.design, email=world.ada.email, name="Ada"
        )
    with pytest.raises(PermissionDenied):
        actions.make_guest_link(actor=world.ada, interview=world.design, email="v@example.net", name="V")
    assert not GuestLink.objects.exists()


def test_a_candidate_rated_under_one_version_is_interviewed_under_it(world: World) -> None:
    """The opening moves on; a new interview of a rated candidate stays on the version of the ratings."""
    from evenbar.panel.hiring.actions import change_version
    from tests.panel.building import SMALL, make_version

    other = make_candidate(world.opening, "Quiet Candidate", world.recruiter)
    waiting = plan(world, world.ada, application=other)
    seal(world.assignment(world.ben), {"framing": 4, "deployment": 3})
    newer = make_version(
        world.admin, text=SMALL.read_text(encoding="utf-8").replace("weight: 3", "weight: 2")
    )
    change_version(
        actor=world.manager, opening=world.opening, version=newer, reason="Framing weighed too much"
    )
    waiting.refresh_from_db()
    world.design.refresh_from_db()
    assert waiting.version == newer
    assert world.design.version == world.version
    rated = Application.objects.select_related("opening__version").get(pk=world.application.pk)
    fresh = Application.objects.select_related("opening__version").get(pk=other.pk)
    assert plan(world, world.cleo, application=rated, stage="ways").version == world.version
    assert plan(world, world.cleo, application=fresh, stage="ways").version == newer
    assert [each.kind for each in waiting.changes.all()] == ["version"]


def test_a_guest_or_trainee_with_a_role_of_no_account_is_never_assigned(world: World) -> None:
    """A closed account holds no interview."""
    User.objects.filter(pk=world.ada.pk).update(is_active=False)
    with pytest.raises(Refused, match="Ada"):
        plan(world, world.ada)
    assert Role.TRAINEE in visibility.may_interview(world.opening, "design")[world.trainee.pk]
    assert Assignment.objects.filter(interviewer=world.ada).count() == 1
