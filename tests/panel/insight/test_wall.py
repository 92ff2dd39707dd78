"""Who sees which estimates: always in pairs, something stands in the store, and it is or is not on the page.

Page, figure, its table, its text for screen readers and the files for download are one text here: what may not be
seen stands in none of them.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from evenbar.panel.deciding.models import Debrief
from evenbar.panel.hiring.models import Member
from evenbar.panel.insight.labels import pseudonyms
from evenbar.panel.insight.visibility import lenses_of, may_look
from evenbar.panel.ledger.models import Line
from evenbar.panel.people.models import OrganisationRole, Role, User
from evenbar.panel.scheduling.models import Assignment, Interview
from evenbar.panel.work.models import KeptAnswer
from tests.panel.building import World, make_candidate, make_interview, make_user, seal
from tests.panel.conftest import SignedIn
from tests.panel.insight.panels import NAMES, Panel, computed, make_panel

pytestmark = pytest.mark.django_db
PAGES = ("interviewers/", "interviewers.csv", "reliability/", "criteria/", "ratings.csv")
OWN = ("interviewers/", "interviewers.csv")


@pytest.fixture
def panel(world: World) -> Panel:
    return make_panel(world)


def everything(user: User, pages: tuple[str, ...] = PAGES, asked: str = "") -> str:
    return "\n".join(computed(user, f"/insight/{page}{asked}") for page in pages)


def severities(text: str) -> dict[str, str]:
    """The severity of each interviewer in a file of estimates, by the label there."""
    return dict(re.findall(r"^([^,]+),severity,([^,]+),", text, re.MULTILINE))


def test_a_manager_reads_interviewers_by_name_and_candidates_by_handle(world: World, panel: Panel) -> None:
    told = everything(world.manager)
    assert [name for name in NAMES if name not in told] == []
    assert "PA0003" in told
    assert "Person" not in told


def test_an_analyst_reads_all_openings_under_pseudonyms_and_nobodys_name(world: World, panel: Panel) -> None:
    other = make_panel(world, title="Other", manager=make_user("Mona Manager"), seed=9)
    told = everything(world.analyst)
    assert "48 candidates" in told
    assert [name for name in NAMES if name in told or name.split()[1] in told] == []
    assert [one.candidate.name for one in other.applications if one.candidate.name in told] == []
    assert "PA0003" not in told
    assert "OT0003" not in told
    labels = pseudonyms("Interviewer", [person.pk for person in panel.people])
    assert [label for label in labels.values() if label not in told] == []
    assert not re.search(
        r"\d{4}-\d\d-(?!01)\d\d$", computed(world.analyst, "/insight/ratings.csv"), re.MULTILINE
    )


def test_an_interviewer_reads_the_own_line_and_nothing_of_any_other(world: World, panel: Panel) -> None:
    strict, *others = panel.people
    told = everything(strict, OWN)
    theirs = severities(computed(world.manager, "/insight/interviewers.csv"))
    assert strict.name in told
    assert theirs[strict.name] in told
    for other in others:
        assert other.name not in told
        assert other.name in theirs
        assert theirs[other.name] not in told
        value = float(theirs[other.name])
        assert f"{abs(value):.2f}" not in told or abs(abs(value) - float(theirs[strict.name])) < 0.01
    labels = [*pseudonyms("Interviewer", [person.pk for person in others]).values(), "to calibrate first"]
    assert [label for label in labels if label in told] == []


def test_the_own_page_is_the_same_whoever_else_stands_out(world: World, panel: Panel) -> None:
    """No count of others and no order of theirs can be read off it: only its own line, and figures of the whole."""
    middle = panel.people[2]
    told = computed(middle, "/insight/interviewers/")
    assert (
        told.count('class="row') <= 3 * 2
    )  # the own line, the panel's spread, the two halves; wide and narrow
    assert "looked at" not in told
    assert "Strictwood" not in told


@pytest.mark.parametrize(
    "page", ["reliability/", "criteria/", "ratings.csv", "reliability.csv", "criteria.csv"]
)
def test_an_interviewer_has_no_other_page(panel: Panel, page: str) -> None:
    assert SignedIn(panel.people[0]).get(f"/insight/{page}").status_code == 404


def test_an_interviewer_whose_own_ratings_are_not_settled_reads_nothing_of_the_others(
    world: World, panel: Panel
) -> None:
    """Ben has submitted on a candidate of the same opening, whose debrief is closed; then on another stage's."""
    Member.objects.create(opening=panel.opening, user=world.ben, role=Role.INTERVIEWER)
    application = make_candidate(panel.opening, "New Candidate", world.recruiter)
    interview = make_interview(application, "design", world.ben, by=world.recruiter)
    seal(interview.assignments.get(), {"framing": 4, "deployment": 4})
    assert not may_look(world.ben)
    debrief = Debrief.objects.create(
        application=application,
        title="Another stage",
        stages=["ways"],
        created_by=world.manager,
        opened_at=timezone.now(),
        opened_by=world.manager,
    )
    told = everything(world.ben, OWN)
    assert "nothing to estimate from yet" in told
    assert "24 candidates" not in told
    Debrief.objects.filter(pk=debrief.pk).update(stages=["ways", "design"])
    assert "25 candidates" in everything(world.ben, OWN)


def test_a_spread_of_few_is_not_shown_since_it_would_tell_of_single_people(world: World) -> None:
    few = make_panel(world, names=NAMES[:4], severity=(1.0, -1.0, 0.0, 0.0))
    many = make_panel(world, title="Many", names=NAMES[1:], severity=(1.0, -1.0, 0.0, 0.0, 0.0), seed=8)
    alone, among = few.people[0], many.people[-1]
    assert "Shown from 4 other interviewers" in computed(alone, "/insight/interviewers/")
    assert "the spread of this panel" not in computed(alone, "/insight/interviewers/")
    assert "the spread of this panel" in computed(among, "/insight/interviewers/")


@pytest.mark.parametrize("who", ["admin", "trainee", "compliance", "outsider", "ada"])
def test_whoever_may_see_nothing_finds_no_entry_and_no_page(world: World, panel: Panel, who: str) -> None:
    """Ada sits on a panel and has submitted nothing."""
    user: User = getattr(world, who)
    assert not may_look(user)
    client = SignedIn(user)
    assert 'href="/insight/' not in client.get("/").content.decode()
    assert [page for page in (*PAGES, "", "how/") if client.get(f"/insight/{page}").status_code != 404] == []
    assert 'href="/insight/' in SignedIn(world.manager).get("/").content.decode()


def test_a_guest_who_has_submitted_sees_nothing(panel: Panel) -> None:
    guest = panel.people[0]
    assert may_look(guest)
    User.objects.filter(pk=guest.pk).update(is_guest=True)
    assert not may_look(User.objects.get(pk=guest.pk))


def test_what_somebody_submitted_in_training_opens_nothing(world: World, panel: Panel) -> None:
    seat = Assignment.objects.filter(interviewer=panel.people[0])
    seat.update(interviewer=world.trainee, is_trainee=True)
    assert seat.model.objects.filter(interviewer=world.trainee, sealed__isnull=False).exists()
    assert not may_look(world.trainee)


def test_a_manager_of_another_opening_reads_nothing_of_this_one(world: World, panel: Panel) -> None:
    mona = make_user("Mona Manager")
    other = make_panel(world, title="Other", manager=mona, names=NAMES[:3], severity=(0, 0, 0), seed=9)
    told = everything(mona)
    assert "24 candidates" in told
    assert "PA0003" not in told
    assert panel.people[4].name not in told
    for page in PAGES:
        assert SignedIn(mona).get(f"/insight/{page}?opening={panel.opening.pk}").status_code == 404
        assert SignedIn(mona).get(f"/insight/{page}?opening={other.opening.pk}").status_code == 200
    assert "48 candidates" in everything(world.recruiter)


@pytest.mark.parametrize("lens", ["manager", "analyst", "made-up"])
def test_nobody_looks_through_a_lens_that_is_not_theirs(panel: Panel, lens: str) -> None:
    client = SignedIn(panel.people[0])
    assert client.get(f"/insight/interviewers/?lens={lens}").status_code == 404
    assert client.get("/insight/interviewers/?lens=own").status_code == 200


def test_who_is_several_things_chooses_and_never_gets_names_with_the_analysts_view(
    world: World, panel: Panel
) -> None:
    mona = make_user("Mona Manager", Role.ANALYST)
    other = make_panel(world, title="Other", manager=mona, seed=9)
    assert lenses_of(mona) == ("manager", "analyst")
    assert other.people[0].name in everything(mona)
    assert other.people[0].name not in everything(mona, asked="?lens=analyst")


def test_a_candidate_on_whom_anybody_owes_counts_in_no_number(world: World, panel: Panel) -> None:
    before = everything(world.manager)
    assert "24 candidates" in before
    assert "PA0000" in before
    first = panel.applications[0]
    later = Interview.objects.create(
        application=first,
        stage="ways",
        version=world.version,
        created_by=world.recruiter,
        starts_at=timezone.now() - timedelta(hours=2),
    )
    Assignment.objects.create(interview=later, interviewer=world.manager)
    stale = SignedIn(world.manager).get("/insight/interviewers/").content.decode()
    assert "24 candidates" not in stale  # what was kept rests on somebody who is closed now
    after = everything(world.manager)
    assert "23 candidates" in after
    assert "PA0000" not in after
    assert severities(before) != severities(after)


def test_a_conflict_of_interest_closes_the_ratings_of_that_candidate(world: World, panel: Panel) -> None:
    seat = Assignment.objects.filter(interview__application=panel.applications[1])[0]
    Assignment.objects.create(
        interview=seat.interview, interviewer=world.manager, status=Assignment.Status.CONFLICT
    )
    assert "PA0001" not in computed(world.manager, "/insight/ratings.csv")
    assert "PA0002" in computed(world.manager, "/insight/ratings.csv")
    assert "PA0001" in computed(world.recruiter, "/insight/ratings.csv")


def test_pseudonyms_follow_neither_names_nor_accounts_nor_severity(world: World, panel: Panel) -> None:
    rows = re.findall(
        r"^[^,]+,(Interviewer \w+),", computed(world.analyst, "/insight/ratings.csv"), re.MULTILINE
    )
    ids = {label: pk for pk, label in pseudonyms("Interviewer", [one.pk for one in panel.people]).items()}
    order = [ids[label] for label in sorted(set(rows))]
    assert sorted(order) != order
    assert sorted(order, reverse=True) != order


def test_pseudonyms_stay_with_one_secret_and_change_with_another(
    settings: LazySettings, world: World
) -> None:
    first = pseudonyms("Interviewer", [1, 2, 3])
    assert pseudonyms("Interviewer", [4, 3, 2, 1]).items() > first.items()
    assert len(set(first.values())) == 3
    assert pseudonyms("Candidate", [1])[1].split()[1] != first[1].split()[1]
    settings.SECRET_KEY = "another secret"
    assert set(first.values()).isdisjoint(pseudonyms("Interviewer", [1, 2, 3]).values())


def lines(action: str) -> Iterator[tuple[str, object]]:
    for line in Line.objects.filter(action=action).order_by("number"):
        yield line.subject, line.facts["lens"]


def test_the_ledger_says_who_saw_and_who_took_along_what(world: World, panel: Panel) -> None:
    everything(world.manager)
    everything(panel.people[0], OWN)
    assert ("insight:interviewers", "manager") in set(lines("insight.seen"))
    assert ("insight:interviewers", "own") in set(lines("insight.seen"))
    assert ("insight:ratings", "manager") in set(lines("insight.downloaded"))


def test_nothing_is_noted_as_seen_while_there_is_nothing_to_see(world: World, panel: Panel) -> None:
    told = SignedIn(world.manager).get("/insight/interviewers/").content.decode()
    assert "being computed" in told
    assert list(lines("insight.seen")) == []


def test_a_page_that_asks_again_notes_nothing_twice(world: World, panel: Panel) -> None:
    computed(world.manager, "/insight/interviewers/")
    KeptAnswer.objects.update(fingerprint="earlier ratings")
    client, before = SignedIn(world.manager), len(list(lines("insight.seen")))
    client.get("/insight/interviewers/")
    for _ in range(3):
        told = client.get("/insight/interviewers/", headers={"HX-Trigger": "estimates"})
        assert "Newer numbers are being computed" in told.content.decode()
    assert len(list(lines("insight.seen"))) == before + 1


def test_an_administrator_who_also_manages_an_opening_reads_that_one_alone(
    world: World, panel: Panel
) -> None:
    other = make_panel(world, title="Other", manager=make_user("Mona Manager"), seed=9)
    assert OrganisationRole.objects.filter(user=world.admin, role=Role.ADMINISTRATOR).exists()
    Member.objects.create(opening=panel.opening, user=world.admin, role=Role.HIRING_MANAGER)
    assert "24 candidates" in everything(world.admin)
    asked = f"/insight/interviewers/?opening={other.opening.pk}"
    assert SignedIn(world.admin).get(asked).status_code == 404


def test_the_navigation_shows_insight_to_exactly_those_who_have_a_way_of_looking(panel: Panel) -> None:
    seen = {user.name: may_look(user) for user in User.objects.all()}
    assert seen == {user.name: bool(lenses_of(user)) for user in User.objects.all()}
    assert set(seen.values()) == {True, False}
