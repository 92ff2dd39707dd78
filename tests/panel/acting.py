"""Deeds that tests of the rules begin from: scorecards in, a debrief opened, a decision signed, a page looked at."""

import re

from django.urls import reverse

from evenbar.panel.deciding import actions as deciding
from evenbar.panel.deciding.models import Debrief, Decision
from evenbar.panel.people.models import User
from tests.panel.building import World, make_debrief, seal
from tests.panel.conftest import SignedIn


def rated(world: World, *people: User) -> None:
    """Scorecards of those people on their own stages."""
    for person in people:
        second = "collaboration" if person == world.cleo else "deployment"
        seal(world.assignment(person), {"framing": 4, second: 4})


def opened(world: World, *stages: str, reason: str = "Cleo is on leave") -> Debrief:
    """A debrief that the hiring manager has opened."""
    return deciding.open_debrief(actor=world.manager, debrief=make_debrief(world, *stages), reason=reason)


def sign(world: World, debrief: Debrief, outcome: str, *, actor: User | None = None) -> Decision:
    """A decision with all its reasons."""
    return deciding.sign(
        actor=actor or world.manager,
        debrief=debrief,
        outcome=outcome,
        summary="The decision came before the model.",
        reasons={"framing": "Four and four.", "collaboration": "Not rated."},
        deciders=[],
        dissent={},
        request_key=f"{outcome}-{debrief.pk}",
    )


def page(user: User, name: str, *numbers: int, **asked: str) -> str:
    """A page as an account sees it, without what changes on every request."""
    text = SignedIn(user).get(reverse(name, args=numbers), asked).content.decode()
    return re.sub(r'csrfmiddlewaretoken"[^>]+>|hx-headers=[^>]*>|/static/\S+', "", text)
