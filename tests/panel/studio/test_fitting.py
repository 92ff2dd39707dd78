"""Three answers give a scorecard that can be read, keeps two raters where there are two, and says what it cannot."""

import itertools

import pytest

from evenbar.panel.studio.fitting import FOCUSES, LEVELS, fit
from evenbar.scorecard import library
from evenbar.scorecard.criterion import STANDARD
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import rater_counts

ANSWERS = list(itertools.product(LEVELS, FOCUSES, (1, 2, 3, 4, 6, 8, 12)))


@pytest.mark.parametrize(("level", "focus", "interviewers"), ANSWERS)
def test_every_answer_gives_a_whole_scorecard(level: str, focus: str, interviewers: int) -> None:
    """Any three answers give a readable scorecard that covers the fourteen, with two raters a row where two exist."""
    fitted = fit(level=level, focus=focus, interviewers=interviewers)
    card = read(fitted.text)
    assert card == fitted.card
    assert {code for each in card.criteria for code in each.covers} == set(STANDARD)
    assert card.job.level == level
    assert all(len(stage.criteria) <= 5 for stage in card.stages)
    assert fitted.notes
    if interviewers > 1:
        assert min(rater_counts(card).values()) >= 2
        assert max(stage.interviewers for stage in card.stages) <= interviewers


def test_three_interviewers_get_the_starter_and_more_the_complete_one() -> None:
    """Up to three people get the packaged starter; four get the complete scorecard."""
    assert fit(level="mid", focus="balanced", interviewers=3).base == "starter"
    assert fit(level="senior", focus="balanced", interviewers=4).base == "senior-ml-engineer"


def test_one_interviewer_is_told_that_one_opinion_is_one() -> None:
    """With one person no row can have two raters, and the note says so instead of hiding it."""
    fitted = fit(level="mid", focus="balanced", interviewers=1)
    assert "cannot give two independent ratings" in " ".join(fitted.notes)


def test_two_interviewers_rate_each_row_once_together() -> None:
    """With two people each row is in one conversation that both sit in, so nobody rates a row twice."""
    card = fit(level="mid", focus="balanced", interviewers=2).card
    assert set(rater_counts(card).values()) == {2}
    rated = [id for stage in card.stages for id in stage.criteria]
    assert len(rated) == len(set(rated))


@pytest.mark.parametrize(("interviewers", "said"), [(8, False), (5, True), (2, True), (3, False)])
def test_more_than_five_criteria_a_person_are_said_plainly(interviewers: int, said: bool) -> None:
    """Where somebody has to sit in more than one conversation, the notes say that they rate more than five."""
    notes = " ".join(fit(level="senior", focus="balanced", interviewers=interviewers).notes)
    assert ("over the whole loop" in notes) is said


def test_a_focus_moves_weight_with_a_reason() -> None:
    """A focus doubles the weight of its criteria, and every weight that differs says why."""
    before = fit(level="senior", focus="balanced", interviewers=8).card
    after = fit(level="senior", focus="production", interviewers=8).card
    assert after.shares()["deployment"] > before.shares()["deployment"]
    assert after.shares()["explaining"] < before.shares()["explaining"]
    assert all(each.why_weight for each in after.criteria)
    assert "production" in (after.criterion("deployment").why_weight or "")


def test_a_level_moves_bar_and_targets() -> None:
    """Junior stands below senior below staff, in the bar and in every target."""
    junior, senior, staff = (
        fit(level=each, focus="balanced", interviewers=8).card for each in ("junior", "senior", "staff")
    )
    assert (junior.decision.bar or 0) < (senior.decision.bar or 0) < (staff.decision.bar or 0)
    for low, middle, high in zip(junior.criteria, senior.criteria, staff.criteria, strict=True):
        assert (low.target or 0) < (middle.target or 0) <= (high.target or 0)


def test_a_packaged_level_keeps_the_packaged_bar() -> None:
    """Where nothing is to be moved, bar, targets and weights stay as packaged."""
    packaged = library.load("senior-ml-engineer")
    fitted = fit(level="senior", focus="balanced", interviewers=8).card
    assert (fitted.criteria, fitted.stages, fitted.decision) == (
        packaged.criteria,
        packaged.stages,
        packaged.decision,
    )


@pytest.mark.parametrize(
    "answers",
    [("wizard", "balanced", 3), ("mid", "vibes", 3), ("mid", "balanced", 0), ("mid", "balanced", 21)],
)
def test_other_answers_are_refused(answers: tuple[str, str, int]) -> None:
    """An unknown level or focus, and no or too many interviewers, are refused with a sentence."""
    level, focus, interviewers = answers
    with pytest.raises(ValueError, match=r"The level is one of|Between 1 and 20"):
        fit(level=level, focus=focus, interviewers=interviewers)
