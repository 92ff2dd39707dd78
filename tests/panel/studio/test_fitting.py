"""Three answers give a scorecard that can be read, keeps two raters where there are two, and says what it cannot."""

import itertools

import pytest

from evenbar.panel.studio.fitting import fit, told
from evenbar.panel.studio.nearest import LEVELS, PARTS, focuses, lacking, nearest, roles
from evenbar.scorecard import library
from evenbar.scorecard.criterion import STANDARD
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import rater_counts

ANSWERS = list(itertools.product(LEVELS, focuses(), (1, 2, 3, 4, 8)))


@pytest.mark.parametrize(("level", "focus", "interviewers"), ANSWERS)
def test_every_answer_gives_a_whole_scorecard(level: str, focus: str, interviewers: int) -> None:
    """Any three answers give a readable scorecard at that level, with two raters a row where two exist."""
    fitted = fit(level=level, focus=focus, interviewers=interviewers)
    card = read(fitted.text)
    assert card == fitted.card
    assert card.job.level == (level if fitted.base != "ml-engineering-manager" else "manager")
    assert all(len(stage.criteria) <= 5 for stage in card.stages)
    assert fitted.notes
    if interviewers == 1:
        assert {stage.interviewers for stage in card.stages} == {1}
    else:
        assert min(rater_counts(card).values()) >= 2
        assert max(stage.interviewers for stage in card.stages) <= interviewers


def test_three_interviewers_get_the_starter_and_more_the_nearest_level() -> None:
    """Up to three people get the packaged starter; four get the engineer's scorecard of the level asked."""
    assert fit(level="mid", focus="balanced", interviewers=3).base == "starter"
    bases = {level: fit(level=level, focus="balanced", interviewers=4).base for level in LEVELS}
    assert bases == {
        "junior": "ml-engineer-junior",
        "mid": "ml-engineer-mid",
        "senior": "senior-ml-engineer",
        "staff": "ml-engineer-staff",
    }


@pytest.mark.parametrize("covering", ["starter", "senior-ml-engineer"])
def test_the_starter_and_the_complete_one_cover_the_fourteen_at_every_level(covering: str) -> None:
    """Moving a level or a focus never drops a standard criterion; the scorecard of a field does without some."""
    for level, focus in itertools.product(LEVELS, PARTS):
        card = fit(level=level, focus=focus, interviewers=8, base=covering).card
        assert not lacking(card, frozenset(STANDARD))
    assert lacking(library.load("llm-engineer"), frozenset(STANDARD))


def test_every_packaged_scorecard_is_reached_or_can_be_chosen() -> None:
    """A role has its own scorecard whoever interviews, and any packaged one can be put in place of the nearest."""
    for role, title in roles().items():
        for interviewers in (1, 3, 8):
            assert nearest(level="mid", focus=role, interviewers=interviewers) == role
        assert focuses()[role] == title
    for name in library.names():
        fitted = fit(level="senior", focus="data", interviewers=4, base=name)
        assert (fitted.base, fitted.begun) == (name, library.load(name).title)
        ids = [each.id for each in library.load(name).criteria]
        assert [each.id for each in fitted.card.criteria] == ids
    assert set(roles()) | {nearest(level=each, focus="balanced", interviewers=4) for each in LEVELS} == set(
        library.names()
    ) - {"starter", "ml-engineer-senior"}


def test_a_focus_that_the_nearest_level_does_not_rate_takes_another_scorecard() -> None:
    """A staff engineer who builds models is not fitted from a scorecard that rates nothing of models."""
    assert nearest(level="staff", focus="balanced", interviewers=4) == "ml-engineer-staff"
    fitted = fit(level="staff", focus="modelling", interviewers=4)
    assert fitted.base == "senior-ml-engineer"
    assert "It was written for a senior job" in " ".join(fitted.notes)
    assert "Counts double" in (fitted.card.criterion("model-development").why_weight or "")


def test_what_a_chosen_scorecard_cannot_follow_is_said() -> None:
    """A focus of which it rates nothing, or a part, and a level that it does not have, are each told."""
    nothing = fit(level="staff", focus="modelling", interviewers=4, base="ml-engineer-staff")
    assert nothing.notes[0] == "It rates nothing of the focus, so no weight is moved."
    assert nothing.card.criteria == library.load("ml-engineer-staff").criteria
    part = fit(level="junior", focus="production", interviewers=4)
    assert "does not rate, of the focus: Deployment at scale and monitoring" in part.notes[0]
    managers = fit(level="junior", focus="ml-engineering-manager", interviewers=4)
    packaged = library.load("ml-engineering-manager")
    assert "keeps it: bar and targets do not move" in managers.notes[0]
    assert (managers.card.title, managers.card.decision) == (packaged.title, packaged.decision)


def test_a_role_is_called_by_level_and_name() -> None:
    """The title says both, and abbreviations keep their capitals."""
    titles = {
        role: fit(level="staff", focus=role, interviewers=8).card.title
        for role in ("data-scientist", "llm-engineer", "mlops-engineer")
    }
    assert titles == {
        "data-scientist": "Staff data scientist",
        "llm-engineer": "Staff LLM engineer",
        "mlops-engineer": "Staff MLOps or platform engineer",
    }
    assert (told("llm-engineer"), told("data")) == ("LLM engineer", "data and evaluation")


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
        fit(level=each, focus="balanced", interviewers=8, base="senior-ml-engineer").card
        for each in ("junior", "senior", "staff")
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
    with pytest.raises(ValueError, match="no packaged scorecard 'wizard'; there are applied-scientist"):
        fit(level="mid", focus="balanced", interviewers=3, base="wizard")
