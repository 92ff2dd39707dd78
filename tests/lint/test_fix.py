"""Safe edits: made at their places, several in a file, and never at the price of a file that no longer reads."""

from collections.abc import Callable, Iterator

import pytest

from evenbar.lint import checking
from evenbar.lint.checking import check
from evenbar.lint.fix import edited_text, mend
from evenbar.lint.rule import Edit, Hit, Rule
from evenbar.lint.settings import Settings
from evenbar.lint.subject import Card, Piece
from evenbar.lint.wording import ENGLISH
from evenbar.scorecard.problem import Unreadable
from evenbar.scorecard.reading import read
from tests.lint.cards import WEAK
from tests.lint.casing import PLACES, TODAY, card_of, case_files

PAGE = "It finds a word.\n\nWhy it matters\n--------------\nReasons."
Known = Callable[..., None]


def _edits(name: str, *edits: Callable[[Card], Iterator[Edit]]) -> Rule:
    def on_card(card: Card) -> Iterator[Hit]:
        for edit in edits:
            yield from (Hit(each.where, "Found.", "Else.", edit=each) for each in edit(card))

    return Rule(name, "questions", "warning", "mixed", PAGE, on_card)


def _without(word: str) -> Rule:
    """A rule that takes a word out of every text."""

    def edits(card: Card) -> Iterator[Edit]:
        for piece in card.all_pieces:
            if word in piece.text:
                yield Edit(piece.where, piece.text.replace(word, ""))

    return _edits(f"without{word.strip()}", edits)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Known]:
    """Let only these rules be known."""

    def known(*made: Rule) -> None:
        checking.chosen.cache_clear()
        monkeypatch.setattr(checking, "rules", lambda: {rule.name: rule for rule in made})

    yield known
    checking.chosen.cache_clear()


def test_an_edit_changes_its_words_and_nothing_else(only: Known) -> None:
    """Comments, layout and the other lines stay byte for byte."""
    only(_without(" very"))
    mended = mend(WEAK)
    assert mended.text == WEAK.replace("Has a very good", "Has a good")
    assert [finding.rule for finding in mended.mended] == ["withoutvery"]
    assert mended.findings.found == ()


def test_several_edits_are_made_in_one_file(only: Known) -> None:
    """At different places at once, at the same place one after the other."""
    only(_without(" very"), _without(" good"), _without(" TensorFlow"), _without(" production"))
    mended = mend(WEAK)
    text = WEAK.replace("Has a very good record with TensorFlow.", "Has a record with.")
    assert mended.text == text.replace("Runs models in production", "Runs models in")
    assert len(mended.mended) == 4


def test_items_of_a_list_are_taken_away_by_their_own_numbers(only: Known) -> None:
    """Taking away one item does not shift the next edit to its neighbour."""
    text = (
        WEAK
        + "suppress:\n"
        + "".join(
            f"  - {{rule: tool-name, where: stages/talk, because: Reason number {number}.}}\n"
            for number in range(6)
        )
    )

    def odd(card: Card) -> Iterator[Edit]:
        for index, entry in enumerate(card.card.suppress):
            if entry.because[-2] in "135":
                yield Edit(f"suppress/{index}", None)

    only(_edits("odd", odd))
    mended = mend(text)
    kept = [entry.because for entry in read(mended.text).suppress]
    assert kept == ["Reason number 0.", "Reason number 2.", "Reason number 4."]
    assert len(mended.mended) == 3


def test_an_edit_that_would_break_the_file_is_not_made(only: Known) -> None:
    """An empty name, a key that goes although it must be there: the file stays as it was, the finding stays."""
    only(
        _edits("empties", lambda card: iter([Edit("title", "")])),
        _edits("removes", lambda card: iter([Edit("decision", None)])),
        _edits("dangles", lambda card: iter([Edit("criteria/serving/id", "renamed")])),
        _edits("nowhere", lambda card: iter([Edit("no/such/place", "x")])),
        _edits("theirs", lambda card: iter([Edit("criteria/framing/name", "x")])),
    )
    mended = mend(WEAK)
    assert mended.text == WEAK
    assert mended.mended == ()
    assert len(mended.findings.found) == 5


def test_edits_that_undo_each_other_come_to_an_end(only: Known) -> None:
    """Two rules that disagree are tried once each."""

    def flip(card: Card) -> Iterator[Edit]:
        yield Edit("title", "Tails" if card.card.title == "Heads" else "Heads")

    only(_edits("flips", flip))
    mended = mend(WEAK)
    assert len(mended.mended) == 2
    assert read(mended.text)


def test_edits_inside_each_other_are_made_in_turn(only: Known) -> None:
    """A part and a text in it cannot be edited at once; the text is looked at again afterwards."""
    only(
        _edits("summary", lambda card: iter([Edit("job/tasks/serve/does", "Runs it")])),
        _edits("tasks", lambda card: iter([Edit("job/tasks", None)] if card.card.job.tasks else [])),
    )
    text = mend(WEAK).text
    assert "job/tasks" not in text
    assert read(text).job.tasks == ()


def test_only_what_is_chosen_and_not_accepted_is_mended(only: Known) -> None:
    """A rule that is left out edits nothing; neither does a finding that the scorecard accepts."""
    only(_without(" very"), _without(" TensorFlow"))
    assert (
        "TensorFlow" in mend(WEAK, settings=Settings(ignore=("withouttensorflow", "withoutTensorFlow"))).text
    )
    accepted = WEAK + "suppress:\n  - {rule: withoutvery, where: criteria/serving, because: It is meant.}\n"
    assert " very" in mend(accepted).text


def test_signs_of_the_file_stay(only: Known) -> None:
    """The mark of byte order and Windows line breaks are as they were."""
    only(_without(" very"))
    text = "\ufeff" + WEAK.replace("\n", "\r\n")
    assert mend(text).text == text.replace("a very good", "a good")


def test_a_text_that_is_no_scorecard_is_not_mended() -> None:
    """The reader's problems are told instead."""
    with pytest.raises(Unreadable):
        mend("evenbar: 1\n")


def test_an_edit_that_changes_nothing_is_none() -> None:
    """So nothing is counted as mended that is as it was."""
    assert edited_text(WEAK, Edit("title", "A weak scorecard")) is None


def test_a_safe_fix_of_a_real_rule_leaves_a_clean_place() -> None:
    """An unused suppression goes, its neighbours stay."""
    text = WEAK + (
        "suppress:\n"
        "  - {rule: tool-name, where: criteria/serving, because: The team runs nothing else.}\n"
        "  - {rule: tool-name, where: stages/talk, because: It was there once.}  # gone\n"
    )
    mended = mend(text, settings=Settings(select=("suppression", "tool-name")))
    assert mended.text == text.replace(
        "  - {rule: tool-name, where: stages/talk, because: It was there once.}  # gone\n", ""
    )
    assert mended.findings.found == ()
    assert len(mended.findings.accepted) == 1


def _pieces(text: str) -> tuple[Piece, ...]:
    return Card(read(text), ENGLISH, TODAY).all_pieces


def test_a_fix_that_a_case_promises_is_what_mending_gives() -> None:
    """Cases with `fixed` are mended to exactly that by the engine."""
    tried = 0
    for name, content in case_files().items():
        for case in content["fail"]:
            if "fixed" not in case:
                continue
            tried += 1
            at = case.get("at", content.get("at", ""))
            mended = mend(card_of(case, content.get("at", "")), settings=Settings(select=(name,)))
            path = PLACES.get(at, at)
            values = {piece.where: piece.text for piece in _pieces(mended.text)}
            assert values[path] == case["fixed"], (name, case)
            assert check(mended.text, settings=Settings(select=(name,))).found == (), (name, case)
    assert tried
