"""The library of criteria: every file says what its name says, and a published version never changes."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from evenbar.scorecard import bank, library
from evenbar.scorecard.changes import compare_criteria
from evenbar.scorecard.criterion import EVIDENCE, STANDARD, Entry
from evenbar.scorecard.question import KINDS
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import LEVELS
from tests.scorecard import pin_released
from tests.scorecard.cards import INCLUDING, SMALL


@pytest.fixture(params=[f"{id}@{version}" for id, found in bank.versions().items() for version in found])
def entry(request: pytest.FixtureRequest) -> Entry:
    """Each criterion of the library at each of its versions in turn."""
    return bank.entry(request.param)


def test_a_file_holds_what_its_name_says(entry: Entry) -> None:
    """A file holds the criterion and the version that its name says, with its licence and its log."""
    assert library.criterion(entry.criterion.id, entry.version) is entry
    assert entry.version in bank.versions()[entry.criterion.id]
    assert entry.licence == "CC-BY-4.0"
    assert entry.log


def test_versions_are_numbered_from_one_without_a_gap() -> None:
    """Versions are whole numbers from 1 without a gap, because none is ever taken away."""
    assert all(found == tuple(range(1, len(found) + 1)) for found in bank.versions().values())


def test_a_criterion_of_the_library_is_complete(entry: Entry) -> None:
    """A criterion has a definition, what it is not, five anchors with signals, a look-alike, codes and a date."""
    words = entry.criterion
    assert words.definition
    assert words.not_this
    assert tuple(anchor.level for anchor in words.anchors) == LEVELS
    assert all(2 <= len(anchor.signals) <= 4 and anchor.example for anchor in words.anchors)
    assert all(anchor.axis for anchor in words.anchors if anchor.level > LEVELS[0])
    assert words.look_alikes
    assert {*words.evidence} & {*EVIDENCE} - {"interview"}
    assert words.fairness
    assert words.codes
    assert words.review_by


def test_the_bank_has_what_a_panel_needs() -> None:
    """A hundred questions or more, six or more a criterion over five kinds, at least twelve with a planted change."""
    asked = library.questions()
    assert len(asked) >= 100
    assert min(row.questions for row in library.criteria()) >= 6
    assert {each.kind for each in asked} == set(KINDS) - {"knowledge"}
    changes = [each.question for each in asked if each.kind == "code-review"]
    assert sum("@@" in (change.diff or "") for change in changes) >= 12
    assert [change.id for change in changes if not change.diff] == []


def test_a_question_of_the_bank_is_complete() -> None:
    """A question has minutes, probes, what to listen for at two levels or more, its exposure and a review date."""
    for question in (each.question for each in library.questions()):
        assert question.minutes, question.id
        assert len(question.probes) >= 3, question.id
        assert len(question.listen_for) >= 2, question.id
        assert question.ai_exposure in ("low", "medium"), question.id
        assert question.review_by, question.id
        assert (question.twist is None) == (question.twist_at is None), question.id
        assert question.twist_at is None or question.twist_at < question.minutes, question.id
        assert question.twist or question.kind not in ("design", "situational"), question.id


def test_question_ids_are_unique_over_the_library() -> None:
    """A question's id stands once in the library, so that any criteria can be included together."""
    counts = Counter(asked.question.id for asked in library.questions())
    assert [id for id, count in counts.items() if count > 1] == []


def test_the_standard_fourteen_are_covered_once() -> None:
    """Each of the standard fourteen is covered by one criterion of the library."""
    covered = [code for row in library.criteria() for code in row.covers]
    assert sorted(covered) == sorted(STANDARD)


def test_a_criterion_is_not_called_like_a_scorecard() -> None:
    """No criterion has the name of a packaged scorecard, so a name on the command line means one thing."""
    assert set(bank.versions()) & set(library.names()) == set()


@pytest.mark.parametrize("reference", ["nobody@1", "framing@99", "framing", "../framing@1", "framing@01", ""])
def test_what_the_library_lacks_is_a_key_error(reference: str) -> None:
    """What the library does not have is a KeyError; a path is no reference."""
    with pytest.raises(KeyError):
        bank.text(reference)


def test_the_bank_lists_questions_with_their_criterion() -> None:
    """The bank lists every question with kind, minutes and criterion, and finds them by their words."""
    asked = next(each for each in library.questions() if each.question.id == "two-curves")
    assert (asked.criterion.id, asked.reference) == ("model-development", "model-development@1")
    assert asked.kind in KINDS
    assert asked.minutes
    assert library.says(asked, "VALIDATION error")
    assert not library.says(asked, "validation pelican")
    assert library.says(asked.criterion, "baseline trains")


def test_a_scorecard_is_told_which_includes_have_moved_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scorecard is told which of its includes have a newer version, and what changed in the words."""
    assert library.moved_on(read(INCLUDING)) == ()
    assert library.moved_on(read(SMALL)) == ()
    first = bank.entry("framing@1")
    second = replace(first, version=2, criterion=replace(first.criterion, name="Asks what is decided"))
    entries = {"framing@1": first, "framing@2": second}
    monkeypatch.setattr(bank, "versions", lambda: {"framing": (1, 2), "explaining": (1,)})
    monkeypatch.setattr(bank, "entry", entries.__getitem__)
    card = replace(read(SMALL), criteria=(replace(first.criterion, include="framing@1", weight=7),))
    (moved,) = library.moved_on(card)
    assert (moved.id, moved.included, moved.newest) == ("framing", "framing@1", "framing@2")
    assert [change.sentence for change in moved.changes] == ['Criterion "framing": "name" is reworded.']
    assert compare_criteria(first.criterion, first.criterion) == ()


def test_a_published_version_never_changes() -> None:
    """A published version says what it said at its release, and every published version is pinned."""
    pins = pin_released.pinned()
    assert pin_released.broken(pins["versions"], pin_released.now()) == []
    assert pin_released.unpinned(date.fromisoformat(pins["released_on"]), pins["versions"]) == []


def test_a_changed_or_missing_version_is_told_in_a_sentence() -> None:
    """A published version that was changed, or that is gone, is told with what to do."""
    library_now = pin_released.now()
    changed = {"framing@1": "0" * 64, "nobody@2": "1" * 64, "deployment@1": library_now["deployment@1"]}
    assert pin_released.broken(changed, library_now) == [
        "framing@1 is published and says something else now: put its file back as it was and write the change "
        "as framing@2.",
        "nobody@2 is published and is gone: put its file back as it was and write the change as nobody@3.",
    ]
    assert "framing@1" in pin_released.unpinned(date(2100, 1, 1), {})
