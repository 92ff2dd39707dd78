"""Independent first, tried to break: Ada has drafted and sealed, and nobody else sees a word, count or order of it.

Each test is a pair: what could leak exists and is seen by its author, and everybody else sees nothing of it.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evenbar.panel.interviewing import actions, visibility
from evenbar.panel.interviewing.models import DraftState, SealedScorecard
from evenbar.panel.people.models import User
from evenbar.panel.scheduling.models import Assignment, GuestLink
from tests.panel.building import World, make_debrief, make_user, seal
from tests.panel.conftest import SignedIn
from tests.panel.interviewing.writing import line, save, whole

PAGES = ("kit", "save-draft", "states", "review", "sealed", "comparison")
SECRETS = ("secret-words", "the-summary", "evidence-line")


@pytest.fixture
def guest(world: World) -> User:
    """A guest on the same interview."""
    person = make_user("Greta Guest", is_guest=True)
    assignment = Assignment.objects.create(interview=world.design, interviewer=person)
    later = timezone.now() + timedelta(days=1)
    GuestLink.objects.create(assignment=assignment, expires_at=later, created_by=world.recruiter)
    return person


@pytest.fixture
def everyone_else(world: World, guest: User) -> dict[str, User]:
    """All roles but Ada herself."""
    return {name: person for name, person in world.everyone.items() if name != "ada"} | {"guest": guest}


def draft(world: World) -> Assignment:
    """Ada's draft with two states, full of secrets."""
    assignment = world.assignment(world.ada)
    body = whole() | {"lines": [*whole()["lines"], line("loose", text="secret-words")]}
    save(SignedIn(world.ada), assignment, body, 0)
    save(SignedIn(world.ada), assignment, body | {"ratings": {"framing": 1, "deployment": 2}}, 1)
    return assignment


def sealed(world: World) -> SealedScorecard:
    """Ada's sealed scorecard, amended once."""
    assignment = draft(world)
    scorecard = actions.seal(actor=world.ada, assignment=assignment, recommendation="strong-yes")
    actions.amend(actor=world.ada, rating=scorecard.ratings.all()[0], level=3, reason="secret-words")
    return scorecard


def comparable(answer: Any) -> tuple[int, str]:
    """A page without what changes on every request: tokens and the clock."""
    text = answer.content.decode()
    text = re.sub(
        r'(csrfmiddlewaretoken" value="|X-CSRFToken": ?"|&quot;X-CSRFToken&quot;: ?&quot;)[^"&]+', "", text
    )
    return answer.status_code, re.sub(r"hx-headers=.*", "", text)


def test_the_author_sees_what_could_leak(world: World) -> None:
    """The secrets that the other tests look for are on Ada's own pages."""
    assignment = draft(world)
    client = SignedIn(world.ada)
    for name in ("kit", "save-draft", "states", "review"):
        assert (
            "secret-words"
            in client.get(reverse(f"interviewing:{name}", args=[assignment.pk])).content.decode()
        )
    actions.seal(actor=world.ada, assignment=assignment, recommendation="strong-yes")
    page = client.get(reverse("interviewing:sealed", args=[assignment.pk])).content.decode()
    assert "secret-words" in page
    assert "Strong yes" in page


@pytest.mark.parametrize("state", ["draft", "sealed"])
def test_no_role_reaches_another_s_pages(world: World, everyone_else: dict[str, User], state: str) -> None:
    """Every page of Ada's assignment is a 404 for everyone else, the same as one that does not exist."""
    assignment = draft(world) if state == "draft" else sealed(world).assignment
    ratings = list(assignment.sealed.ratings.values_list("pk", flat=True)) if state == "sealed" else []
    addresses = [(reverse(f"interviewing:{name}", args=[assignment.pk]), name) for name in PAGES]
    for name, person in everyone_else.items():
        client = SignedIn(person)
        for address, page in addresses:
            answer, nowhere = client.get(address), client.get(reverse(f"interviewing:{page}", args=[99_999]))
            assert answer.status_code == 404, (name, address)
            assert comparable(answer) == comparable(nowhere), (name, address)
        for pk in ratings:
            answer = client.get(reverse("interviewing:amend", args=[pk]))
            assert answer.status_code == 404
            assert comparable(answer) == comparable(client.get(reverse("interviewing:amend", args=[99_999])))


def test_no_role_writes_on_another_s_pages(world: World, everyone_else: dict[str, User]) -> None:
    """A direct post to Ada's addresses is a 404 in every role and changes nothing."""
    assignment = draft(world)
    state = DraftState.objects.get(revision=1)
    for person in everyone_else.values():
        client = SignedIn(person)
        assert save(client, assignment, whole(framing=1), 2).status_code == 404
        for name in ("kit", "review", "seal"):
            address = reverse(f"interviewing:{name}", args=[assignment.pk])
            assert client.post(address, {"revision": 2, "recommendation": "no"}).status_code == 404
        assert (
            client.post(reverse("interviewing:restore", args=[assignment.pk, state.revision])).status_code
            == 404
        )
    assert not SealedScorecard.objects.exists()
    assert DraftState.objects.count() == 2


def test_nobody_s_own_pages_change_by_a_byte_when_ada_seals(
    world: World, everyone_else: dict[str, User]
) -> None:
    """Ben's, the trainee's and the guest's pages are the same to the byte before and after Ada drafts and seals."""
    own = Assignment.objects.filter(interviewer__in=everyone_else.values())

    def seen() -> dict[tuple[str, int], tuple[int, str]]:
        pages = {}
        for assignment in own:
            client = SignedIn(assignment.interviewer)
            for name in PAGES:
                answer = client.get(reverse(f"interviewing:{name}", args=[assignment.pk]))
                pages[name, assignment.pk] = comparable(answer)
        return pages

    before = seen()
    sealed(world)
    after = seen()
    assert after == before
    assert not any(secret in text for _, text in after.values() for secret in SECRETS)


def test_visibility_gives_each_account_its_own_rows_alone(
    world: World, everyone_else: dict[str, User]
) -> None:
    """The queries behind all pages give Ada her rows, and everybody else none of hers."""
    rating = sealed(world).ratings.all()[0]
    assert visibility.own_sealed(world.ada).count() == 1
    assert visibility.own_ratings(world.ada).filter(pk=rating.pk).exists()
    for person in everyone_else.values():
        assert not visibility.own_sealed(person).exists()
        assert not visibility.own_ratings(person).exists()
        assert not visibility.own_assignments(person).filter(interviewer=world.ada).exists()


def test_a_draft_stays_its_author_s_after_the_debrief_has_opened(
    world: World, everyone_else: dict[str, User]
) -> None:
    """An opened debrief opens sealed scorecards in deciding, and never a draft."""
    assignment = draft(world)
    make_debrief(world, opened=True)
    for person in everyone_else.values():
        for name in PAGES:
            assert (
                SignedIn(person).get(reverse(f"interviewing:{name}", args=[assignment.pk])).status_code == 404
            )


@pytest.mark.parametrize("blocker", ["unsealed", "closed", "other stage", "owes elsewhere"])
def test_a_trainee_compares_nothing_before_their_time(world: World, blocker: str) -> None:
    """Unsealed, before the opening, with a debrief on another stage, or owing another stage: no comparison."""
    trainee = world.assignment(world.trainee)
    seal(world.assignment(world.ada), {"framing": 5, "deployment": 5})
    if blocker != "unsealed":
        actions.seal(actor=world.trainee, assignment=trainee, body=whole(), recommendation="no")
    if blocker == "owes elsewhere":
        Assignment.objects.create(interview=world.ways, interviewer=world.trainee, is_trainee=True)
    if blocker != "closed":
        make_debrief(world, "ways" if blocker == "other stage" else "design", opened=True)
    assert not visibility.comparison_for(world.trainee, Assignment.objects.get(pk=trainee.pk)).exists()
    answer = SignedIn(world.trainee).get(reverse("interviewing:comparison", args=[trainee.pk]))
    assert answer.status_code in {404, 409}
    assert "Ada" not in answer.content.decode()


def test_an_interviewer_has_no_comparison_here(world: World) -> None:
    """The comparison is the trainee's; an interviewer's address for it is a 404 even after everything opened."""
    seal(world.assignment(world.ada), {"framing": 5, "deployment": 5})
    seal(world.assignment(world.ben), {"framing": 1, "deployment": 1})
    make_debrief(world, opened=True)
    address = reverse("interviewing:comparison", args=[world.assignment(world.ben).pk])
    assert SignedIn(world.ben).get(address).status_code == 404


def test_other_trainees_stand_in_no_comparison(world: World) -> None:
    """A comparison shows the panel, and no other trainee."""
    second = make_user("Tess Trainee")
    hers = Assignment.objects.create(interview=world.design, interviewer=second, is_trainee=True)
    trainee = world.assignment(world.trainee)
    seal(hers, {"framing": 5, "deployment": 5})
    seal(world.assignment(world.ada), {"framing": 3, "deployment": 3})
    actions.seal(actor=world.trainee, assignment=trainee, body=whole(), recommendation="no")
    make_debrief(world, opened=True)
    page = SignedIn(world.trainee).get(reverse("interviewing:comparison", args=[trainee.pk])).content.decode()
    assert "Ada Interviewer" in page
    assert "Tess" not in page


def test_an_amendment_after_the_opening_is_not_in_the_comparison(world: World) -> None:
    """The comparison shows the rating that counts, not what was written after the debrief opened."""
    from evenbar.panel.interviewing.models import Amendment

    trainee = world.assignment(world.trainee)
    rating = seal(world.assignment(world.ada), {"framing": 3, "deployment": 3}).ratings.get(
        criterion="framing"
    )
    actions.seal(actor=world.trainee, assignment=trainee, body=whole(framing=1), recommendation="no")
    make_debrief(world, opened=True)
    Amendment.objects.create(rating=rating, level=5, reason="late", by=world.ada, at=timezone.now())
    answer = SignedIn(world.trainee).get(reverse("interviewing:comparison", args=[trainee.pk]))
    cells = dict(answer.context["rows"])["Frames the problem"]
    assert [cell.now.level for cell in cells] == [1, 3]
