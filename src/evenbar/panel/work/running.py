"""Computing what was asked for, one answer after the other, in a process of its own.

Whoever computes an answer holds a lease on it and renews it while the work goes on. A worker that is killed renews
nothing: its lease runs out, or is given back by the process that watches it, and another worker takes the answer up
again, once. What kills its worker twice is given up until the data have changed.
"""

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from evenbar.panel.work import answers
from evenbar.panel.work.models import KeptAnswer

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
ATTEMPTS = 2  # the first, and one more after a worker was killed


@dataclass(frozen=True, slots=True)
class Worker:
    """Who computes: the token of its leases, and how long one holds without being renewed."""

    token: str
    lease: timedelta = LEASE


def new_worker(lease: timedelta = LEASE) -> Worker:
    """A worker with a token that no other has."""
    return Worker(secrets.token_hex(16), lease)


def waits() -> bool:
    """Whether any answer is asked for and nobody is at it."""
    return KeptAnswer.objects.filter(_free()).exists()


def drain(worker: Worker) -> int:
    """Compute whatever is asked for until nothing waits; how many questions were looked at."""
    looked_at = 0
    while (row := _claim(worker)) is not None:
        looked_at += 1
        with _renewing(worker, row.pk):
            _answer(worker, row)
    return looked_at


def release(worker: Worker, *, stopped: bool = False) -> int:
    """Give back what a dead worker held, so that nobody waits for its lease to run out; how many that were.

    A worker that was stopped in order did not fail: its attempt is not counted.
    """
    held = KeptAnswer.objects.filter(lease=worker.token)
    begun = F("attempts") - 1 if stopped else F("attempts")
    return held.update(lease="", leased_until=None, attempts=begun)


def _free() -> Q:
    return Q(asked_at__isnull=False) & (Q(leased_until=None) | Q(leased_until__lt=timezone.now()))


def _claim(worker: Worker) -> KeptAnswer | None:
    """The answer that has waited longest, now leased by this worker; None when nothing waits."""
    while (row := KeptAnswer.objects.filter(_free()).order_by("asked_at").first()) is not None:
        until = timezone.now() + worker.lease
        mine = {"lease": worker.token, "leased_until": until, "attempts": row.attempts + 1}
        taken = KeptAnswer.objects.filter(_free(), pk=row.pk, attempts=row.attempts)
        if taken.update(**mine):
            row.attempts += 1
            return row
    return None


def _answer(worker: Worker, row: KeptAnswer) -> None:
    """Compute one answer where the data have moved on. What cannot be computed is said in the log and given up."""
    try:
        asked = answers.question(row.kind, row.scope)
    except Exception:
        logger.exception("The question %s %s cannot be put any more.", row.kind, row.scope)
        KeptAnswer.objects.filter(pk=row.pk).delete()
        return
    if asked.fingerprint in (row.fingerprint, row.failed):
        _done(worker, row)
        return
    if row.attempts > ATTEMPTS:
        logger.error("Computing %s %s ended its worker %s times.", row.kind, row.scope, ATTEMPTS)
        _done(worker, row, failed=asked.fingerprint)
        return
    try:
        value = asked.compute()
    except Exception:
        logger.exception("No answer of kind %s could be computed.", row.kind)
        _done(worker, row, failed=asked.fingerprint)
        return
    _done(worker, row, **answers.as_kept(asked, value))


def _done(worker: Worker, row: KeptAnswer, **fields: object) -> None:
    """Write what was found, unless another worker has the lease by now, and end the lease.

    Where somebody asked again meanwhile, the question stays asked.
    """
    mine = KeptAnswer.objects.filter(pk=row.pk, lease=worker.token)
    mine.filter(asked_at=row.asked_at).update(asked_at=None)
    mine.update(**fields, attempts=0, lease="", leased_until=None)


@contextmanager
def _renewing(worker: Worker, pk: int) -> Iterator[None]:
    """Renew the lease from a thread for as long as the work goes on; a killed process takes its threads along."""
    over = threading.Event()

    def renew() -> None:
        try:
            while not over.wait(worker.lease.total_seconds() / 3):
                until = timezone.now() + worker.lease
                KeptAnswer.objects.filter(pk=pk, lease=worker.token).update(leased_until=until)
        finally:
            connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
