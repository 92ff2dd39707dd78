"""Pages cost the same number of queries with one row, three, or two hundred and fifty."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Draft, Scorecard, Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.panel.building import World
from tests.panel.studio.conftest import COMMENTED

Most = Callable[[int], AbstractContextManager[object]]


def grow(world: World, small: Scorecard, rows: int) -> None:
    """As many scorecards with a version and a draft each, and as many versions of one."""
    mark = fingerprint(read(COMMENTED))
    version = {"title": "Row", "text": COMMENTED, "fingerprint": mark, "published_by": world.admin}
    cards = [Scorecard.objects.create(title=f"Row {n}", created_by=world.admin) for n in range(rows)]
    Draft.objects.bulk_create(
        Draft(scorecard=card, text=COMMENTED, updated_by=world.recruiter) for card in cards
    )
    Version.objects.bulk_create(Version(scorecard=card, number=1, **version) for card in cards)
    Version.objects.bulk_create(Version(scorecard=small, number=n + 1, **version) for n in range(rows))


@pytest.mark.parametrize("rows", [1, 3, 250])
def test_pages_stay_under_ten_queries(
    rows: int,
    world: World,
    small: Scorecard,
    signed_in: type,
    django_assert_max_num_queries: Most,
) -> None:
    """Lists, the form, the YAML, the comparison and a version answer within ten queries."""
    grow(world, small, rows)
    client = signed_in(world.manager)
    for path in (
        "/studio/",
        "/studio/new/",
        f"/studio/{small.pk}/",
        f"/studio/{small.pk}/edit/",
        f"/studio/{small.pk}/yaml/",
        f"/studio/{small.pk}/publish/",
        f"/studio/{small.pk}/checklist/",
        "/rules/",
        "/rules/too-few-raters/",
        f"/studio/{small.pk}/compare/",
        f"/studio/versions/{world.version.pk}/",
    ):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200


def test_saving_stays_at_eight_queries(
    world: World, small: Scorecard, written: str, signed_in: type, django_assert_max_num_queries: Most
) -> None:
    """An autosave of the form and of the YAML costs eight queries, its transaction included."""
    for revision in range(1, 9):
        actions.save_draft(
            actor=world.manager, scorecard=small, text=f"{written}# {revision}\n", revision=revision
        )
    client, script = signed_in(world.manager), {"HTTP_ACCEPT": "application/json"}
    with django_assert_max_num_queries(8):
        sent = {"revision": "9", "criteria/framing/name": "Typed"}
        assert client.post(f"/studio/{small.pk}/edit/", sent, **script).json()["revision"] == 10
    with django_assert_max_num_queries(9):  # every tenth save also clears old texts away
        assert (
            client.post(
                f"/studio/{small.pk}/yaml/", {"revision": "10", "text": written}, **script
            ).status_code
            == 200
        )
