"""Who may read the ledger. The roles are read by the account's related name, because people stands above."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from evenbar.panel.ledger.models import Line

READERS = frozenset({"administrator", "compliance"})


def may_read(user: Any) -> bool:
    """Administrators and compliance officers; asked once per request and account."""
    if not user.is_authenticated:
        return False
    if not hasattr(user, "_may_read_ledger"):
        user._may_read_ledger = user.organisation_roles.filter(role__in=READERS).exists()
    return bool(user._may_read_ledger)


def lines_for(user: Any) -> QuerySet[Line]:
    """Every line for those who may read the ledger, none for everyone else."""
    return Line.objects.all() if may_read(user) else Line.objects.none()


def actors_for(user: Any, pks: Collection[int] | None = None) -> dict[int, str]:
    """The names behind account ids, all of them or some, for those who may read the ledger."""
    if not may_read(user):
        return {}
    rows = get_user_model().objects.order_by("name", "pk")
    return dict((rows if pks is None else rows.filter(pk__in=pks)).values_list("pk", "name"))
