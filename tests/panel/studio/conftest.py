"""What the studio's tests begin with: a scorecard being written, with comments of its author in the text."""

import pytest

from evenbar.panel.studio import actions
from evenbar.panel.studio.models import Scorecard
from tests.panel.building import SMALL, World

COMMENTED = SMALL.read_text(encoding="utf-8").replace("criteria:\n", "criteria:  # what we look for\n", 1)


@pytest.fixture
def written() -> str:
    """The small scorecard with a comment in it."""
    return COMMENTED


@pytest.fixture
def small(world: World) -> Scorecard:
    """A scorecard with an open draft at revision 1, begun by the hiring manager."""
    return actions.create_scorecard(
        actor=world.manager, title="Small scorecard", text=COMMENTED, origin="test"
    )
