"""Kept answers: what is computed from ratings once, and shown while the ratings stay what they were.

An app registers a *kind* of answer with `computes`. The function that it gives turns a scope (a string that the app
chooses) into a `Question`: the fingerprint of the data, told cheaply, and how to compute the answer. `answer` gives
the kept value while the fingerprint holds, else computes it at once where that is quick, else asks for it in the
background and meanwhile gives the older value. An older value is never given when it rests on somebody whose ratings
do not count any more: what could be shown yesterday may be closed today.

Who may ask is for the pages. Here nobody is known.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from evenbar.panel.work.models import KeptAnswer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer would be computed from, and how.

    `compute` returns ids and numbers that JSON can hold. `rests_on` are the applications whose ratings go in; `about`
    are words such as "opening:5" by which `touched` asks again; `small` says that a page may wait for it.
    """

    fingerprint: str
    compute: Callable[[], Any]
    rests_on: frozenset[int]
    about: tuple[str, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is at hand: `value` None when there is none yet, `current` when it is of today's data.
    `fingerprint` is that of the data that the value came from.

    `failed` says that none could be computed from today's data; the reason is in the log.
    """

    value: Any
    current: bool
    computed_at: datetime | None
    failed: bool = False
    fingerprint: str = ""

    @property
    def waiting(self) -> bool:
        """Whether a newer one is being computed."""
        return not self.current and not self.failed


Kind = Callable[[str], Question]
_KINDS: dict[str, Kind] = {}


def computes(kind: str) -> Callable[[Kind], Kind]:
    """Register the function that turns a scope into a question of this kind."""

    def register(function: Kind) -> Kind:
        _KINDS[kind] = function
        return function

    return register


def question(kind: str, scope: str) -> Question:
    """The question as it stands today; cheap."""
    return _KINDS[kind](scope)


def answer(kind: str, scope: str) -> Answer:
    """The answer to a question, kept, computed now or asked for. A page calls this and waits for nothing long."""
    asked = question(kind, scope)
    row = _find(kind, scope)
    if row is not None and row.computed_at is not None and row.fingerprint == asked.fingerprint:
        return Answer(row.value, current=True, computed_at=row.computed_at, fingerprint=row.fingerprint)
    if row is not None and row.failed == asked.fingerprint:
        return Answer(None, current=False, computed_at=None, failed=True)
    if asked.small:
        return _computed_now(kind, scope, asked)
    if row is None or row.asked_at is None:
        ask(kind, scope)
    if row is None or row.computed_at is None or not asked.rests_on.issuperset(row.rests_on):
        return Answer(None, current=False, computed_at=None)
    return Answer(row.value, current=False, computed_at=row.computed_at, fingerprint=row.fingerprint)


def _computed_now(kind: str, scope: str, asked: Question) -> Answer:
    try:
        value = asked.compute()
    except (ArithmeticError, ValueError):
        logger.exception("No answer of kind %s could be computed.", kind)
        keep(kind, scope, failed=asked.fingerprint)
        return Answer(None, current=False, computed_at=None, failed=True)
    row = keep(kind, scope, **as_kept(asked, value))
    return Answer(value, current=True, computed_at=row.computed_at, fingerprint=asked.fingerprint)


def as_kept(asked: Question, value: Any) -> dict[str, Any]:
    """The fields of a kept answer."""
    return {
        "fingerprint": asked.fingerprint,
        "value": value,
        "rests_on": sorted(asked.rests_on),
        "about": f",{','.join(asked.about)}," if asked.about else "",
        "computed_at": timezone.now(),
        "failed": "",
    }


def keep(kind: str, scope: str, **fields: Any) -> KeptAnswer:
    """Write an answer, whoever else writes it at the same moment."""
    row, _ = KeptAnswer.objects.update_or_create(
        kind=kind, scope_digest=_digest(scope), defaults={"scope": scope, **fields}
    )
    return row


def ask(kind: str, scope: str) -> None:
    """Ask for an answer in the background, once, however often it is asked for until it comes."""
    again = {"asked_at": timezone.now(), "attempts": 0}
    rows = KeptAnswer.objects.filter(kind=kind, scope_digest=_digest(scope))
    if rows.filter(asked_at=None).update(**again) or rows.exists():
        return
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(kind=kind, scope=scope, scope_digest=_digest(scope), **again)
    except IntegrityError:  # somebody else asked at this very moment
        rows.filter(asked_at=None).update(**again)


def ask_after_commit(kind: str, scope: str) -> None:
    """Ask when the running transaction has been committed. A failure is logged; a page would ask again."""
    transaction.on_commit(lambda: ask(kind, scope), robust=True)


def touched(*about: str) -> None:
    """After the running transaction: the kept answers about any of these are computed again where data moved on."""
    transaction.on_commit(lambda: _ask_again(about), robust=True)


def _ask_again(about: tuple[str, ...]) -> None:
    named = reduce(or_, (Q(about__contains=f",{word},") for word in about))
    KeptAnswer.objects.filter(named).update(asked_at=timezone.now(), attempts=0)


def _find(kind: str, scope: str) -> KeptAnswer | None:
    return KeptAnswer.objects.filter(kind=kind, scope_digest=_digest(scope)).first()


def _digest(scope: str) -> str:
    return hashlib.sha256(scope.encode()).hexdigest()
