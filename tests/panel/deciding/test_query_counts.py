"""Pages of deciding ask a fixed number of queries, however many rows they show."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.urls import reverse
from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.people.models import User
from tests.panel.building import World, make_candidate, make_interview, seal
from tests.panel.conftest import SignIn

AtMost = Callable[[int], AbstractContextManager]


def add_candidates(world: World, count: int) -> list[Debrief]:
    """Debriefed candidates with two sealed scorecards each."""
    debriefs = []
    for number in range(count):
        application = make_candidate(world.opening, f"Candidate {number}", world.recruiter)
        interview = make_interview(application, "design", world.ada, world.ben, by=world.recruiter)
        for assignment in interview.assignments.all():
            seal(assignment, {"framing": 4, "deployment": 3})
        debriefs.append(
            Debrief.objects.create(
                application=application,
                title="Debrief",
                stages=["design"],
                created_by=world.manager,
                opened_at=timezone.now(),
                opened_by=world.manager,
            )
        )
    return debriefs


def warm(client: object, url: str) -> None:
    """Let the process parse the scorecard first, as a running server has."""
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 60])
def test_comparing_candidates(
    world: World, signed_in: SignIn, django_assert_max_num_queries: AtMost, count: int
) -> None:
    """A fixed number, the ledger's line among them, and no evidence is read."""
    add_candidates(world, count)
    client, url = signed_in(world.manager), reverse("deciding:compare", args=[world.opening.pk])
    warm(client, url)
    with django_assert_max_num_queries(23):
        page = client.get(url)
    assert page.content.decode().count('scope="col"') == count + 1


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize("who", ["manager", "ada", "recruiter", "compliance"])
def test_today(
    world: World, signed_in: SignIn, django_assert_max_num_queries: AtMost, count: int, who: str
) -> None:
    """Ten at most for every role."""
    add_candidates(world, count)
    user: User = getattr(world, who)
    client, url = signed_in(user), reverse("deciding:today")
    warm(client, url)
    with django_assert_max_num_queries(10):
        client.get(url)


def test_a_debrief(world: World, signed_in: SignIn, django_assert_max_num_queries: AtMost) -> None:
    """The same with one and with three interviewers."""
    [debrief] = add_candidates(world, 1)
    client, url = signed_in(world.manager), reverse("deciding:debrief", args=[debrief.pk])
    warm(client, url)
    with django_assert_max_num_queries(40):
        client.get(url)
    more = make_interview(debrief.application, "design", world.cleo, world.outsider, by=world.recruiter)
    for assignment in more.assignments.all():
        seal(assignment, {"framing": 2, "deployment": 2})
    with django_assert_max_num_queries(40):
        client.get(url)
