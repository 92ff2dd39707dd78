"""Rule 1 at the debrief: what exists behind the wall, and that nobody in front of it sees any of it."""

import pytest
from django.test import Client
from django.urls import reverse

from evenbar.panel.deciding import actions, reading, visibility
from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Member
from evenbar.panel.people.models import Role, User
from evenbar.panel.refusal import Refused
from evenbar.panel.scheduling.models import Assignment
from tests.panel.building import World, make_debrief, make_interview, seal
from tests.panel.conftest import SignIn

SECRET = "the recall fell to 0.52 on prepaid cards"
PAGES = ("debrief", "packet", "decide")


@pytest.fixture
def sealed_by_ada(world: World) -> Debrief:
    """Ada has sealed with evidence worth stealing; Ben and Cleo owe; a debrief is planned, not opened."""
    seal(world.assignment(world.ada), {"framing": 5, "deployment": 2}, note=SECRET)
    return make_debrief(world)


def everything_seen(client: Client, debrief: Debrief) -> str:
    """The text of every page of deciding that an account can reach."""
    pages = [reverse(f"deciding:{name}", args=[debrief.pk]) for name in PAGES]
    pages += [reverse("deciding:compare", args=[debrief.application.opening_id]), reverse("deciding:today")]
    return "\n".join(client.get(page).content.decode() for page in pages)


def test_before_opening_nobody_sees_a_sealed_rating_in_any_role(
    world: World, sealed_by_ada: Debrief, signed_in: SignIn
) -> None:
    """The rating exists, and no account but its author's gets evidence, level, mean or note from any page."""
    for name, user in world.everyone.items():
        seen = everything_seen(signed_in(user), sealed_by_ada)
        assert SECRET not in seen, name
        assert "on framing" not in seen, name
        assert 'data-level="5"' not in seen, name
        assert "n 2 ratings" not in seen, name


def test_after_opening_the_panel_and_managers_see_all(
    world: World, sealed_by_ada: Debrief, signed_in: SignIn
) -> None:
    """The counterpart: the same secret is there for whoever may see it, so the tests above can fail."""
    seal(world.assignment(world.ben), {"framing": 3, "deployment": 4})
    seal(world.assignment(world.cleo), {"framing": 4, "collaboration": 4})
    sealed_by_ada = actions.open_debrief(actor=world.manager, debrief=sealed_by_ada)
    for user in (world.ada, world.ben, world.cleo, world.manager, world.recruiter, world.admin):
        assert SECRET in everything_seen(signed_in(user), sealed_by_ada), user
    for user in (world.outsider, world.analyst, world.compliance, world.trainee):
        assert signed_in(user).get(reverse("deciding:debrief", args=[sealed_by_ada.pk])).status_code == 404, (
            user
        )


def test_a_late_rater_starts_blind(world: World, sealed_by_ada: Debrief, signed_in: SignIn) -> None:
    """Ben owes when the manager opens early: the page says so, and shows him nothing of Ada's."""
    sealed_by_ada = actions.open_debrief(
        actor=world.manager, debrief=sealed_by_ada, reason="Ben is on leave until Monday"
    )
    client = signed_in(world.ben)
    page = client.get(reverse("deciding:debrief", args=[sealed_by_ada.pk])).content.decode()
    assert "you still owe a scorecard" in page
    assert SECRET not in everything_seen(client, sealed_by_ada)
    assert reading.read_debrief(world.ben, sealed_by_ada).primary.combined.ratings == 0
    seal(world.assignment(world.ben), {"framing": 3, "deployment": 4})
    assert SECRET in everything_seen(client, sealed_by_ada)


@pytest.mark.parametrize("role", ["manager", "recruiter", "admin"])
def test_whoever_owes_sees_nothing_in_whatever_other_role(
    world: World, sealed_by_ada: Debrief, signed_in: SignIn, role: str
) -> None:
    """A manager who is also to interview the candidate is an interviewer first."""
    user: User = getattr(world, role)
    make_interview(world.application, "ways", user, by=world.recruiter)
    Debrief.objects.filter(pk=sealed_by_ada.pk).update(opened_at=world.application.created_at)
    assert SECRET not in everything_seen(signed_in(user), sealed_by_ada)
    sealed_by_ada.refresh_from_db()
    assert not visibility.sealed_in(user, sealed_by_ada).exists()
    assert not visibility.comparable_debriefs(user, world.opening).exists()


def test_a_trainee_who_owes_sees_nothing_even_as_manager(world: World, sealed_by_ada: Debrief) -> None:
    """An own unsealed scorecard in training closes the others' as well."""
    Member.objects.create(opening=world.opening, user=world.trainee, role=Role.HIRING_MANAGER)
    Debrief.objects.filter(pk=sealed_by_ada.pk).update(opened_at=world.application.created_at)
    sealed_by_ada.refresh_from_db()
    assert visibility.takes_part(world.trainee, sealed_by_ada)
    assert not visibility.sealed_in(world.trainee, sealed_by_ada).exists()


def test_a_debrief_of_one_stage_shows_no_other_stage(world: World) -> None:
    """The debrief after system design leaves ways of working blind."""
    seal(world.assignment(world.ada), {"framing": 5, "deployment": 2})
    seal(world.assignment(world.ben), {"framing": 3, "deployment": 4})
    seal(world.assignment(world.cleo), {"framing": 1, "collaboration": 1}, note=SECRET)
    debrief = make_debrief(world, "design")
    debrief = actions.open_debrief(actor=world.manager, debrief=debrief)
    seen = reading.read_debrief(world.manager, debrief)
    assert {column.assignment.interviewer for column in seen.primary.columns} == {world.ada, world.ben}
    assert seen.primary.combined.ratings == 4
    assert visibility.debrief_for(world.cleo, debrief.pk) is None
    [compared] = reading.compare_candidates(world.manager, world.opening)
    assert compared.picture.combined.ratings == 4


def test_a_conflict_of_interest_closes_the_debrief(world: World, sealed_by_ada: Debrief) -> None:
    """Who declares a conflict sees nothing of the candidate any more."""
    Assignment.objects.filter(interviewer=world.ben).update(status=Assignment.Status.CONFLICT)
    Debrief.objects.filter(pk=sealed_by_ada.pk).update(opened_at=world.application.created_at)
    assert visibility.debrief_for(world.ben, sealed_by_ada.pk) is None


def test_opening_is_for_managers_who_owe_nothing(world: World, sealed_by_ada: Debrief) -> None:
    """Interviewers never, recruiters only when all is in, the hiring manager earlier with a reason."""
    for user in (world.ada, world.ben, world.outsider, world.compliance):
        with pytest.raises(Refused, match="Only who manages"):
            actions.open_debrief(actor=user, debrief=sealed_by_ada, reason="please")
    with pytest.raises(Refused, match="Only the hiring manager"):
        actions.open_debrief(actor=world.recruiter, debrief=sealed_by_ada, reason="please")
    with pytest.raises(Refused, match="Say why"):
        actions.open_debrief(actor=world.manager, debrief=sealed_by_ada)
    make_interview(world.application, "ways", world.manager, by=world.recruiter)
    with pytest.raises(Refused, match="You still owe"):
        actions.open_debrief(actor=world.manager, debrief=sealed_by_ada, reason="please")


def test_opening_early_keeps_the_missing_ones_on_record(world: World, sealed_by_ada: Debrief) -> None:
    """Their assignments stand in the debrief; a trainee's missing scorecard blocks nothing and is not among them."""
    sealed_by_ada = actions.open_debrief(actor=world.manager, debrief=sealed_by_ada, reason="Ben is on leave")
    sealed_by_ada.refresh_from_db()
    owing = [world.assignment(world.ben).pk, world.assignment(world.cleo).pk]
    assert sealed_by_ada.missing_at_opening == owing


def test_an_empty_debrief_cannot_be_opened(world: World) -> None:
    """Nothing sealed is nothing to talk about."""
    with pytest.raises(Refused, match="nothing to talk about"):
        actions.open_debrief(actor=world.manager, debrief=make_debrief(world), reason="now")


def test_trainees_count_nowhere(world: World, sealed_by_ada: Debrief) -> None:
    """With and without a trainee's scorecard every figure of the debrief is the same."""
    seal(world.assignment(world.ben), {"framing": 3, "deployment": 4})
    seal(world.assignment(world.cleo), {"framing": 4, "collaboration": 4})
    sealed_by_ada = actions.open_debrief(actor=world.manager, debrief=sealed_by_ada)
    before = reading.read_debrief(world.manager, sealed_by_ada)
    seal(world.assignment(world.trainee), {"framing": 1, "deployment": 1})
    after = reading.read_debrief(world.manager, sealed_by_ada)
    assert after.primary.combined == before.primary.combined
    assert after.primary.changes == before.primary.changes
    assert len(after.trainees) == 1
    assert after.trainees[0].sealed is not None
