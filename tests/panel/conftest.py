"""Fixtures of the panel's tests."""

import pytest
from django.test import Client

from evenbar.panel.people.models import User
from tests.panel.building import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """One opening, its panel, one candidate between two interviews; nothing sealed."""
    return make_world()


@pytest.fixture
def signed_in() -> "type[SignedIn]":
    """`signed_in(user)` is a test client of that account."""
    return SignedIn


class SignedIn(Client):
    """A test client that is signed in."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
