"""The account behind a request, for the views of every app."""

from django.http import HttpRequest

from evenbar.panel.people.models import User


def account_of(request: HttpRequest) -> User:
    """The account that is signed in; LoginRequiredMiddleware lets nobody else come as far as a view that asks."""
    assert isinstance(request.user, User)
    return request.user
