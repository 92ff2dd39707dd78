"""What enters the pool of ratings that estimates are computed from, and what moves its fingerprint.

Each is a pair: a rating stands in the store, and it is or is not counted.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from evenbar.panel.deciding import actions as deciding
from evenbar.panel.deciding.models import Debrief
from evenbar.panel.deciding.pool import criterion_of, levels_of, pool_of, pool_with, table_of
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.interviewing.actions import amend
from evenbar.panel.interviewing.models import Rating
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment, Interview
from tests.panel.building import (
    SMALL,
    World,
    make_candidate,
    make_debrief,
    make_interview,
    make_version,
    seal,
)

AtMost = Callable[[int], AbstractContextManager[object]]


def settle(world: World, name: str, *levels: int, people: tuple[User, ...] = ()) -> Application:
    """A further candidate of the opening, rated on design and with an opened debrief."""
    application = make_candidate(world.opening, name, world.recruiter)
    make_interview(application, "design", *(people or (world.ada, world.ben)), by=world.recruiter)
    for assignment, level in zip(
        Assignment.objects.filter(interview__application=application), levels, strict=True
    ):
        seal(assignment, {"framing": level, "deployment": level})
    open_for(application, world.manager, "design")
    return application


def open_for(application: Application, by: User, *stages: str) -> Debrief:
    return Debrief.objects.create(
        application=application,
        title="Debrief",
        stages=list(stages),
        created_by=by,
        opened_at=timezone.now(),
        opened_by=by,
    )


def counted(*openings: Opening) -> list[tuple[int, int, str, int]]:
    """Application, interviewer, criterion and level of every rating in the pool."""
    rows = levels_of(pool_of([opening.pk for opening in openings]))
    return sorted(
        (entry.application, entry.interviewer, criterion_of(key), level) for entry, key, level in rows
    )


def fingerprint(world: World) -> str:
    return pool_of([world.opening.pk]).fingerprint


def rate(world: World, person: User, levels: dict[str, int | str]) -> None:
    """Somebody's scorecard on the world's candidate."""
    own = Assignment.objects.get(interviewer=person, interview__application=world.application)
    seal(own, levels)


def rate_all(world: World) -> None:
    """Every scorecard of the world's candidate, the trainee's too."""
    rate(world, world.ada, {"framing": 4, "deployment": 2})
    rate(world, world.ben, {"framing": 3, "deployment": "not-reached"})
    rate(world, world.trainee, {"framing": 1, "deployment": 1})
    rate(world, world.cleo, {"collaboration": 5, "framing": 4})


def rating_of(world: World, person: User) -> Rating:
    """Somebody's rating of the world's candidate on framing."""
    application = {"sealed__assignment__interview__application": world.application}
    return Rating.objects.get(sealed__assignment__interviewer=person, criterion="framing", **application)


def test_ratings_count_once_their_debrief_is_open_and_nothing_is_owed(world: World) -> None:
    """The panel's levels, and none for what is missing; the trainee's stand in the store and are not there."""
    rate_all(world)
    assert counted(world.opening) == []
    make_debrief(world, opened=True)
    own = world.application.pk
    assert counted(world.opening) == sorted(
        [
            (own, world.ada.pk, "framing", 4),
            (own, world.ada.pk, "deployment", 2),
            (own, world.ben.pk, "framing", 3),
            (own, world.cleo.pk, "collaboration", 5),
            (own, world.cleo.pk, "framing", 4),
        ]
    )


def test_only_the_stages_of_an_opened_debrief_count(world: World) -> None:
    """Ways of working is rated too, and its debrief has not been opened."""
    rate_all(world)
    make_debrief(world, "design", opened=True)
    assert {row[2] for row in counted(world.opening)} == {"framing", "deployment"}
    assert {row[1] for row in counted(world.opening)} == {world.ada.pk, world.ben.pk}


@pytest.mark.parametrize("who", ["ben", "trainee", "cleo"])
def test_a_candidate_on_whom_anybody_owes_is_not_counted(world: World, who: str) -> None:
    """One scorecard is lacking, a trainee's or another stage's: the others' ratings stay out until it is in."""
    late: User = getattr(world, who)
    rate_all_but = {"ada", "ben", "trainee", "cleo"} - {who}
    for name in rate_all_but:
        rate(world, getattr(world, name), {"framing": 3})
    make_debrief(world, opened=True)
    assert counted(world.opening) == []
    rate(world, late, {"framing": 2})
    assert len(counted(world.opening)) == 3


def test_owing_on_the_candidate_in_another_opening_closes_this_one(world: World) -> None:
    """The same person applied twice; an interview of the other application is planned."""
    rate_all(world)
    make_debrief(world, opened=True)
    assert counted(world.opening)
    other = Opening.objects.create(title="Another", version=world.version, created_by=world.admin)
    again = Application.objects.create(opening=other, candidate=world.application.candidate, stage="design")
    planned = make_interview(again, "design", world.outsider, by=world.admin)
    assert counted(world.opening) == []
    Interview.objects.filter(pk=planned.pk).update(status=Interview.Status.CANCELLED)
    assert counted(world.opening)


def test_an_amendment_counts_and_a_rating_after_the_debrief_never(world: World) -> None:
    """Ada amends 4 to 2 before and says 5 after the discussion: 2 is counted."""
    rate_all(world)
    rating = rating_of(world, world.ada)
    amend(actor=world.ada, rating=rating, level=2, reason="I had misread my notes")
    debrief = deciding.open_debrief(actor=world.manager, debrief=make_debrief(world))
    deciding.revise(actor=world.ada, debrief=debrief, rating=rating, level=5, missing="", reason="Now I see")
    own = [row for row in counted(world.opening) if row[1] == world.ada.pk]
    assert own == [
        (world.application.pk, world.ada.pk, *pair) for pair in (("deployment", 2), ("framing", 2))
    ]


def test_an_assignment_that_does_not_stand_is_not_counted(world: World) -> None:
    """Cleo was removed after she had submitted; her scorecard is still in the store."""
    rate_all(world)
    make_debrief(world, opened=True)
    Assignment.objects.filter(interviewer=world.cleo).update(status=Assignment.Status.REMOVED)
    assert world.cleo.pk not in {row[1] for row in counted(world.opening)}


def test_equal_names_with_other_anchors_are_different_criteria(world: World) -> None:
    """An interview on a version whose framing has another third anchor; deployment kept its anchors."""
    text = SMALL.read_text("utf-8").replace("Restates the decision with its costs.", "Names the decision.")
    newer = make_version(world.admin, text=text, title="Newer")
    first = settle(world, "First Person", 3, 3)
    second = settle(world, "Second Person", 3, 3)
    Interview.objects.filter(application=second).update(version=newer)
    rows = levels_of(pool_of([world.opening.pk]))
    keys = {pk: {key for entry, key, _ in rows if entry.application == pk} for pk in (first.pk, second.pk)}
    shared = keys[first.pk] & keys[second.pk]
    assert {criterion_of(key) for key in shared} == {"deployment"}
    assert {criterion_of(key) for key in keys[second.pk] - shared} == {"framing"}


def test_a_debrief_adds_its_own_candidate_rated_in_its_stages_alone(world: World) -> None:
    """Cleo owes, so the candidate is in no pool; behind the wall of design its design ratings are, nothing else."""
    other = settle(world, "Other Person", 4, 3)
    for person in (world.ada, world.ben):
        rate(world, person, {"framing": 4, "deployment": 4})
    debrief = make_debrief(world, "design", opened=True)
    assert {row[0] for row in counted(world.opening)} == {other.pk}
    assert pool_with(debrief).applications == {other.pk, world.application.pk}
    for person in (world.trainee, world.cleo):
        rate(world, person, {"framing": 1})
    make_debrief(world, "ways", opened=True)
    assert world.cleo.pk in {row[1] for row in counted(world.opening)}
    inside = {entry.interviewer for entry in pool_with(debrief).entries if entry.application != other.pk}
    assert inside == {world.ada.pk, world.ben.pk}


def test_other_openings_stay_out_of_a_scope_and_all_are_in_none(world: World) -> None:
    """Both openings have a settled candidate."""
    here = settle(world, "Here Person", 4, 3)
    second = Opening.objects.create(title="Another", version=world.version, created_by=world.admin)
    there = make_candidate(second, "There Person", world.recruiter)
    interview = make_interview(there, "design", world.outsider, by=world.recruiter)
    seal(interview.assignments.get(), {"framing": 2})
    open_for(there, world.manager, "design")
    assert {row[0] for row in counted(world.opening)} == {here.pk}
    assert pool_of(None).applications == {here.pk, there.pk}
    table = table_of(pool_of(None))
    assert table is not None
    assert table.roles == tuple(sorted(map(str, (world.opening.pk, second.pk))))


def test_the_table_holds_ids_levels_and_moments_and_no_name(world: World) -> None:
    settle(world, "First Person", 4, 2)
    table = table_of(pool_of([world.opening.pk]))
    assert table is not None
    assert (table.n, table.low, table.high) == (4, 1.0, 5.0)
    assert table.interviewers == tuple(sorted(map(str, (world.ada.pk, world.ben.pk))))
    assert sorted(table.score) == [2.0, 2.0, 4.0, 4.0]
    assert table.occasion is not None
    assert len(table.occasion.names) == 2
    assert "Person" not in repr(table)
    assert table_of(pool_of([])) is None


def test_what_moves_the_fingerprint_and_what_does_not(world: World) -> None:
    """Sealing, amending and later ratings on a closed candidate move nothing; opening and owing do."""
    settle(world, "First Person", 4, 2)
    seen = [fingerprint(world)]
    rate_all(world)
    rating = rating_of(world, world.ada)
    amend(actor=world.ada, rating=rating, level=2, reason="I had misread my notes")
    assert fingerprint(world) == seen[0]
    debrief = deciding.open_debrief(actor=world.manager, debrief=make_debrief(world))
    seen.append(fingerprint(world))
    deciding.revise(actor=world.ada, debrief=debrief, rating=rating, level=5, missing="", reason="Now I see")
    assert fingerprint(world) == seen[1]
    extra = Assignment.objects.create(interview=world.design, interviewer=world.outsider, is_trainee=True)
    assert fingerprint(world) == seen[0], "a trainee who owes closes the candidate again"
    seal(extra, {"framing": 1})
    assert fingerprint(world) == seen[1]
    more = make_interview(world.application, "ways", world.outsider, by=world.recruiter)
    assert fingerprint(world) == seen[0]
    seal(more.assignments.get(), {"framing": 3})
    seen.append(fingerprint(world))
    assert len(set(seen)) == 3


def test_the_fingerprint_tells_amended_ratings_apart(world: World) -> None:
    """Two stores that differ in one amendment alone."""
    rate_all(world)
    debrief = make_debrief(world, opened=True)
    before = fingerprint(world)
    rating = rating_of(world, world.ada)
    assert debrief.opened_at is not None
    rating.amendments.create(level=1, reason="r", by=world.ada, at=debrief.opened_at - timedelta(seconds=1))
    assert fingerprint(world) != before
    assert (world.application.pk, world.ada.pk, "framing", 1) in counted(world.opening)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_fixed_number_of_queries(world: World, django_assert_num_queries: AtMost, count: int) -> None:
    """Four for the pool; three more for its ratings, however many there are."""
    for number in range(count):
        settle(world, f"Person {number}", 1 + number % 5, 3)
    levels_of(pool_of([world.opening.pk]))  # lets the process parse the scorecard first
    with django_assert_num_queries(4):
        pool = pool_of([world.opening.pk])
        assert pool.fingerprint
    with django_assert_num_queries(3):
        assert len(levels_of(pool)) == 4 * count
    assert pool.most_ratings == 4 * count
