"""Changes: what a person would tell about two versions, no difference left out and none made up."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from evenbar.scorecard import library
from evenbar.scorecard.changes import Change, compare
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard, fingerprint
from tests.examples import examples
from tests.scorecard.cards import SMALL, cards

OLD = read(SMALL)


def changed(old: str, new: str) -> list[Change]:
    """The changes from SMALL to SMALL with one thing changed."""
    assert SMALL.count(old) == 1
    return list(compare(OLD, read(SMALL.replace(old, new))))


CASES = {
    "weight: 3 ": (
        "weight: 1 ",
        "weight-moved",
        'criterion "framing": "weight" goes from 3 to 1; its share goes from 75 % to 50 %.',
    ),
    "bar: 3.4": ("bar: 3.6", "bar-moved", 'decision: "bar" goes from 3.4 to 3.6.'),
    "rule: weighted-mean": (
        "rule: all-minimums",
        "decision-changed",
        'decision: "rule" goes from weighted-mean to all-minimums.',
    ),
    "Starts from an algorithm.": (
        "Begins with an algorithm.",
        "anchor-reworded",
        'criterion "framing", anchor 1: "summary" is reworded.',
    ),
    "interviewers: 2": (
        "interviewers: 3",
        "stage-changed",
        'stage "design": "interviewers" goes from 2 to 3.',
    ),
    "rated: false": ("rated: true", "stage-changed", 'stage "talk": "rated" goes from false to true.'),
    "    family: behaviour\n": (
        "    family: behaviour\n    target: 4\n",
        "target-moved",
        'criterion "explaining": "target" is set to 4.',
    ),
    "- Asks nothing.": (
        "- Asks for data.",
        "anchor-changed",
        'criterion "framing", anchor 1: "signals" changed: 1 added, 1 removed.',
    ),
    "criteria: [framing, explaining]": (
        "criteria: [explaining, framing]",
        "stage-changed",
        'stage "design": "criteria" changed: only the order or repetitions.',
    ),
    "{4: Offers a cheaper test.}": (
        "{5: Offers a cheaper test.}",
        "question-changed",
        'criterion "framing", question "vague-brief": "listen_for" changed: 1 added, 1 removed.',
    ),
    "  level: senior\n": ("", "job-changed", 'job: "level" is removed.'),
    "title: Small scorecard": ("title: Small card", "scorecard-changed", '"title" is reworded.'),
}


@pytest.mark.parametrize("old", CASES)
def test_a_change_is_told_in_a_sentence(old: str) -> None:
    """A change is told with its kind, its place and a sentence."""
    new, kind, sentence = CASES[old]
    first = changed(old, new)[0]
    assert (first.kind, first.sentence) == (kind, sentence[0].upper() + sentence[1:])
    assert first.where in ("title", "job/level") or first.where.split("/")[0] in (
        "criteria",
        "stages",
        "decision",
    )


def test_a_moved_weight_tells_the_shares_that_follow() -> None:
    """A moved weight tells its own share and the shares that follow, before and after."""
    own, follows = changed("weight: 3 ", "weight: 1 ")
    assert (own.where, own.before, own.after) == ("criteria/framing/weight", "3", "1")
    assert (follows.kind, follows.where) == ("share-moved", "criteria/explaining/weight")
    assert (follows.before, follows.after) == ("25 %", "50 %")


def test_added_and_removed_criteria_carry_their_share() -> None:
    """An added criterion and a removed one are told with their share of the weight."""
    without = replace(OLD, criteria=OLD.criteria[:1], stages=(replace(OLD.stages[0], criteria=("framing",)),))
    removed = compare(OLD, without)
    assert removed[0].sentence == 'Criterion "explaining" is removed, with 25 % of the weight.'
    assert (removed[0].before, removed[0].after) == ("Explains", None)
    added = compare(without, OLD)
    assert added[0].sentence == 'Criterion "explaining" is added, with 25 % of the weight.'
    assert {change.kind for change in added} == {
        "criterion-added",
        "share-moved",
        "stage-added",
        "stage-changed",
    }


def test_another_order_of_criteria_is_told_once() -> None:
    """Another order of criteria is one change, with both orders."""
    (change,) = compare(OLD, replace(OLD, criteria=OLD.criteria[::-1]))
    assert (change.kind, change.where) == ("criteria-reordered", "criteria")
    assert (change.before, change.after) == ("framing, explaining", "explaining, framing")


def test_anchors_that_come_and_go_are_told_by_level() -> None:
    """Anchors that come and go are told by their level."""
    framing = OLD.criteria[0]
    fewer = replace(OLD, criteria=(replace(framing, anchors=framing.anchors[:1]), OLD.criteria[1]))
    assert [(change.kind, change.where) for change in compare(OLD, fewer)] == [
        ("anchor-removed", "criteria/framing/anchors/3")
    ]
    assert compare(fewer, OLD)[0].sentence == 'Criterion "framing", anchor 3 is added.'


def test_layout_is_no_change() -> None:
    """Comments and layout are no change."""
    assert changed("   # agreed in May", "") == []


@examples(60)
@given(cards(), cards())
def test_there_are_changes_exactly_where_fingerprints_differ(one: Scorecard, two: Scorecard) -> None:
    """There are changes exactly where fingerprints differ."""
    assert bool(compare(one, two)) == (fingerprint(one) != fingerprint(two))
    assert compare(one, one) == ()


def _edits(card: Scorecard) -> list[Callable[[], Scorecard]]:
    """Small edits of a scorecard, each of something else."""
    first = card.criteria[0]
    changes = [
        {"weight": first.weight + 1, "covers": ()},
        {"definition": "x", "look_alikes": ()},
        {"anchors": first.anchors[1:], "questions": first.questions[::-1]},
        {"target": 1, "minimum": 5},
        {"evidence": ()},
        {"not_this": ("x",)},
    ]
    return [lambda c=c: replace(card, criteria=(replace(first, **c), *card.criteria[1:])) for c in changes]


@pytest.mark.parametrize("name", library.names())
def test_every_edit_of_a_packaged_scorecard_is_told(name: str) -> None:
    """Every edit of a packaged scorecard is told, at the place of the edit first."""
    card = library.load(name)
    for edit in _edits(card):
        new = edit()
        if fingerprint(new) != fingerprint(card):
            assert compare(card, new)[0].where.startswith(f"criteria/{card.criteria[0].id}/")
