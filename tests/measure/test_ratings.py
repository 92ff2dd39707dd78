"""The rating table itself: who met whom, into how many parts they fall, and what design that is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.measure.ratings import RatingTable, interviews_of, table

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=1, max_size=60)


def met(pairs: list[tuple[int, int]]) -> RatingTable:
    people, raters = zip(*pairs, strict=True)
    return table(candidate=people, interviewer=raters, score=[3.0] * len(pairs), levels=(1, 5))


@given(PAIRS)
def test_interviews_are_the_ratings_of_a_pair_in_their_order(pairs: list[tuple[int, int]]) -> None:
    """Sorted by candidate, then interviewer; within an interview the ratings keep their order."""
    candidate, interviewer = (np.array(column) for column in zip(*pairs, strict=True))
    found = interviews_of(candidate, interviewer, 6)
    groups = [group.tolist() for group in np.split(found.order, found.start[1:])]
    wanted = {
        pair: [index for index, each in enumerate(pairs) if each == pair] for pair in sorted(set(pairs))
    }
    assert list(zip(found.candidate, found.interviewer, strict=True)) == list(wanted)
    assert groups == list(wanted.values())
    assert found.size.tolist() == [len(group) for group in groups]


def test_names_beyond_what_one_number_holds_are_sorted_all_the_same() -> None:
    """Where candidate, interviewer and place do not fit into 62 bits, the order is found another way."""
    candidate = np.array([2**40, 5, 2**40, 5])
    found = interviews_of(candidate, np.array([3, 9, 3, 2]), 2**20)
    assert found.order.tolist() == [3, 1, 0, 2]
    assert found.candidate.tolist() == [5, 5, 2**40]


@given(PAIRS)
def test_parts_share_nobody_and_cannot_be_split(pairs: list[tuple[int, int]]) -> None:
    """Everybody who met is in one part; the parts are those that joining step by step leaves; the largest is first."""
    rows = met(pairs)
    parts = rows.parts
    assert (parts.candidate[rows.candidate] == parts.interviewer[rows.interviewer]).all()
    groups = [{("p", p), ("r", r)} for p, r in pairs]
    for group in list(groups):
        touching = [each for each in groups if each & group]
        groups = [each for each in groups if not each & group] + [set().union(*touching)]
    assert parts.count == len(groups)
    assert (np.diff(np.bincount(parts.candidate)) <= 0).all()


@pytest.mark.parametrize(
    ("pairs", "design"),
    [
        ([(p, r) for p in range(3) for r in range(2)], "crossed"),
        ([(p, 3 * p + r) for p in range(3) for r in range(2)], "nested"),
        ([(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 0)], "sparse"),
    ],
)
def test_a_design_is_known_by_who_met_whom(pairs: list[tuple[int, int]], design: str) -> None:
    assert met(pairs).design == design


def test_a_part_of_a_table_has_its_own_interviews() -> None:
    """What was worked out for the whole table is not carried over to some of its rows."""
    rows = met([(0, 0), (0, 1), (1, 1), (2, 2)])
    assert rows.parts.count == 2
    assert rows.only(rows.candidate < 2).parts.count == 1
    assert len(rows.only(rows.candidate < 2).interviews.start) == 3
