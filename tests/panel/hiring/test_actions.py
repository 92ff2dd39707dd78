"""Openings, panels, candidates: every write, who may do it, and that history is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from evenbar.panel.hiring import actions, visibility
from evenbar.panel.hiring.importing import Row
from evenbar.panel.hiring.models import (
    Application,
    Candidate,
    CandidateChange,
    CandidateImport,
    Document,
    Member,
    Opening,
    VersionChange,
)
from evenbar.panel.interviewing.models import Draft
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role, User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from tests.panel.building import SMALL, World, make_candidate, make_interview, make_user, make_version, seal

PDF = b"%PDF-1.7\nsmall\n%%EOF"


def lines() -> list[str]:
    return list(Line.objects.order_by("number").values_list("action", flat=True))


def test_a_hiring_manager_who_opens_a_role_is_on_its_panel(world: World) -> None:
    """A recruiter sees every opening and needs no row; a hiring manager gets one."""
    opening = actions.open_opening(
        actor=world.manager, title="  ML   engineer ", team="Search", version=world.version
    )
    assert (opening.title, opening.team, opening.status) == ("ML engineer", "Search", "open")
    assert visibility.may_manage(User.objects.get(pk=world.manager.pk), opening)
    other = actions.open_opening(actor=world.recruiter, title="Data engineer", version=world.version)
    assert not other.members.exists()
    assert lines() == ["hiring.opening-opened"] * 2


@pytest.mark.parametrize("who", ["ada", "trainee", "outsider", "analyst", "compliance"])
def test_whoever_opens_no_roles_is_refused_everywhere(world: World, who: str) -> None:
    """Each write of hiring meets the same wall, and none of them leaves a row or a line."""
    actor = world.everyone[who]
    newer = make_version(world.admin, title="Newer")
    other = make_candidate(world.opening, "Quiet Candidate", world.recruiter)
    candidate = world.application.candidate
    writes: list[Callable[[], Any]] = [
        lambda: actions.open_opening(actor=actor, title="x", version=world.version),
        lambda: actions.open_fitted_opening(actor=actor, level="senior", focus="balanced", interviewers=3),
        lambda: actions.clone_opening(actor=actor, opening=world.opening, title="x"),
        lambda: actions.close_opening(actor=actor, opening=world.opening, reason="x"),
        lambda: actions.change_version(actor=actor, opening=world.opening, version=newer, reason="x"),
        lambda: actions.add_member(
            actor=actor, opening=world.opening, user=world.outsider, role=Role.INTERVIEWER
        ),
        lambda: actions.remove_member(actor=actor, opening=world.opening, user=world.cleo),
        lambda: actions.invite_member(
            actor=actor, opening=world.opening, email="n@example.org", name="N", role=Role.INTERVIEWER
        ),
        lambda: actions.add_candidate(actor=actor, opening=world.opening, name="N"),
        lambda: actions.import_candidates(actor=actor, opening=world.opening, rows=[Row(2, "N")]),
        lambda: actions.edit_candidate(actor=actor, candidate=candidate, name="N", email="", brief=""),
        lambda: actions.move(actor=actor, application=world.application, stage="ways"),
        lambda: actions.set_status(actor=actor, application=world.application, status="on-hold", reason="x"),
        lambda: actions.add_document(actor=actor, candidate=candidate, kind="resume", title="x", content=PDF),
        lambda: actions.merge_candidates(actor=actor, keep=candidate, duplicate=other.candidate),
    ]
    for write in writes:
        with pytest.raises(PermissionDenied):
            write()
    assert not Line.objects.exists()


def test_three_answers_give_an_opening_on_a_published_scorecard(world: World) -> None:
    """Level, focus and number of interviewers are enough."""
    opening = actions.open_fitted_opening(
        actor=world.manager, level="senior", focus="production", interviewers=3, title="ML engineer, Search"
    )
    assert opening.title == "ML engineer, Search"
    assert opening.version.number == 1
    assert len(opening.version.fingerprint) == 64
    assert opening.members.get().user == world.manager


def test_closing_rejects_nobody_and_is_kept_with_its_reason(world: World) -> None:
    """The candidate stays active; the opening takes no new ones until it is opened again."""
    actions.close_opening(actor=world.manager, opening=world.opening, reason="Budget")
    world.application.refresh_from_db()
    closed = Opening.objects.get(pk=world.opening.pk)
    assert world.application.status == "active"
    with pytest.raises(Refused, match="is closed"):
        actions.add_candidate(actor=world.manager, opening=closed, name="New Person")
    with pytest.raises(Refused, match="already"):
        actions.close_opening(actor=world.manager, opening=closed, reason="Budget")
    actions.reopen_opening(actor=world.manager, opening=closed, reason="Budget is back")
    assert [(each.kind, each.reason) for each in closed.changes.all()] == [
        ("reopened", "Budget is back"),
        ("closed", "Budget"),
    ]


def test_a_clone_has_panel_version_and_stages_and_no_candidates(world: World) -> None:
    """Who may interview which stage is the same; nobody's application comes along."""
    Member.objects.filter(user=world.ada).update(stages=["design"])
    clone = actions.clone_opening(actor=world.manager, opening=world.opening, title="ML engineer, Search")
    held = {(row.user_id, row.role, tuple(row.stages)) for row in clone.members.all()}
    assert held == {(row.user_id, row.role, tuple(row.stages)) for row in world.opening.members.all()}
    assert (clone.version, clone.cloned_from) == (world.version, world.opening)
    assert not clone.applications.exists()
    assert world.opening.applications.count() == 1


def test_compliance_guests_and_analysts_never_sit_on_a_panel(world: World) -> None:
    """Whoever watches over panels, or works without names, is refused by name."""
    guest = make_user("Vera Guest", is_guest=True)
    for person in (world.compliance, world.analyst, guest):
        with pytest.raises(Refused, match=person.name):
            actions.add_member(actor=world.manager, opening=world.opening, user=person, role=Role.INTERVIEWER)
    with pytest.raises(Refused, match="not a role on a panel"):
        actions.add_member(actor=world.admin, opening=world.opening, user=world.ada, role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="no stage lunch"):
        actions.add_member(
            actor=world.admin, opening=world.opening, user=world.ada, role=Role.INTERVIEWER, stages=["lunch"]
        )


def test_adding_a_member_again_changes_the_stages(world: World) -> None:
    """One row a role, whatever is asked twice."""
    for stages in (["ways"], ["design", "ways"]):
        actions.add_member(
            actor=world.manager, opening=world.opening, user=world.ada, role=Role.INTERVIEWER, stages=stages
        )
    assert world.opening.members.get(user=world.ada).stages == ["design", "ways"]


def test_a_member_who_still_holds_interviews_or_is_the_only_manager_stays(world: World) -> None:
    """Once the scorecard is in, the member can go and the scorecard stays."""
    with pytest.raises(Refused, match="still holds an interview"):
        actions.remove_member(actor=world.manager, opening=world.opening, user=world.ada)
    with pytest.raises(Refused, match="only hiring manager"):
        actions.remove_member(actor=world.admin, opening=world.opening, user=world.manager)
    sealed = seal(world.assignment(world.ada), {"framing": 4, "deployment": 2})
    actions.remove_member(actor=world.manager, opening=world.opening, user=world.ada)
    assert not world.opening.members.filter(user=world.ada).exists()
    assert sealed.ratings.count() == 2


def test_weights_do_not_move_under_a_candidate_who_is_rated(world: World) -> None:
    """Sealed or only noted, the interviews of that candidate stay; those of an untouched one move along."""
    noted = make_candidate(world.opening, "Noted Candidate", world.recruiter)
    fresh = make_candidate(world.opening, "Fresh Candidate", world.recruiter)
    by_notes = make_interview(noted, "design", world.ada, by=world.manager)
    later = make_interview(noted, "ways", world.ben, by=world.manager)
    untouched = make_interview(fresh, "design", world.ben, by=world.manager)
    seal(world.assignment(world.cleo), {"collaboration": 3, "framing": 3})
    Draft.objects.create(assignment=by_notes.assignments.get(), body={})
    newer = make_version(world.admin, text=SMALL.read_text(encoding="utf-8").replace("bar: 3.4", "bar: 3.0"))
    actions.change_version(
        actor=world.manager, opening=world.opening, version=newer, reason="The bar was too high"
    )
    for interview in (by_notes, later, untouched, world.design, world.ways):
        interview.refresh_from_db()
    assert untouched.version == newer
    assert {by_notes.version, later.version, world.design.version, world.ways.version} == {world.version}
    change = VersionChange.objects.get()
    assert (change.before, change.after, change.by) == (world.version, newer, world.manager)
    line = Line.objects.get(action="hiring.version-changed")
    assert line.facts["interviews"] == [untouched.pk]


def test_a_version_changes_only_with_a_reason_and_to_another_one(world: World) -> None:
    """No reason, the same version, a withdrawn version: each refused."""
    newer = make_version(world.admin, title="Newer")
    with pytest.raises(Refused, match="reason"):
        actions.change_version(actor=world.manager, opening=world.opening, version=newer, reason=" ")
    with pytest.raises(Refused, match="already"):
        actions.change_version(actor=world.manager, opening=world.opening, version=world.version, reason="x")
    newer.withdrawn_at = newer.published_at
    with pytest.raises(Refused, match="withdrawn"):
        actions.change_version(actor=world.manager, opening=world.opening, version=newer, reason="x")
    assert not VersionChange.objects.exists()


def test_every_move_and_status_is_kept_with_who_when_and_why(world: World) -> None:
    """Three changes leave three lines of history, newest first, and as many in the ledger."""
    application = world.application
    actions.move(actor=world.manager, application=application, stage="ways")
    actions.set_status(actor=world.recruiter, application=application, status="on-hold", reason="Holiday")
    actions.set_status(
        actor=world.manager, application=application, status="declined", reason="Below the bar"
    )
    rows = [(each.kind, each.before, each.after, each.reason, each.by) for each in application.changes.all()]
    assert rows == [
        ("status", "on-hold", "declined", "Below the bar", world.manager),
        ("status", "active", "on-hold", "Holiday", world.recruiter),
        ("stage", "design", "ways", "", world.manager),
    ]
    assert lines() == ["hiring.candidate-moved", "hiring.status-set", "hiring.status-set"]


def test_nobody_is_rejected_without_a_reason_or_by_nobody(world: World) -> None:
    """A status without a reason is refused, and so is one that is the same."""
    with pytest.raises(Refused, match="reason"):
        actions.set_status(actor=world.manager, application=world.application, status="declined", reason="")
    with pytest.raises(Refused, match="already"):
        actions.set_status(actor=world.manager, application=world.application, status="active", reason="x")
    with pytest.raises(Refused, match="not a status"):
        actions.set_status(actor=world.manager, application=world.application, status="gone", reason="x")
    with pytest.raises(Refused, match="no stage"):
        actions.move(actor=world.manager, application=world.application, stage="lunch")
    world.application.refresh_from_db()
    assert world.application.status == "active"


def test_a_corrected_candidate_keeps_what_stood_before(world: World) -> None:
    """Name and brief change; both earlier texts remain."""
    candidate = world.application.candidate
    actions.edit_candidate(
        actor=world.manager,
        candidate=candidate,
        name="Priya N. Candidate",
        email=candidate.email,
        brief="Ranking",
    )
    rows = {(each.field, each.before, each.after) for each in CandidateChange.objects.all()}
    assert rows == {("name", "Priya Candidate", "Priya N. Candidate"), ("brief", "", "Ranking")}


def test_a_list_is_imported_whole_or_not_at_all_and_once(world: World) -> None:
    """A row that is in the opening already stops all; a repeated key imports nothing more."""
    rows = [Row(2, "Mara One", "mara@example.com"), Row(3, "Nils Two", stage="ways", source="Referral")]
    bad = [*rows, Row(4, "Priya Candidate", "priya.candidate@example.com")]
    with pytest.raises(Refused, match="Line 4"):
        actions.import_candidates(actor=world.manager, opening=world.opening, rows=bad, key="k1")
    assert Candidate.objects.count() == 1
    made = actions.import_candidates(actor=world.manager, opening=world.opening, rows=rows, key="k1")
    assert [(each.candidate.name, each.stage, each.source) for each in made] == [
        ("Mara One", "screen", ""),
        ("Nils Two", "ways", "Referral"),
    ]
    assert actions.import_candidates(actor=world.manager, opening=world.opening, rows=rows, key="k1") == []
    assert Candidate.objects.count() == 3
    assert CandidateImport.objects.get().count == 2
    assert lines() == ["hiring.candidates-imported"]


def test_an_import_joins_the_record_of_somebody_known_in_another_opening(world: World) -> None:
    """The same e-mail under the same management is the same person; under somebody else's it stays unknown."""
    elsewhere = Opening.objects.create(title="Other", version=world.version, created_by=world.recruiter)
    row = Row(2, "Priya Candidate", "priya.candidate@example.com")
    joined = actions.import_candidates(actor=world.recruiter, opening=elsewhere, rows=[row])
    assert joined[0].candidate == world.application.candidate

    manager = make_user("Mona Manager", Role.HIRING_MANAGER)
    third = actions.open_opening(actor=manager, title="Third", version=world.version)
    apart = actions.import_candidates(actor=manager, opening=third, rows=[row])
    assert apart[0].candidate != world.application.candidate


def test_a_thousand_candidates_get_a_thousand_handles(world: World) -> None:
    """Short names stay unique in one import of many."""
    rows = [Row(line, f"Person {line}") for line in range(2, 1002)]
    actions.import_candidates(actor=world.manager, opening=world.opening, rows=rows)
    handles = list(Candidate.objects.values_list("handle", flat=True))
    assert len(handles) == len(set(handles)) == 1001


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 word", "not a PDF"),
        (b"<html>%PDF-", "not a PDF"),
        (b"", "not a PDF"),
        (b"%PDF-" + b"x" * 11 * 1024 * 1024, "over 10 MB"),
    ],
)
def test_only_a_pdf_of_bearable_size_is_kept(world: World, content: bytes, says: str) -> None:
    """What is inside counts, not what the file is called."""
    with pytest.raises(Refused, match=says):
        actions.add_document(
            actor=world.manager,
            candidate=world.application.candidate,
            kind="resume",
            title="cv.pdf",
            content=content,
        )
    assert not Document.objects.exists()


def test_a_resume_stays_closed_to_whoever_has_still_to_rate_without_it(world: World) -> None:
    """In pairs: the document exists and managers read it; each interviewer, manager or not, only once sealed."""
    candidate = world.application.candidate
    for kind in ("resume", "other", "portfolio"):
        actions.add_document(actor=world.recruiter, candidate=candidate, kind=kind, title=kind, content=PDF)
    make_interview(world.application, "ways", world.manager, by=world.recruiter)

    def kinds(person: User) -> list[str]:
        return sorted(visibility.documents_for(person).values_list("kind", flat=True))

    for person in (world.recruiter, world.admin):
        assert kinds(person) == ["other", "portfolio", "resume"]
    for person in (world.ada, world.cleo, world.trainee, world.manager):
        assert kinds(person) == ["portfolio"]
    for person in (world.outsider, world.analyst, world.compliance):
        assert kinds(person) == []

    for person in (world.ada, world.trainee, world.manager):
        seal(Assignment.objects.get(interviewer=person), {"framing": 3})
        assert kinds(person) == ["other", "portfolio", "resume"]
    assert kinds(world.ben) == ["portfolio"]


def test_a_stage_can_show_the_resume_and_an_unrated_stage_binds_no_manager(world: World) -> None:
    """`show_resume` opens it before rating; a screen that rates nothing opens nothing to a plain interviewer."""
    candidate = world.application.candidate
    actions.add_document(actor=world.recruiter, candidate=candidate, kind="resume", title="CV", content=PDF)
    make_interview(world.application, "screen", world.manager, world.outsider, by=world.recruiter)
    assert visibility.documents_for(world.manager).count() == 1
    assert visibility.documents_for(world.outsider).count() == 0

    text = SMALL.read_text(encoding="utf-8").replace(
        "interviewers: 1, criteria", "interviewers: 1, show_resume: true, criteria"
    )
    shown = make_version(world.admin, text=text)
    assert visibility.documents_for(world.cleo).count() == 0
    world.ways.version = shown
    world.ways.save()
    assert visibility.documents_for(world.cleo).count() == 1
    assert visibility.documents_for(world.ada).count() == 0


def test_no_application_is_managed_by_members_who_only_interview(world: World) -> None:
    """A member recruiter manages; an interviewer does not."""
    scout = make_user("Sam Scout", Role.INTERVIEWER)
    actions.add_member(actor=world.manager, opening=world.opening, user=scout, role=Role.RECRUITER)
    assert list(visibility.managed_applications(scout)) == [world.application]
    assert not visibility.managed_applications(world.ada).exists()
    assert Application.objects.count() == 1
