"""Facts over the packaged scorecards: what each of them promises to a team that takes it as it is."""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from evenbar.scorecard import bank, library
from evenbar.scorecard.criterion import FAMILIES, STANDARD, Criterion
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import LEVELS, Scorecard, rater_counts
from evenbar.scorecard.writing_out import written_out

ROLES = {
    "applied-scientist",
    "computer-vision-engineer",
    "data-scientist",
    "llm-engineer",
    "ml-engineer-junior",
    "ml-engineer-mid",
    "ml-engineer-senior",
    "ml-engineer-staff",
    "ml-engineering-manager",
    "mlops-engineer",
}
PUBLISHED = date(2026, 11, 24)
# A conversation needs a few minutes to begin and to end.
FRAME = 5


@pytest.fixture(params=library.names())
def card(request: pytest.FixtureRequest) -> Scorecard:
    """Each packaged scorecard in turn."""
    return library.load(request.param)


@pytest.fixture(params=sorted(ROLES))
def role(request: pytest.FixtureRequest) -> Scorecard:
    """Each scorecard of a role in turn."""
    return library.load(request.param)


def thirds(card: Scorecard) -> dict[str, Fraction]:
    """The shares of technical skill, domain and impact, and behaviour."""
    shares = card.shares()
    parts = {"technical": ("ml", "engineering"), "domain": ("domain", "impact"), "behaviour": ("behaviour",)}
    return {
        part: sum((shares[row.id] for row in card.criteria if row.family in families), start=Fraction(0))
        for part, families in parts.items()
    }


def test_the_scorecards_are_packaged() -> None:
    """The simple and the complete scorecard and one for each role are packaged, under their own ids."""
    assert set(library.names()) == {"senior-ml-engineer", "starter"} | ROLES
    assert all(library.load(name).scorecard == name for name in library.names())
    titles = [library.load(name).title for name in library.names()]
    assert len(set(titles)) == len(titles)


def test_an_unknown_name_is_a_key_error() -> None:
    """An unknown name is a KeyError, a path is no name."""
    for name in ("nobody", "../library/starter", "starter.yaml", "criteria/framing@1", ""):
        with pytest.raises(KeyError):
            library.text(name)


def test_every_criterion_is_rated_by_at_least_two_people(card: Scorecard) -> None:
    """Every criterion is rated by at least two people."""
    assert {id: count for id, count in rater_counts(card).items() if count < 2} == {}


def test_nobody_rates_more_than_five_in_an_interview(card: Scorecard) -> None:
    """Nobody rates more than five criteria in an interview."""
    assert {stage.id: len(stage.criteria) for stage in card.stages if len(stage.criteria) > 5} == {}


def test_minutes_hold_the_questions(card: Scorecard) -> None:
    """Each rated conversation has an order with a question for each of its criteria, and its minutes hold them."""
    for stage in (stage for stage in card.stages if stage.rated):
        rated = [card.criterion(id) for id in stage.criteria]
        asked = {question.id: (row.id, question.minutes) for row in rated for question in row.questions}
        assert {asked[id][0] for id in stage.order} == set(stage.criteria), stage.id
        assert sum(asked[id][1] or 0 for id in stage.order) + FRAME <= (stage.minutes or 0), stage.id


def test_no_question_is_asked_twice(card: Scorecard) -> None:
    """No question is asked in two conversations of one loop."""
    counts = Counter(id for stage in card.stages for id in stage.order)
    assert [id for id, count in counts.items() if count > 1] == []


def test_the_loop_has_three_to_five_conversations_one_of_them_on_a_work_sample(card: Scorecard) -> None:
    """The loop has three to five conversations, one of them on a work sample, each with its policy on AI tools."""
    assert 3 <= len(card.stages) <= 5
    assert all(stage.ai_policy for stage in card.stages)
    assert sum(stage.minutes or 0 for stage in card.stages) <= 270
    if card.scorecard != "starter":
        assert [
            stage.id for stage in card.stages if "work sample" in stage.name.lower().replace("-", " ")
        ] == ["work-sample-review"]


def test_technical_domain_and_behaviour_weigh_a_third_each(role: Scorecard) -> None:
    """Technical skill, domain and impact, and behaviour weigh a third each in every role."""
    assert thirds(role) == {part: Fraction(1, 3) for part in ("technical", "domain", "behaviour")}


def test_the_complete_scorecard_is_near_thirds() -> None:
    """The complete scorecard has near thirds, since its fourteen rows weigh whole numbers."""
    shares = thirds(library.load("senior-ml-engineer"))
    assert all(abs(share - Fraction(1, 3)) <= Fraction(3, 100) for share in shares.values())


def test_every_family_has_a_row(card: Scorecard) -> None:
    """ML skill, domain, engineering, impact and behaviour each have a row."""
    assert {row.family for row in card.criteria} == set(FAMILIES)


def test_a_role_has_at_most_eight_rows_and_two_vetoes(role: Scorecard) -> None:
    """A role has at most eight rows and at most two must-haves."""
    assert len(role.criteria) <= 8
    assert sum(row.minimum is not None for row in role.criteria) <= 2


def test_the_ideal_candidate_is_above_the_bar(card: Scorecard) -> None:
    """A candidate at every target is above the bar, by half a level at most."""
    shares = card.shares()
    ideal = sum((shares[row.id] * (row.target or 0) for row in card.criteria), start=Fraction(0))
    assert card.decision.bar is not None
    assert 0 < ideal - Fraction(repr(card.decision.bar)) <= Fraction(1, 2)


def test_dates_of_review_come_within_a_year(card: Scorecard) -> None:
    """The rule, every criterion and every question are looked at again within a year of publication."""
    dates = [card.decision.review_by, *(row.review_by for row in card.criteria)]
    dates += [question.review_by for row in card.criteria for question in row.questions]
    assert all(day is not None and 0 < (day - PUBLISHED).days <= 366 for day in dates)


def test_shared_criteria_have_no_wording_of_their_own() -> None:
    """All but the starter include every criterion, and every question is the library's."""
    for name in set(library.names()) - {"starter"}:
        for row in library.load(name).criteria:
            assert row.include is not None, (name, row.id)
            words = bank.entry(row.include).criterion
            assert set(row.questions) <= set(words.questions), (name, row.id)
            assert row.include == f"{row.id}@{library.newest(row.id)}", name
    assert all(row.include is None for row in library.load("starter").criteria)


def test_seniority_moves_the_bar_and_not_the_words() -> None:
    """From junior to staff the bar rises, and a criterion that two levels share has the same words."""
    cards = [library.load(f"ml-engineer-{level}") for level in ("junior", "mid", "senior", "staff")]
    bars = [card.decision.bar or 0 for card in cards]
    assert bars == sorted(set(bars))
    for lower, higher in pairwise(cards):
        shared = {row.id for row in lower.criteria} & {row.id for row in higher.criteria}
        for id in shared:
            assert (higher.criterion(id).target or 0) >= (lower.criterion(id).target or 0)
            assert higher.criterion(id).anchors == lower.criterion(id).anchors


@pytest.mark.parametrize("name", ["senior-ml-engineer", "starter"])
def test_all_fourteen_standard_criteria_are_covered(name: str) -> None:
    """The simple and the complete scorecard cover all fourteen standard criteria, each by one row."""
    covered = [code for criterion in library.load(name).criteria for code in criterion.covers]
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
    """Every criterion has the ideal candidate's level, at or above its minimum, and none asks for the highest."""
    for criterion in card.criteria:
        assert criterion.target is not None, criterion.id
        assert LEVELS[-1] > criterion.target >= (criterion.minimum or 0), criterion.id


def test_weights_that_differ_say_why(card: Scorecard) -> None:
    """Where weights differ, every criterion says why it weighs what it does, each in its own words."""
    reasons = [row.why_weight for row in card.criteria]
    if len({row.weight for row in card.criteria}) > 1:
        assert all(reasons)
        assert len(set(reasons)) == len(reasons)


def test_the_job_says_what_the_hire_is_to_reach(card: Scorecard) -> None:
    """The job has tasks and outcomes, criteria point at every task, and every criterion at one."""
    assert 4 <= len(card.job.tasks) <= 7
    assert card.job.outcomes
    assert card.job.references
    needed = {task for criterion in card.criteria for task in criterion.tasks}
    assert needed == {task.id for task in card.job.tasks}
    assert all(row.tasks for row in card.criteria)


def test_outcomes_of_a_role_can_be_measured(role: Scorecard) -> None:
    """Every outcome of a role has a time to it."""
    assert all(outcome.startswith("Within ") for outcome in role.job.outcomes)


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


def test_a_scorecard_written_out_is_the_same(card: Scorecard) -> None:
    """A packaged scorecard, written out, says the same in words of its own."""
    whole = read(written_out(library.text(card.scorecard)))
    rows: list[Criterion] = list(whole.criteria)
    assert all(row.include is None for row in rows)
    assert [row.anchors for row in rows] == [row.anchors for row in card.criteria]
