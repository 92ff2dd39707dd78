"""Two records become one: everything that was there before is there after, only where it points has changed."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring import actions
from evenbar.panel.hiring.duplicates import alike, folded, pairs
from evenbar.panel.hiring.models import Application, Candidate, Merge, Opening
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from tests.panel.building import World, make_candidate, make_debrief, make_interview, make_user, seal

# What merging is there to change: where a row points, and that the duplicate is marked as merged.
POINTERS = {"candidate_id", "application_id", "merged_into_id"}
LABELS = ("hiring", "scheduling", "interviewing", "deciding", "studio", "people")


def everything() -> dict[str, dict[str, Any]]:
    """Every row of every app with every field except the pointers."""
    found: dict[str, dict[str, Any]] = {}
    for label in LABELS:
        for model in apps.get_app_config(label).get_models():
            for row in model._base_manager.values():
                found[f"{model.__name__} {row['id']}"] = {
                    key: value for key, value in row.items() if key not in POINTERS
                }
    return found


@pytest.fixture
def twins(world: World) -> tuple[World, Application]:
    """One person twice in one opening, each record with interviews, sealed scorecards, papers and history."""
    twin = make_candidate(world.opening, "priya CÁNDIDATE", world.recruiter)
    other = make_interview(twin, "design", world.cleo, world.manager, by=world.recruiter)
    seal(world.assignment(world.ada), {"framing": 4, "deployment": "not-reached"})
    seal(other.assignments.get(interviewer=world.cleo), {"framing": 2, "deployment": 3})
    make_debrief(world, "design")
    Debrief.objects.create(application=twin, title="Early", stages=["design"], created_by=world.manager)
    actions.set_status(actor=world.manager, application=twin, status="on-hold", reason="Twice here?")
    actions.add_document(
        actor=world.manager, candidate=twin.candidate, kind="resume", title="CV", content=b"%PDF-1.4 x"
    )
    return world, twin


def test_merging_loses_nothing(twins: tuple[World, Application]) -> None:
    """Every field of every row is the same after as before, pointers aside; new are the merge and its history."""
    world, twin = twins
    keep = world.application
    before = everything()
    actions.merge_candidates(
        actor=world.recruiter, keep=keep.candidate, duplicate=twin.candidate, reason="One person"
    )
    after = everything()
    assert {key: after[key] for key in before} == before
    assert {key.split()[0] for key in after.keys() - before.keys()} == {"Merge", "ApplicationChange"}


def test_interviews_ratings_debriefs_and_history_of_both_stand_on_the_kept_application(
    twins: tuple[World, Application],
) -> None:
    """What pointed at the duplicate points at the kept one, and the merge says which rows moved."""
    world, twin = twins
    keep = world.application
    sealed = set(Assignment.objects.filter(sealed__isnull=False).values_list("pk", flat=True))
    actions.merge_candidates(
        actor=world.recruiter, keep=keep.candidate, duplicate=twin.candidate, reason="One person"
    )
    twin.refresh_from_db()
    assert (twin.merged_into, twin.candidate, twin.status) == (keep, keep.candidate, "on-hold")
    assert keep.interviews.count() == 3
    assert (
        set(
            Assignment.objects.filter(interview__application=keep, sealed__isnull=False).values_list(
                "pk", flat=True
            )
        )
        == sealed
    )
    assert keep.debriefs.count() == 2
    assert [each.kind for each in keep.changes.all()] == ["merge", "status"]
    assert keep.candidate.documents.count() == 1
    merge = Merge.objects.get()
    assert merge.moved["interviews"] == [
        keep.interviews.get(assignments__interviewer=world.cleo, stage="design").pk
    ]
    assert merge.moved["applications"] == [twin.pk]
    assert Line.objects.get(action="hiring.candidates-merged").facts["debriefs"] == merge.moved["debriefs"]
    with pytest.raises(Refused, match="merged into"):
        actions.merge_candidates(
            actor=world.recruiter, keep=twin.candidate, duplicate=Candidate.objects.get(pk=merge.duplicate_id)
        )


def test_an_application_to_another_opening_moves_as_it_is(world: World) -> None:
    """No twin there: the application only changes hands."""
    elsewhere = Opening.objects.create(title="Other", version=world.version, created_by=world.recruiter)
    twin = make_candidate(elsewhere, "P. Candidate", world.recruiter)
    actions.merge_candidates(
        actor=world.recruiter, keep=world.application.candidate, duplicate=twin.candidate
    )
    twin.refresh_from_db()
    assert (twin.candidate, twin.merged_into) == (world.application.candidate, None)


def test_whoever_manages_only_one_of_the_openings_does_not_merge(world: World) -> None:
    """Half a right is none: nothing moves in an opening that the actor does not see."""
    other = make_user("Mona Manager", Role.HIRING_MANAGER)
    elsewhere = actions.open_opening(actor=other, title="Other", version=world.version)
    twin = make_candidate(elsewhere, "Priya Candidate Two", world.recruiter)
    with pytest.raises(PermissionDenied):
        actions.merge_candidates(
            actor=world.manager, keep=world.application.candidate, duplicate=twin.candidate
        )
    assert not Merge.objects.exists()


def test_names_are_compared_without_case_accents_and_order() -> None:
    """Marks that people type differently do not hide one person behind two records."""
    assert folded("Åsa  Öst-Berg") == folded("öst berg, ASA")
    assert folded("Ana Li") != folded("Ana Lima")
    assert folded("李 娜") == folded("娜 李")
    assert folded("...") == ""


def test_duplicates_are_found_by_e_mail_first_and_then_by_name() -> None:
    """Every pair once, with the reason why."""
    rows = [
        Candidate(pk=1, name="Ana Li", email="ana@example.com"),
        Candidate(pk=2, name="A. Li", email="ANA@example.com"),
        Candidate(pk=3, name="li ana", email="other@example.com"),
        Candidate(pk=4, name="Bo", email=""),
        Candidate(pk=5, name="Cy", email=""),
    ]
    assert [(a.pk, b.pk, why) for a, b, why in pairs(rows)] == [(1, 2, "same e-mail"), (1, 3, "same name")]
    found = alike(rows, name="Ana Li", email="ana@example.com", but=1)
    assert [(each.candidate.pk, each.why) for each in found] == [(2, "same e-mail"), (3, "same name")]
    assert alike(rows, name="", email="") == []
