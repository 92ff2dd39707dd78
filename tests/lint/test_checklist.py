"""The checklist: which of the fourteen a scorecard stands for, and which of the four faults it has."""

import pytest

from evenbar.lint.checking import check
from evenbar.lint.checklist import AVOID, Checklist, checklist
from evenbar.lint.rule import rules
from evenbar.scorecard.criterion import STANDARD
from evenbar.scorecard.reading import read
from tests.lint.bad_scorecards import ROOT
from tests.lint.casing import TODAY, card_of


def _of(text: str) -> Checklist:
    return checklist(read(text), check(text, today=TODAY))


def _bad(name: str) -> Checklist:
    return _of((ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))


def _ticked(told: Checklist) -> set[str]:
    return {thing.code for thing in told.avoid if thing.ticked}


def test_a_sound_scorecard_has_every_tick() -> None:
    """All fourteen stand there in their order, each with the rows that cover it."""
    told = _of(card_of({}))
    assert [part.code for part in told.include] == list(STANDARD)
    assert all(part.ticked for part in told.include)
    assert _ticked(told) == set(AVOID)
    rows = {part.code: [row.id for row in part.criteria] for part in told.include}
    assert rows["models"] == ["deployment"]
    assert rows["curiosity"] == ["feedback"]


def test_what_no_row_covers_is_not_ticked() -> None:
    """One tick goes, the others stay."""
    told = _of(card_of({"change": {"criteria/framing/covers": ["problem-framing", "trade-offs"]}}))
    assert [part.code for part in told.include if not part.ticked] == ["data-bias-ethics"]


def test_two_rows_may_stand_for_one() -> None:
    """Both are named, in the order of the file."""
    told = _of(card_of({"change": {"criteria/results/covers": ["outcomes", "experimentation", "models"]}}))
    models = next(part for part in told.include if part.code == "models")
    assert [row.id for row in models.criteria] == ["deployment", "results"]


@pytest.mark.parametrize(
    ("name", "code", "rule"),
    [
        ("puzzle-heavy", "puzzles", "brain-teaser"),
        ("credentials-and-fit", "credentials", "credential-only"),
        ("credentials-and-fit", "vague-questions", "vague-question"),
        ("copied-generic-software", "unscored", "missing-level"),
        ("puzzle-heavy", "unscored", "no-bar"),
    ],
)
def test_a_fault_takes_its_tick_away(name: str, code: str, rule: str) -> None:
    """The findings that show it are there, and only those of its rules."""
    thing = next(thing for thing in _bad(name).avoid if thing.code == code)
    assert not thing.ticked
    assert rule in {finding.rule for finding in thing.found} <= set(thing.rules)


def test_what_a_scorecard_does_not_have_stays_ticked() -> None:
    """The copied template asks for no puzzle."""
    assert "puzzles" in _ticked(_bad("copied-generic-software"))


def test_a_finding_accepted_with_a_reason_is_told_and_keeps_the_tick() -> None:
    """It is listed with its reason."""
    told = _of(
        card_of(
            {
                "change": {
                    "decision/bar": None,
                    "suppress": [{"rule": "no-bar", "where": "decision", "because": "A trial round."}],
                }
            }
        )
    )
    thing = next(thing for thing in told.avoid if thing.code == "unscored")
    assert thing.ticked
    assert [(finding.rule, because) for finding, because in thing.accepted] == [("no-bar", "A trial round.")]


def test_the_rules_behind_the_four_exist_and_none_stands_twice() -> None:
    """A renamed rule would leave a tick that nothing can take away."""
    named = [rule for _, behind in AVOID.values() for rule in behind]
    assert set(named) <= set(rules())
    assert len(named) == len(set(named))
