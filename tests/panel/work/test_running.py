"""Leases: one worker at a time, renewed while it works, taken up again after its death, once."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from evenbar.panel.work import running
from evenbar.panel.work.answers import answer, ask
from evenbar.panel.work.models import KeptAnswer
from evenbar.panel.work.running import drain, new_worker, release, waits
from tests.panel.work.conftest import Data


def begin(scope: str = "1") -> running.Worker:
    """A worker that claimed an answer and never came back."""
    ask("sum", scope)
    worker = new_worker()
    assert running._claim(worker) is not None
    return worker


def expire() -> None:
    KeptAnswer.objects.update(leased_until=timezone.now() - timedelta(seconds=1))


def test_what_one_worker_holds_no_other_begins(data: Data) -> None:
    begin()
    assert not waits()
    assert drain(new_worker()) == 0
    assert data.computed == 0


def test_a_lease_that_ran_out_is_taken_up_again_once(data: Data, caplog: pytest.LogCaptureFixture) -> None:
    """The second worker dies too: the third gives up, says so, and the page says that there is no answer."""
    begin()
    expire()
    assert waits()
    assert running._claim(new_worker()) is not None
    expire()
    with caplog.at_level(logging.CRITICAL):
        assert drain(new_worker()) == 1
    assert (data.computed, waits(), answer("sum", "1").failed) == (0, False, True)


def test_the_second_attempt_may_succeed(data: Data) -> None:
    begin()
    expire()
    assert (drain(new_worker()), data.computed) == (1, 1)
    assert answer("sum", "1").current
    assert KeptAnswer.objects.get().attempts == 0


def test_what_a_dead_worker_held_is_given_back_at_once(data: Data) -> None:
    worker = begin()
    assert release(worker) == 1
    assert waits()
    assert KeptAnswer.objects.get().attempts == 1


def test_a_worker_that_was_stopped_in_order_has_not_failed(data: Data) -> None:
    worker = begin()
    release(worker, stopped=True)
    assert KeptAnswer.objects.get().attempts == 0


def test_what_is_asked_again_while_it_is_computed_is_computed_again(data: Data) -> None:
    """A rating came in after the worker had read: its answer is kept, and the question stays asked."""

    def meanwhile() -> None:
        data.numbers["9"] = 4
        KeptAnswer.objects.update(asked_at=timezone.now())
        data.meanwhile = lambda: None

    data.meanwhile = meanwhile
    ask("sum", "1")
    assert drain(new_worker()) == 2
    assert answer("sum", "1").value == {"sum": 7}


def test_a_worker_that_lost_its_lease_writes_nothing(data: Data) -> None:
    """Another worker has taken the answer over while this one was thought dead."""
    ask("sum", "1")

    def take_over() -> None:
        KeptAnswer.objects.update(lease="another")

    data.meanwhile = take_over
    running._answer(new_worker(), running._claim(new_worker()) or pytest.fail("nothing was claimed"))
    row = KeptAnswer.objects.get()
    assert (row.value, row.lease) == (None, "another")


def test_a_question_that_cannot_be_put_any_more_is_forgotten(
    data: Data, caplog: pytest.LogCaptureFixture
) -> None:
    ask("unheard of", "1")
    with caplog.at_level(logging.CRITICAL):
        assert drain(new_worker()) == 1
    assert not KeptAnswer.objects.exists()
