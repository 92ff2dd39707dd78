"""What every page of hiring asks: whether a guest is here, and which opening or application they may manage."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from evenbar.panel.hiring import visibility
from evenbar.panel.hiring.models import Application, Opening
from evenbar.panel.people.account import account_of


def refuse_guests(request: HttpRequest) -> None:
    """A guest's pages are those of one interview; every other page does not exist for it."""
    if account_of(request).is_guest:
        raise Http404


def managed_opening(request: HttpRequest, pk: int) -> Opening:
    """An opening that the account manages; for everyone else the page does not exist."""
    return get_object_or_404(visibility.managed_openings(request.user), pk=pk)


def managed_application(request: HttpRequest, pk: int) -> Application:
    """An application that the account manages; for everyone else the page does not exist."""
    return get_object_or_404(visibility.managed_applications(request.user), pk=pk)
