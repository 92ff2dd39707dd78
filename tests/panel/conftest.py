"""Fixtures of the panel's tests."""

from collections.abc import Callable

import pytest
from django.test import Client

from evenbar.panel.people.models import User
from tests.panel.building import World, make_world

SignIn = Callable[[User], Client]


@pytest.fixture
def world(db: None) -> World:
    """One opening, its panel, one candidate between two interviews; nothing sealed."""
    return make_world()


@pytest.fixture
def signed_in() -> SignIn:
    """`signed_in(user)` is a test client of that account."""
    return SignedIn


class SignedIn(Client):
    """A test client that is signed in."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
