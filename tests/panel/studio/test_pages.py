"""The studio's pages from beginning to a published version."""

import pytest

from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Scorecard
from tests.panel.building import SMALL, World


@pytest.fixture
def small(world: World) -> Scorecard:
    """A scorecard with an open draft, written by hand with a comment in it."""
    text = SMALL.read_text(encoding="utf-8").replace("criteria:\n", "criteria:  # what we look for\n", 1)
    return actions.create_scorecard(actor=world.manager, title="Small scorecard", text=text, origin="test")


def test_every_page_opens(world: World, small: Scorecard, signed_in: type) -> None:
    """Each page of the studio answers with 200 for a hiring manager."""
    client = signed_in(world.manager)
    base = f"/studio/{small.pk}"
    for path in (
        "/studio/",
        "/studio/new/",
        "/studio/new/?level=senior&focus=data&interviewers=6",
        f"{base}/",
        f"{base}/edit/",
        f"{base}/edit/?part=stages",
        f"{base}/edit/?part=decision",
        f"{base}/edit/?part=job",
        f"{base}/edit/?part=criteria/framing",
        f"{base}/yaml/",
        f"{base}/publish/",
        f"{base}/compare/",
        f"/studio/versions/{world.version.pk}/",
        f"/studio/versions/{world.version.pk}/print/",
        f"/studio/versions/{world.version.pk}/yaml/",
        f"/studio/versions/{world.version.pk}/json/",
    ):
        assert client.get(path).status_code == 200, path
