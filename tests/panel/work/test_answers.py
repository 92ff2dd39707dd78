"""Kept answers: when the kept value is given, when it is computed, and what an older one may not show."""

import logging

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from evenbar.panel.work.answers import answer, ask, ask_after_commit, touched
from evenbar.panel.work.models import KeptAnswer
from evenbar.panel.work.running import drain, new_worker, waits
from tests.panel.work.conftest import Data


def test_a_small_answer_is_computed_at_once_and_kept_while_the_data_stay(data: Data) -> None:
    data.small = True
    first, second = answer("sum", "1"), answer("sum", "1")
    assert (first.value, first.current, second.value, data.computed) == ({"sum": 3}, True, {"sum": 3}, 1)
    data.numbers["9"] = 4
    assert (answer("sum", "1").value, data.computed) == ({"sum": 7}, 2)
    assert not waits()


def test_a_large_answer_is_asked_for_once_and_given_when_it_has_come(data: Data) -> None:
    assert answer("sum", "1").waiting
    assert answer("sum", "1").value is None
    assert (data.computed, KeptAnswer.objects.count(), waits()) == (0, 1, True)
    assert drain(new_worker()) == 1
    found = answer("sum", "1")
    assert (found.value, found.current, found.waiting, data.computed) == ({"sum": 3}, True, False, 1)


def test_an_older_answer_is_given_while_all_that_it_rests_on_still_counts(data: Data) -> None:
    answer("sum", "1")
    drain(new_worker())
    data.numbers["9"] = 4
    older = answer("sum", "1")
    assert (older.value, older.current, older.waiting) == ({"sum": 3}, False, True)


def test_an_older_answer_is_not_given_when_somebody_in_it_counts_no_more(data: Data) -> None:
    """Candidate 8 is closed again: what was computed from their ratings stands in the store and is not shown."""
    answer("sum", "1")
    drain(new_worker())
    del data.numbers["8"]
    assert KeptAnswer.objects.get().value == {"sum": 3}
    assert answer("sum", "1").value is None


@pytest.mark.parametrize("small", [True, False])
def test_what_cannot_be_computed_is_said_and_not_tried_again_until_the_data_change(
    data: Data, caplog: pytest.LogCaptureFixture, small: bool
) -> None:
    data.small, data.fail = small, True
    with caplog.at_level(logging.CRITICAL):
        answer("sum", "1")
        drain(new_worker())
        assert answer("sum", "1").failed
        assert answer("sum", "1").failed
    assert (data.computed, waits()) == (1, False)
    data.fail = False
    data.numbers["9"] = 4
    answer("sum", "1")
    drain(new_worker())
    assert answer("sum", "1").value == {"sum": 7}


def test_scopes_are_kept_apart_and_each_asked_for_once(data: Data) -> None:
    for scope in ("1", "2", "1", "2" * 5000):
        ask("sum", scope)
    assert KeptAnswer.objects.count() == 3
    assert drain(new_worker()) == 3


def test_what_is_touched_is_looked_at_again_and_computed_where_the_data_moved_on(
    data: Data, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Openings 1 and 11: touching 1 leaves 11 alone, and nothing is asked for before the commit."""
    for scope in ("1", "11"):
        answer("sum", scope)
    drain(new_worker())
    data.numbers["9"] = 4
    with django_capture_on_commit_callbacks(execute=True):
        touched("opening:1")
        assert not waits()
    assert drain(new_worker()) == 1
    assert [answer("sum", scope).value["sum"] for scope in ("1", "11")] == [7, 3]
    with django_capture_on_commit_callbacks(execute=True):
        touched("opening:1")
    assert (drain(new_worker()), data.computed) == (2, 4), (
        "11, which was asked for above, and 1 looked at only"
    )


def test_nothing_is_asked_for_by_a_transaction_that_is_undone(
    data: Data, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        try:
            with transaction.atomic():
                ask_after_commit("sum", "1")
                raise KeyError
        except KeyError:
            ask_after_commit("sum", "2")
    assert [row.scope for row in KeptAnswer.objects.all()] == ["2"]


def test_a_kept_answer_costs_one_query(data: Data, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    data.small = True
    answer("sum", "1")
    with django_assert_num_queries(1):
        answer("sum", "1")
