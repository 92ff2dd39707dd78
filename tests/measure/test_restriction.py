"""A table of finalists is recognised, by its stages or by its levels, and one of everybody is not."""

import numpy as np

from evenbar.measure.agreement import agreements
from evenbar.measure.ratings import Labels, RatingTable, table
from evenbar.measure.restriction import restricted_stages, restriction_warnings


def two_stages(*, chosen: bool) -> RatingTable:
    """40 candidates by phone, a quarter of them on site: the best, or any."""
    random = np.random.default_rng(5)
    truth = random.normal(size=40)
    on_site = np.argsort(truth)[-10:] if chosen else np.arange(0, 40, 4)
    people = np.concatenate([np.repeat(np.arange(40), 2), np.repeat(on_site, 3)])
    judges = np.concatenate([np.tile([0, 1], 40), np.tile([2, 3, 4], 10)])
    score = np.clip(np.round(3 + truth[people] + 0.5 * random.normal(size=len(people))), 1, 5)
    stage = Labels(("onsite", "phone"), np.repeat([1, 0], [80, 30]))
    rows = table(candidate=people, interviewer=judges, score=score, levels=(1, 5))
    return RatingTable(**{**vars(rows), "stage": stage})


def test_finalists_are_recognised_by_their_earlier_stage() -> None:
    (found,) = restricted_stages(two_stages(chosen=True))
    assert (found.earlier, found.later, found.before, found.after) == ("phone", "onsite", 40, 10)
    assert found.ratio < 0.8
    told = dict(restriction_warnings(two_stages(chosen=True)))["range-restricted"]
    assert 'The 10 candidates of "onsite" are those who were chosen of 40 in "phone"' in told
    assert "range-restricted" in dict(agreements(two_stages(chosen=True), draws=0).warnings)


def test_a_later_stage_of_anybody_is_not_restricted() -> None:
    assert restricted_stages(two_stages(chosen=False)) == ()
    assert list(restriction_warnings(two_stages(chosen=False))) == []


def by_levels(lowest: int) -> RatingTable:
    people = np.repeat(np.arange(12), 3)
    score = lowest + (people + np.tile([0, 1, 2], 12)) % (6 - lowest)
    return table(candidate=people, interviewer=np.tile([0, 1, 2], 12), score=score, levels=(1, 5))


def test_nobody_below_the_middle_looks_like_finalists() -> None:
    assert "look like finalists only" in dict(restriction_warnings(by_levels(3)))["range-restricted"]
    assert list(restriction_warnings(by_levels(1))) == []


def test_a_few_candidates_look_like_nothing() -> None:
    rows = by_levels(3)
    assert list(restriction_warnings(rows.only(rows.candidate < 9))) == []
