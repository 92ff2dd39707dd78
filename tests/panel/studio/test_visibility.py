"""Every address of the studio by every role: who reads, who writes, and for whom nothing is there."""

import pytest
from django.test import Client
from django.urls import get_resolver

from evenbar.panel.hiring.models import Member
from evenbar.panel.people.models import Role, User
from evenbar.panel.studio import actions, visibility
from evenbar.panel.studio import urls as studio_urls
from evenbar.panel.studio.models import Draft, Scorecard, Version
from tests.panel.building import World, make_interview, make_user, make_version

WRITERS = ("admin", "recruiter", "manager")
READERS = ("ada", "ben", "cleo", "trainee")
NOBODY = ("outsider", "analyst", "compliance", "guest")
LIBRARY_PAGES = ("library", "library-criterion", "library-scorecard")
WRITING_PAGES = (
    "scorecards",
    "new",
    "scorecard",
    "edit",
    "yaml",
    "publish",
    "compare",
    "checklist",
    *LIBRARY_PAGES,
)
VERSION_PAGES = ("version", "version-print", "version-yaml", "version-json", "version-xlsx")
POSTS = ("start-draft", "withdraw", "discard-draft", "proof")


def address(name: str, world: World, small: Scorecard) -> str:
    pattern = {each.name: each for each in studio_urls.urlpatterns}[name].pattern
    pk = world.version.pk if name in (*VERSION_PAGES, "start-draft", "withdraw") else small.pk
    path = "/studio/" + str(pattern).replace("<int:pk>", str(pk))
    return path.replace("<slug:id>/<int:version>", "framing/1").replace("<slug:name>", "starter")


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Everybody of the world, and a guest who is in an interview of it."""
    guest = make_user("Gus Guest", is_guest=True)
    make_interview(world.application, "design", guest, by=world.recruiter)
    return {**world.everyone, "guest": guest}


def test_the_table_names_every_address() -> None:
    """No address of the studio is missing in the table below."""
    names = {pattern.name for pattern in studio_urls.urlpatterns}
    assert names == {*WRITING_PAGES, *VERSION_PAGES, *POSTS}
    assert "studio" in get_resolver().namespace_dict


@pytest.mark.parametrize("name", [*WRITING_PAGES, *VERSION_PAGES])
def test_who_may_open_a_page(
    name: str, world: World, small: Scorecard, people: dict[str, User], signed_in: type
) -> None:
    """Writers open all pages, those on an opening its published version, everyone else finds nothing."""
    path = address(name, world, small)
    for who, user in people.items():
        expected = 200 if who in WRITERS or (who in READERS and name in VERSION_PAGES) else 404
        assert signed_in(user).get(path).status_code == expected, (who, path)
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("name", [*POSTS, "new", "edit", "yaml", "publish"])
def test_only_writers_change_anything(
    name: str, world: World, small: Scorecard, people: dict[str, User], signed_in: type
) -> None:
    """A post of anybody else finds nothing and changes nothing; without a session it leads to sign-in."""
    path = address(name, world, small)
    sent = {
        "how": "library",
        "name": "starter",
        "revision": "1",
        "text": "gone",
        "seen": "",
        "title": "gone",
        "do": "remove stages/ways",
    }
    before = (
        list(Draft.objects.values_list("text", "revision")),
        Version.objects.count(),
        Scorecard.objects.count(),
    )
    for who in (*READERS, *NOBODY):
        assert signed_in(people[who]).post(path, sent).status_code == 404, who
    assert Client().post(path, sent).status_code == 302
    assert before == (
        list(Draft.objects.values_list("text", "revision")),
        Version.objects.count(),
        Scorecard.objects.count(),
    )


@pytest.mark.parametrize("name", POSTS)
def test_a_link_changes_nothing(name: str, world: World, small: Scorecard, signed_in: type) -> None:
    """What changes something is never reached by a mere link."""
    assert signed_in(world.admin).get(address(name, world, small)).status_code == 405


def test_an_interviewer_reads_the_version_of_their_opening_and_no_other(
    world: World, small: Scorecard, signed_in: type
) -> None:
    """Another version of the same scorecard exists and is open to the manager; for the interviewer it is not there."""
    other = actions.publish(actor=world.manager, scorecard=small)
    path = f"/studio/versions/{other.pk}/"
    assert signed_in(world.manager).get(path).status_code == 200
    assert signed_in(world.ada).get(path).status_code == 404
    assert signed_in(world.ada).get(f"/studio/versions/{world.version.pk}/").status_code == 200


def test_an_interviewer_keeps_the_version_that_they_rate_against(world: World, small: Scorecard) -> None:
    """When the opening moves on, the version of an interview that somebody holds stays readable to them."""
    world.opening.version = actions.publish(actor=world.manager, scorecard=small)
    world.opening.save()
    assert visibility.versions_for(world.ada).filter(pk=world.version.pk).exists()
    assert not visibility.versions_for(world.outsider).exists()


def test_who_has_left_the_opening_reads_nothing(world: World) -> None:
    """A removed member whose assignment was declined finds nothing any more."""
    assert visibility.versions_for(world.ben).exists()
    Member.objects.filter(user=world.ben).delete()
    world.ben.assignments.update(status="declined")
    assert not visibility.versions_for(world.ben).exists()


def test_analysts_and_compliance_on_an_opening_still_read_nothing(world: World) -> None:
    """A seat as analyst or compliance officer on an opening opens no version."""
    for user, role in ((world.analyst, Role.ANALYST), (world.compliance, Role.COMPLIANCE)):
        Member.objects.create(opening=world.opening, user=user, role=role)
        assert not visibility.versions_for(user).exists()


def test_a_guest_with_a_writers_role_writes_nothing(world: World) -> None:
    """Whoever came by a link to one interview is never a writer, whatever role the row says."""
    guest = make_user("Gus Guest", Role.ADMINISTRATOR, is_guest=True)
    assert not visibility.may_write(guest)
    assert not visibility.versions_for(guest).exists()


def test_a_reader_sees_no_buttons_of_writers(world: World, signed_in: type) -> None:
    """The version page tells an interviewer nothing of drafts and use; the manager sees both."""
    make_version(world.admin)
    path = f"/studio/versions/{world.version.pk}/"
    assert "Change it" in signed_in(world.manager).get(path).content.decode()
    assert "Change it" not in signed_in(world.ada).get(path).content.decode()
