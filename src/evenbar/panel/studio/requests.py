"""What the studio's pages ask of a request: whether a script is asking, when it was saved."""

from django.http import HttpRequest
from django.utils import timezone


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, and pieces of the page are wanted instead of the page."""
    return "application/json" in request.headers.get("Accept", "")


def saved_at() -> str:
    """The state of the draft in the header of the page."""
    return f"Draft saved · {timezone.localtime():%H:%M:%S}"
