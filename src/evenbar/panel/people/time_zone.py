"""Each account sees times in its own time zone."""

import zoneinfo
from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """The time zones that this machine knows; read from disk once."""
    return frozenset(zoneinfo.available_timezones())


def activate_time_zone(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Activate the account's time zone for the request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.time_zone in names():
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
        else:
            timezone.deactivate()
        return get_response(request)

    return middleware
