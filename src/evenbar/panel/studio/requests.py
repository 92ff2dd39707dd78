"""What the studio's pages ask of a request: who is signed in, whether a script is asking, when it was saved."""

from django.http import HttpRequest
from django.utils import timezone

from evenbar.panel.people.models import User


def signed_in(request: HttpRequest) -> User:
    """The account behind a request; every page of the studio is behind sign-in."""
    assert isinstance(request.user, User)
    return request.user


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, and pieces of the page are wanted instead of the page."""
    return "application/json" in request.headers.get("Accept", "")


def saved_at() -> str:
    """The state of the draft in the header of the page."""
    return f"Draft saved · {timezone.localtime():%H:%M:%S}"
