"""What comes with Evenbar is proof-read itself: its scorecards, and every criterion and question of the library."""

from datetime import date

import pytest

from evenbar.lint.checking import check
from evenbar.scorecard import bank, library

TODAY = date(2026, 11, 24)
# Of a criterion alone one cannot ask for a plan, so these rules have nothing to judge.
OF_A_PLAN = {"unrated-criterion", "too-few-stages", "many-criteria"}


@pytest.mark.parametrize("name", library.names())
def test_a_packaged_scorecard_is_clean_without_a_suppression(name: str) -> None:
    """No warning and no error in a packaged scorecard, and nothing accepted."""
    assert library.load(name).suppress == ()
    told = check(library.text(name), name=name, today=TODAY)
    assert [f"{each.where}: {each.rule}" for each in told.found if each.severity != "info"] == []


@pytest.mark.parametrize("id", list(bank.versions()))
def test_a_criterion_of_the_library_is_clean_with_all_its_questions(id: str) -> None:
    """No warning and no error in the newest version of a criterion, whichever of its questions are chosen."""
    text = "\n".join(
        [
            "evenbar: 1\nscorecard: one\ntitle: One row of the library",
            "job: {tasks: [{id: do-the-work, does: Does what the row is about}]}",
            f"criteria:\n  - include: {id}@{library.newest(id)}\n    target: 3\n    tasks: [do-the-work]",
            "stages: []\ndecision: {rule: weighted-mean, bar: 2.8, review_by: 2027-05-23}\n",
        ]
    )
    found = [each for each in check(text, today=TODAY).found if each.where.startswith(f"criteria/{id}")]
    told = [f"{each.where}: {each.rule}" for each in found if each.severity != "info"]
    assert [each for each in told if each.split(": ")[1] not in OF_A_PLAN] == []
