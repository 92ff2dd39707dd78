"""Facts over the packaged scorecards: what each of them promises to a team that takes it as it is."""

import pytest

from evenbar.scorecard import library
from evenbar.scorecard.criterion import STANDARD
from evenbar.scorecard.scorecard import LEVELS, Scorecard, rater_counts


@pytest.fixture(params=library.names())
def card(request: pytest.FixtureRequest) -> Scorecard:
    """Each packaged scorecard in turn."""
    return library.load(request.param)


def test_both_scorecards_are_packaged() -> None:
    """The simple and the complete scorecard are packaged, under their own ids."""
    assert {"senior-ml-engineer", "starter"} <= set(library.names())
    assert all(library.load(name).scorecard == name for name in library.names())


def test_an_unknown_name_is_a_key_error() -> None:
    """An unknown name is a KeyError, a path is no name."""
    for name in ("nobody", "../library/starter", "starter.yaml", ""):
        with pytest.raises(KeyError):
            library.text(name)


def test_every_criterion_is_rated_by_at_least_two_people(card: Scorecard) -> None:
    """Every criterion is rated by at least two people."""
    assert {id: count for id, count in rater_counts(card).items() if count < 2} == {}


def test_nobody_rates_more_than_five_in_an_interview(card: Scorecard) -> None:
    """Nobody rates more than five criteria in an interview."""
    assert {stage.id: len(stage.criteria) for stage in card.stages if len(stage.criteria) > 5} == {}


def test_all_fourteen_standard_criteria_are_covered(card: Scorecard) -> None:
    """All fourteen standard criteria are covered, each by one row."""
    covered = [code for criterion in card.criteria for code in criterion.covers]
    assert sorted(covered) == sorted(STANDARD)


def test_every_criterion_has_five_anchors_and_an_example(card: Scorecard) -> None:
    """Every criterion has a definition, five anchors and at least one look-alike."""
    for criterion in card.criteria:
        assert tuple(anchor.level for anchor in criterion.anchors) == LEVELS, criterion.id
        assert criterion.definition, criterion.id
        assert criterion.look_alikes, criterion.id
        assert criterion.evidence, criterion.id


def test_every_criterion_can_be_asked_about(card: Scorecard) -> None:
    """Every criterion has at least two questions with probes and what to listen for."""
    for criterion in card.criteria:
        assert len(criterion.questions) >= 2, criterion.id
        assert all(
            question.ask and question.probes and question.listen_for for question in criterion.questions
        )


def test_every_criterion_has_a_target_at_or_above_its_minimum(card: Scorecard) -> None:
    """Every criterion has the ideal candidate's level, at or above its minimum."""
    for criterion in card.criteria:
        assert criterion.target is not None, criterion.id
        assert criterion.target >= (criterion.minimum or 0), criterion.id


def test_weights_that_differ_say_why(card: Scorecard) -> None:
    """Where weights differ, every criterion that weighs more or less than most says why."""
    weights = [criterion.weight for criterion in card.criteria]
    usual = max(set(weights), key=weights.count)
    assert [row.id for row in card.criteria if row.weight != usual and not row.why_weight] == []


def test_the_job_says_what_the_hire_is_to_reach(card: Scorecard) -> None:
    """The job has tasks and outcomes, and criteria point at every task."""
    assert card.job.outcomes
    needed = {task for criterion in card.criteria for task in criterion.tasks}
    assert needed == {task.id for task in card.job.tasks}


def test_the_complete_scorecard_has_fourteen_rows_and_five_stages() -> None:
    """The complete scorecard has a row for each standard criterion, five stages, one of them unrated."""
    card = library.load("senior-ml-engineer")
    assert len(card.criteria) == 14
    assert [stage.rated for stage in card.stages] == [False, True, True, True, True]
    assert all(anchor.signals and anchor.example for row in card.criteria for anchor in row.anchors)


def test_the_starter_needs_three_people() -> None:
    """The starter has seven rows, three conversations and one interviewer in each."""
    card = library.load("starter")
    assert (len(card.criteria), len(card.stages)) == (7, 3)
    assert all(stage.interviewers == 1 for stage in card.stages)
