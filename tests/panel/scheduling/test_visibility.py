"""Who sees which interviews and assignments, and what counts as owed."""

from evenbar.panel.hiring import visibility as hiring
from evenbar.panel.scheduling import visibility
from evenbar.panel.scheduling.models import Assignment, Interview
from tests.panel.building import World, make_candidate, make_interview, seal


def names(rows: object) -> list[str]:
    return sorted(row.interviewer.name for row in rows)  # type: ignore[attr-defined]


def test_every_standing_rated_assignment_without_a_sealed_scorecard_is_owed(world: World) -> None:
    """Sealed, declined, cancelled and unrated assignments are not owed; a trainee's is."""
    seal(world.assignment(world.ada), {"framing": 3, "deployment": 4})
    Assignment.objects.filter(interviewer=world.cleo).update(status=Assignment.Status.DECLINED)
    screen = make_interview(world.application, "screen", world.recruiter, by=world.manager)
    cancelled = make_interview(world.application, "ways", world.outsider, by=world.manager)
    Interview.objects.filter(pk=cancelled.pk).update(status=Interview.Status.CANCELLED)

    assert names(visibility.owed_assignments(world.manager)) == ["Ben Interviewer", "Theo Trainee"]
    assert [visibility.is_owed(row) for row in screen.assignments.all()] == [False]
    assert names(visibility.owed_on(world.application, ["ways"])) == []
    assert visibility.owes_on(world.ben, world.application)
    assert visibility.owes_on(world.trainee, world.application)
    assert not visibility.owes_on(world.ada, world.application)
    assert not visibility.owes_on(world.recruiter, world.application)


def test_is_owed_says_the_same_of_a_row_as_the_query_says_of_all(world: World) -> None:
    """The Python rule and the SQL rule agree on every assignment of a mixed world."""
    seal(world.assignment(world.ben), {"framing": 3, "deployment": "not-reached"})
    make_interview(world.application, "screen", world.recruiter, by=world.manager)
    Assignment.objects.filter(interviewer=world.trainee).update(status=Assignment.Status.REMOVED)
    owed = set(visibility.owed().values_list("pk", flat=True))
    assert owed == {row.pk for row in Assignment.objects.all() if visibility.is_owed(row)}
    assert owed == {world.assignment(world.ada).pk, world.assignment(world.cleo).pk}


def test_an_interviewer_sees_own_interviews_and_a_manager_those_of_the_opening(world: World) -> None:
    """Two interviews exist; the interviewer of one sees that one, the manager both, an outsider none."""
    assert set(visibility.interviews_for(world.ada)) == {world.design}
    assert set(visibility.interviews_for(world.cleo)) == {world.ways}
    for person in (world.manager, world.recruiter, world.admin):
        assert set(visibility.interviews_for(person)) == {world.design, world.ways}
    for person in (world.outsider, world.analyst, world.compliance):
        assert not visibility.interviews_for(person).exists()
        assert not hiring.applications_for(person).exists()


def test_a_conflict_of_interest_closes_the_candidate_in_every_role_and_opening(world: World) -> None:
    """A manager who declares a conflict finds nothing of the candidate any more; others still do."""
    other = make_candidate(world.opening, "Quiet Candidate", world.recruiter)
    interview = make_interview(world.application, "ways", world.manager, by=world.recruiter)
    assert hiring.managed_applications(world.manager).count() == 2
    interview.assignments.update(status=Assignment.Status.CONFLICT)
    assert list(hiring.managed_applications(world.manager)) == [other]
    assert list(hiring.candidates_for(world.manager)) == [other.candidate]
    assert not visibility.interviews_for(world.manager).exists()
    assert not visibility.owed_assignments(world.manager).exists()
    assert hiring.managed_applications(world.recruiter).count() == 2
