"""What the studio's pages ask of a request: who is asking, whether a script is, when it was saved."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from evenbar.panel.studio import visibility


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, and pieces of the page are wanted instead of the page."""
    return "application/json" in request.headers.get("Accept", "")


def saved_at() -> str:
    """The state of the draft in the header of the page."""
    return f"Draft saved · {timezone.localtime():%H:%M:%S}"


def writers_only(request: HttpRequest) -> None:
    """The studio's own pages exist for those who may write; for others they are not there."""
    if not visibility.may_write(request.user):
        raise Http404
