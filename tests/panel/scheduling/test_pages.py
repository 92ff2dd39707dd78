"""The pages of scheduling: who reaches which, what a guest can do, and that the board stays cheap and tells nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evenbar.panel.hiring.actions import add_member, set_status
from evenbar.panel.hiring.models import Application, Candidate
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import Role, User
from evenbar.panel.scheduling import actions
from evenbar.panel.scheduling.models import Assignment, GuestLink, Interview
from tests.panel.building import World, make_candidate, make_interview, make_user, seal

SignedIn = Callable[[User], Client]
MANAGERS = frozenset({"admin", "recruiter", "manager"})
PANEL = MANAGERS | {"ada", "ben", "cleo", "trainee", "conflicted"}
WAYS = MANAGERS | {"cleo", "guest"}  # who is in the interview that the table is about

# Every address of scheduling but the guest's own: method, name, what it is about, and who finds something there.
TABLE: list[tuple[str, str, str, frozenset[str]]] = [
    ("get", "board", "opening", PANEL),
    ("get", "schedule", "application", MANAGERS),
    ("get", "interview", "ways", WAYS),
    ("get", "reschedule", "ways", MANAGERS),
    ("get", "cancel", "ways", MANAGERS),
    ("get", "restore", "ways", MANAGERS),
    ("get", "calendar", "ways", WAYS),
    ("post", "assign", "ways", MANAGERS),
    ("post", "guest-link", "ways", MANAGERS),
    ("get", "decline", "assignment", frozenset({"cleo"})),
    ("get", "conflict", "assignment", frozenset({"cleo"})),
    ("get", "substitute", "assignment", MANAGERS),
    ("get", "remove-assignment", "assignment", MANAGERS),
    ("post", "withdraw-guest-link", "link", MANAGERS),
]


@pytest.fixture
def cast(world: World) -> dict[str, User]:
    """Everyone of the world, a guest with a link, somebody with a conflict, a manager of nothing here."""
    conflicted = make_user("Connie Conflict", Role.INTERVIEWER)
    add_member(actor=world.manager, opening=world.opening, user=conflicted, role=Role.INTERVIEWER)
    row = Assignment.objects.create(interview=world.ways, interviewer=conflicted)
    actions.declare_conflict(actor=conflicted, assignment=row, reason="Former colleague")
    assignment, _ = actions.make_guest_link(
        actor=world.manager, interview=world.ways, email="vera@example.net", name="Vera Guest"
    )
    other = make_user("Mona Manager", Role.HIRING_MANAGER)
    return world.everyone | {
        "conflicted": conflicted,
        "guest": assignment.interviewer,
        "other_manager": other,
    }


def number(world: World, about: str) -> int:
    if about == "assignment":
        return world.assignment(world.cleo).pk
    if about == "link":
        return GuestLink.objects.get().pk
    return int(getattr(world, about).pk)


@pytest.mark.parametrize("row", TABLE, ids=[row[1] for row in TABLE])
def test_every_address_opens_for_the_roles_of_the_table_and_for_nobody_else(
    world: World, cast: dict[str, User], signed_in: SignedIn, row: tuple[str, str, str, frozenset[str]]
) -> None:
    """Not found for everyone else, and a way to sign in for strangers; never an error."""
    method, name, about, allowed = row
    url = reverse(f"scheduling:{name}", args=[number(world, about)])
    clients = {who: signed_in(cast[who]) for who in sorted(cast, key=lambda who: who in allowed)}
    reached = {who for who, client in clients.items() if getattr(client, method)(url).status_code != 404}
    assert reached == allowed
    assert getattr(Client(), method)(url).status_code == 302


def test_the_table_names_every_address_of_scheduling() -> None:
    """An address that is added has to be added to the table; the guest's own is tested below."""
    from evenbar.panel.scheduling.urls import urlpatterns

    assert sorted([*(row[1] for row in TABLE), "guest"]) == sorted(
        str(pattern.name) for pattern in urlpatterns
    )


def plan(world: World, **fields: str) -> dict[str, Any]:
    """What the form of a new interview sends."""
    facts = {
        "stage": "design",
        "date": "2026-12-01",
        "time": "14:00",
        "time_zone": "Europe/Berlin",
        "minutes": "60",
    }
    return {**facts, "interviewers": [world.ada.pk, world.ben.pk], **fields}


def test_an_interview_is_planned_in_the_zone_that_is_named(world: World, signed_in: SignedIn) -> None:
    """Two in the afternoon in Berlin in winter is one o'clock in UTC; both people rate apart."""
    url = reverse("scheduling:schedule", args=[world.application.pk])
    response = signed_in(world.manager).post(url, plan(world))
    made = Interview.objects.latest("pk")
    assert response.headers["Location"] == reverse("scheduling:interview", args=[made.pk])
    assert made.starts_at == datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    assert made.assignments.count() == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"date": "2027-03-28", "time": "02:30"}, "does not exist in Europe/Berlin"),
        ({"date": "2026-10-25", "time": "02:30"}, "comes twice in Europe/Berlin"),
        ({"time_zone": "Europe/Atlantis"}, "is not a time zone"),
        ({"time": ""}, "Give both date and time"),
        ({"minutes": "3"}, "greater than or equal to 5"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(
    world: World, signed_in: SignedIn, fields: dict[str, str], says: str
) -> None:
    """Nothing is planned, and the form comes back with what to do."""
    before = Interview.objects.count()
    url = reverse("scheduling:schedule", args=[world.application.pk])
    assert says in signed_in(world.manager).post(url, plan(world, **fields)).content.decode()
    assert Interview.objects.count() == before


@pytest.mark.parametrize(("which", "hour"), [("0", 0), ("1", 1)])
def test_an_hour_that_comes_twice_is_planned_once_it_is_said_which(
    world: World, signed_in: SignedIn, which: str, hour: int
) -> None:
    """The first half past two is half past midnight in UTC, the second an hour later."""
    url = reverse("scheduling:schedule", args=[world.application.pk])
    signed_in(world.manager).post(url, plan(world, date="2026-10-25", time="02:30", which=which))
    assert Interview.objects.latest("pk").starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_who_holds_another_interview_then_is_named_and_not_with_whom(
    world: World, signed_in: SignedIn
) -> None:
    """The overlap is told by name of the interviewer alone."""
    other = make_candidate(world.opening, "Secret Candidate", world.recruiter)
    make_interview(
        other, "design", world.ada, by=world.manager, starts_at=datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
    )
    url = reverse("scheduling:schedule", args=[world.application.pk])
    page = signed_in(world.manager).post(url, plan(world), follow=True).content.decode()
    assert "Ada Interviewer holds another interview at that time" in page
    assert "Ben Interviewer holds another" not in page
    assert "Secret Candidate" not in page


def test_reasons_of_others_are_for_managers(world: World, signed_in: SignedIn) -> None:
    """In pairs: the recruiter reads why somebody declined; a colleague only that they did."""
    actions.decline(
        actor=world.ben, assignment=world.assignment(world.ben), reason="Her level was a two for me"
    )
    url = reverse("scheduling:interview", args=[world.design.pk])
    assert "a two for me" in signed_in(world.recruiter).get(url).content.decode()
    page = signed_in(world.ada).get(url).content.decode()
    assert "a two for me" not in page
    assert "declined" in page


def test_a_conflict_leaves_no_page_of_the_candidate_and_ends_the_visit(
    world: World, signed_in: SignedIn
) -> None:
    """The declaring itself answers with a page that is still theirs."""
    client = signed_in(world.cleo)
    assert client.get(reverse("hiring:application", args=[world.application.pk])).status_code == 200
    row = world.assignment(world.cleo)
    response = client.post(reverse("scheduling:conflict", args=[row.pk]), {"reason": "Cousin"})
    assert response.headers["Location"] == reverse("deciding:today")
    for name, pk in (("hiring:application", world.application.pk), ("scheduling:interview", world.ways.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    board = client.get(reverse("scheduling:board", args=[world.opening.pk])).content.decode()
    assert "Priya" not in board


def test_changes_from_the_page_are_kept(world: World, signed_in: SignedIn) -> None:
    """Moving, taking out, substituting, cancelling and restoring each go through their form."""
    add_member(actor=world.manager, opening=world.opening, user=world.outsider, role=Role.INTERVIEWER)
    client = signed_in(world.manager)
    pk = world.design.pk
    when = {"date": "2026-12-02", "time": "09:00", "time_zone": "UTC", "minutes": "45", "place": "Room 4"}
    client.post(reverse("scheduling:reschedule", args=[pk]), when | {"reason": "Ill"})
    ada, ben = world.assignment(world.ada), world.assignment(world.ben)
    substitute = {"user": world.outsider.pk, "reason": "Away"}
    client.post(reverse("scheduling:substitute", args=[ada.pk]), substitute)
    client.post(reverse("scheduling:remove-assignment", args=[ben.pk]), {"reason": "One is enough"})
    client.post(reverse("scheduling:assign", args=[pk]), {"user": world.cleo.pk})
    client.post(reverse("scheduling:cancel", args=[pk]), {"reason": "Room lost"})
    client.post(reverse("scheduling:restore", args=[pk]), {"reason": "Room found"})
    kinds = [each.kind for each in world.design.changes.order_by("pk")]
    assert kinds == ["rescheduled", "replaced", "removed", "assigned", "cancelled", "restored"]
    page = client.get(reverse("scheduling:interview", args=[pk])).content.decode()
    for words in (
        "Oscar Outsider came in for Ada",
        "60 minutes became 45",
        "Room found",
        "Cleo Interviewer joined",
    ):
        assert words in page


def enter(world: World, interview: Interview) -> tuple[Client, Assignment, str]:
    """A guest who has come in by the link."""
    row, url = actions.make_guest_link(
        actor=world.manager, interview=interview, email="vera@example.net", name="Vera Guest", days=2
    )
    path = url[url.index("/guest/") :]
    client = Client()
    assert client.post(path).headers["Location"] == reverse("scheduling:interview", args=[interview.pk])
    return client, row, path


def test_a_guest_comes_in_by_the_link_and_reaches_that_interview_alone(world: World) -> None:
    """Looking at the link changes nothing; pressing the button opens one interview and no other page."""
    _, url = actions.make_guest_link(
        actor=world.manager, interview=world.ways, email="vera@example.net", name="Vera Guest"
    )
    page = Client().get(url[url.index("/guest/") :])
    assert "Priya" not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"  # the key goes to nobody else
    assert not Line.objects.filter(action="scheduling.guest-entered").exists()

    client, row, _ = enter(world, world.ways)
    inside = client.get(reverse("scheduling:interview", args=[world.ways.pk])).content.decode()
    assert "Priya Candidate" in inside
    assert reverse("interviewing:kit", args=[row.pk]) in inside
    for name, pk in (
        ("scheduling:interview", world.design.pk),
        ("scheduling:board", world.opening.pk),
        ("hiring:opening", world.opening.pk),
        ("hiring:application", world.application.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.get(reverse("hiring:openings")).status_code == 404
    assert 'href="/openings/' not in inside
    assert 'href="/applications/' not in inside
    assert client.session.get_expiry_age() <= 12 * 3600


def test_a_link_that_is_over_says_so_and_its_session_ends(world: World) -> None:
    """Withdrawn while somebody is in: the next page asks to sign in, and the link says why it opens nothing."""
    client, _, path = enter(world, world.ways)
    actions.withdraw_guest_link(actor=world.manager, link=GuestLink.objects.get())
    assert client.get(reverse("scheduling:interview", args=[world.ways.pk])).status_code == 302
    for method in ("get", "post"):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 410
        assert "has been withdrawn" in answer.content.decode()


def test_a_link_is_over_once_its_scorecard_is_in(world: World) -> None:
    """The address then opens nothing, in another browser too."""
    _, row, path = enter(world, world.ways)
    seal(row, {"collaboration": 4, "framing": 4})
    answer = Client().post(path)
    assert answer.status_code == 410
    assert "nothing left to do" in answer.content.decode()


def test_a_made_up_or_changed_link_opens_nothing(world: World) -> None:
    """The signature decides, and the answer says what to do."""
    _, _, path = enter(world, world.ways)
    for wrong in ("/guest/abc/", path.replace("/guest/", "/guest/x")):
        answer = Client().post(wrong)
        assert answer.status_code == 404
        assert "incomplete or was changed" in answer.content.decode()


@pytest.mark.parametrize(("ahead", "days"), [(-3, 7), (2, 7), (7, 10), (60, 30)])
def test_a_link_is_offered_for_longer_than_until_the_interview(
    ahead: int, days: int, world: World, signed_in: SignedIn
) -> None:
    """A week would end before an interview that is further off; the most is 30 days."""
    Interview.objects.update(starts_at=timezone.now() + timedelta(days=ahead, minutes=5))
    page = signed_in(world.manager).get(reverse("scheduling:interview", args=[world.ways.pk]))
    assert page.context["guest_form"]["days"].value() == days


def test_the_link_is_shown_once_and_kept_nowhere(world: World, signed_in: SignedIn) -> None:
    """The answer holds it; the interview's page afterwards does not."""
    url = reverse("scheduling:guest-link", args=[world.ways.pk])
    answer = signed_in(world.manager).post(
        url, {"name": "Vera Guest", "email": "vera@example.net", "days": "3"}
    )
    assert "/guest/" in answer.content.decode()
    page = (
        signed_in(world.manager).get(reverse("scheduling:interview", args=[world.ways.pk])).content.decode()
    )
    assert "/guest/" not in page
    assert "Link lasts until" in page


def board(client: Client, world: World, **asked: Any) -> str:
    return str(client.get(reverse("scheduling:board", args=[world.opening.pk]), asked).content.decode())


def candidates_on(page: str) -> list[str]:
    return re.findall(r'<li><a href="/applications/\d+/">([^<]+)</a>', page)


def test_the_board_says_who_owes_what_since_when(world: World, signed_in: SignedIn) -> None:
    """The one who has submitted is not named; those who owe are, the trainee marked and not counted."""
    seal(world.assignment(world.ada), {"framing": 4, "deployment": 2})
    Interview.objects.update(starts_at=timezone.now() - timedelta(minutes=30))
    page = board(signed_in(world.manager), world)
    assert "1 of 3 scorecards" in page
    assert "owes since" not in page  # they are talking still
    Interview.objects.update(starts_at=timezone.now() - timedelta(days=3))
    page = board(signed_in(world.manager), world)
    assert "Ben Interviewer owes since" in page
    assert "Theo Trainee (trainee) owes since" in page
    assert "Ada Interviewer owes" not in page


def test_an_interviewer_finds_on_the_board_only_those_whom_they_meet(
    world: World, signed_in: SignedIn
) -> None:
    """In pairs: two candidates are there for the manager, one for the interviewer, and no counts of the others."""
    make_candidate(world.opening, "Quiet Candidate", world.recruiter)
    assert candidates_on(board(signed_in(world.manager), world)) == ["Priya Candidate", "Quiet Candidate"]
    for person in (world.ada, world.cleo, world.trainee):
        page = board(signed_in(person), world)
        assert candidates_on(page) == ["Priya Candidate"]
        assert "1 candidate" in page
    assert "Cleo" not in board(signed_in(world.ada), world)


def test_the_board_is_filtered_by_stage_status_interviewer_owed_and_text(
    world: World, signed_in: SignedIn
) -> None:
    """Each question alone, and two together; nonsense is as if it were not asked."""
    client = signed_in(world.manager)
    quiet = make_candidate(world.opening, "Quiet Candidate", world.recruiter, stage="ways")
    gone = make_candidate(world.opening, "Gone Person", world.recruiter)
    set_status(actor=world.manager, application=gone, status="withdrawn", reason="Another job")
    Interview.objects.update(starts_at=timezone.now() - timedelta(days=1))
    mine = make_interview(
        quiet, "ways", world.manager, by=world.recruiter, starts_at=timezone.now() - timedelta(days=1)
    )
    both = ["Priya Candidate", "Quiet Candidate"]
    for asked, names in (
        ({}, both),
        ({"stage": "ways"}, ["Quiet Candidate"]),
        ({"status": "withdrawn"}, ["Gone Person"]),
        ({"status": "all"}, ["Gone Person", *both]),
        ({"interviewer": world.ada.pk}, ["Priya Candidate"]),
        ({"owed": "somebody"}, both),
        ({"owed": "me"}, ["Quiet Candidate"]),
        ({"owed": "nothing", "status": "all"}, ["Gone Person"]),
        ({"q": "quiet"}, ["Quiet Candidate"]),
        ({"q": quiet.candidate.handle.lower()}, ["Quiet Candidate"]),
        ({"q": "priya.candidate@"}, ["Priya Candidate"]),
        ({"q": "nobody"}, []),
        ({"stage": "lunch", "interviewer": "x", "page": "-1"}, both),
    ):
        assert candidates_on(board(client, world, **asked)) == names, asked
    seal(mine.assignments.get(), {"collaboration": 3})
    assert candidates_on(board(client, world, owed="me")) == []


def test_a_filter_that_changes_fetches_the_list_alone_and_the_back_button_the_page(
    world: World, signed_in: SignedIn
) -> None:
    """The partial has no frame; restoring history asks for the whole page."""
    client = signed_in(world.manager)
    url = reverse("scheduling:board", args=[world.opening.pk])
    part = client.get(url, {"q": "priya"}, headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<div id="board">')
    assert "HX-Request" in part.headers["Vary"]
    whole = client.get(url, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()


def test_the_board_is_the_same_whatever_the_ratings_are(world: World, signed_in: SignedIn) -> None:
    """In pairs: two candidates, sealed with the highest and the lowest levels; swapping them changes no letter."""
    other = make_candidate(world.opening, "Quiet Candidate", world.recruiter)
    second = make_interview(other, "design", world.ada, by=world.manager, starts_at=world.design.starts_at)
    seal(world.assignment(world.ben), {"framing": 5, "deployment": 5}, note="hire at once")
    sealed = seal(second.assignments.get(), {"framing": 1, "deployment": 1})
    client = signed_in(world.manager)

    def text() -> str:
        return re.sub(r"csrf[^>]+>|X-CSRFToken[^}]+", "", board(client, world))

    before = text()
    sealed.ratings.all().update(level=5)
    sealed.evidence.all().update(text="brilliant")
    type(sealed)._base_manager.filter(pk=sealed.pk).update(recommendation="strong-yes")
    assert text() == before
    assert "hire at once" not in before


def many(world: World, count: int) -> None:
    """As many candidates as asked, each with an interview of two, half of them sealed."""
    people = Candidate.objects.bulk_create(
        Candidate(name=f"Person {n:03}", handle=f"P{n:03}", created_by=world.recruiter) for n in range(count)
    )
    rows = Application.objects.bulk_create(
        Application(opening=world.opening, candidate=person, stage=("design", "ways")[n % 2])
        for n, person in enumerate(people)
    )
    interviews = Interview.objects.bulk_create(
        Interview(
            application=row,
            stage="design",
            version=world.version,
            starts_at=timezone.now() - timedelta(days=n % 9),
            created_by=world.manager,
        )
        for n, row in enumerate(rows)
    )
    Assignment.objects.bulk_create(
        Assignment(interview=each, interviewer=person)
        for each in interviews
        for person in (world.ada, world.ben)
    )


@pytest.mark.parametrize("count", [1, 3, 250])
@pytest.mark.parametrize(
    "asked", [{}, {"owed": "somebody"}, {"interviewer": "ada"}], ids=["all", "owed", "by person"]
)
def test_the_board_takes_at_most_ten_queries(
    world: World, signed_in: SignedIn, django_assert_max_num_queries: Any, count: int, asked: dict[str, str]
) -> None:
    """Whatever the number of candidates and the filter, for a manager and for an interviewer."""
    many(world, count - 1)
    # Every ninth conversation has only begun, so that nobody owes anything of it yet.
    expected = count - len(range(0, count - 1, 9)) if "owed" in asked else count
    if "interviewer" in asked:
        asked = {"interviewer": str(world.ada.pk)}
    for person in (world.manager, world.ada):
        client = signed_in(person)
        with django_assert_max_num_queries(10):
            page = board(client, world, **asked)
        assert len(candidates_on(page)) == expected


def test_four_hundred_candidates_come_in_pages_that_keep_the_filters(
    world: World, signed_in: SignedIn
) -> None:
    """Two pages, nobody twice, nobody lost; the counts of the stages are those of all."""
    many(world, 399)
    client = signed_in(world.manager)
    first, second = board(client, world, q="e"), board(client, world, q="e", page=2)
    assert (len(candidates_on(first)), len(candidates_on(second))) == (250, 150)
    assert not set(candidates_on(first)) & set(candidates_on(second))
    assert "?q=e&amp;page=2" in first
    assert "400 candidates, page 1 of 2" in first
    assert "page 2 of 2" in board(client, world, page=99)
