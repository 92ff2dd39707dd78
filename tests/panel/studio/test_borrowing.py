"""Taking from the library into a text: a criterion, a question, a newer version, the words; and what is refused."""

from collections.abc import Callable

import pytest

from evenbar.panel.studio.borrowing import borrow, minutes, preselected
from evenbar.panel.studio.origin import origin_of, taken_at
from evenbar.scorecard import bank, library
from evenbar.scorecard.changes import compare
from evenbar.scorecard.editing import Uneditable
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint

Shelf = Callable[..., None]
CARD = library.text("ml-engineer-senior")
FRAMING = "criteria/framing"


def ticks(*ids: str) -> dict[str, str]:
    return {f"tick-{id}": "on" for id in ids}


def refused(text: str, order: str, **given: str) -> str:
    with pytest.raises(Uneditable) as reason:
        borrow(text, order, given)
    return str(reason.value)


def test_an_included_criterion_comes_by_reference_with_the_ticked_questions(written: str) -> None:
    """Only the include and the ids stand in the text, comments stay, and the card has the library's words."""
    done = borrow(written, "include trade-offs@1", ticks("simpler-or-better", "nobody"))
    assert "  - include: trade-offs@1\n    questions:\n      - id: simpler-or-better\n" in done.text
    assert "# what we look for" in done.text
    row = read(done.text).criterion("trade-offs")
    assert row.definition == library.criterion("trade-offs").criterion.definition
    assert [each.id for each in row.questions] == ["simpler-or-better"]
    assert (done.part, done.undo) == ("criteria/trade-offs", True)
    assert f"with 1 question of {row.questions[0].minutes} minutes" in done.say


def test_all_questions_ticked_are_left_unsaid(written: str) -> None:
    """With every question ticked none is listed, which means all."""
    words = library.criterion("trade-offs").criterion
    done = borrow(written, "include trade-offs@1", ticks(*(each.id for each in words.questions)))
    row = read(done.text).criterion("trade-offs")
    assert "simpler-or-better" not in done.text
    assert row.questions == words.questions


@pytest.mark.parametrize("id", bank.versions())
def test_what_is_ticked_at_first_is_short_and_of_different_sorts(id: str) -> None:
    """Two or three questions of different kinds are ticked at first, and their minutes fit into a conversation."""
    words = library.criterion(id).criterion
    chosen = preselected(words)
    assert 2 <= len(chosen) <= 3
    assert len({words.question(each).kind for each in chosen}) == len(chosen)
    assert 20 <= minutes(words, chosen) <= 45
    assert minutes(words, ()) == 0


def test_what_does_not_fit_is_refused_in_a_sentence(written: str) -> None:
    """A criterion or a question that is there, no question, an unknown reference: each is one sentence."""
    assert refused(written, "include framing@1", **ticks("other-problem")) == (
        'The draft has a criterion "framing" already: Frames the problem.'
    )
    assert refused(written, "include trade-offs@1") == "Tick at least one question to ask."
    assert refused(written, "include nobody@1") == "The library has no nobody@1."
    assert refused(written, "include framing@7") == "The library has no framing@7."
    with_question = borrow(written, "ask simpler-or-better", {"to": FRAMING}).text
    assert refused(with_question, "include trade-offs@1", **ticks("simpler-or-better")) == (
        'The draft asks "simpler-or-better" already, in Frames the problem. Leave it out here.'
    )
    assert refused(with_question, "ask simpler-or-better", to="criteria/deployment") == (
        'The draft asks "simpler-or-better" already, in Frames the problem.'
    )
    assert refused(written, "ask nobody", to=FRAMING) == 'The library has no question "nobody".'
    assert (
        refused(written, "ask other-problem", to="criteria/gone") == "That criterion is not there any more."
    )
    assert (
        refused(written, "ask other-problem", to="stages/design") == "That criterion is not there any more."
    )
    assert "is not known" in refused(written, "include")


@pytest.mark.parametrize("text", ["a: [", "- one\n- two\n", "", "criteria: none\n"])
def test_a_text_that_cannot_take_it_is_left_alone(text: str) -> None:
    """A text that is no YAML, no mapping, or has no list of criteria is refused with a sentence, never broken."""
    assert refused(text, "include trade-offs@1", **ticks("simpler-or-better"))
    assert refused(text, "ask other-problem", to=FRAMING)
    assert refused(text, "write-out criteria/framing")
    assert refused(text, "take-newer criteria/framing framing@1")


def test_a_question_comes_in_full_to_own_words_and_by_id_to_the_library_s() -> None:
    """The library's criterion gets the id of its own question; any other criterion gets the whole question."""
    asked = borrow(CARD, "ask missed-appointments", {"to": FRAMING}).text
    assert "      - id: target-from-visits\n      - id: missed-appointments\n" in asked
    assert read(asked).criterion("framing").question("missed-appointments").ask
    elsewhere = borrow(CARD, "ask missed-appointments", {"to": "criteria/trade-offs"}).text
    words = library.criterion("framing").criterion
    assert read(elsewhere).criterion("trade-offs").questions[-1] == words.question("missed-appointments")


@pytest.mark.parametrize("id", [each.question.id for each in library.questions()])
def test_every_question_of_the_bank_can_be_added(id: str, written: str) -> None:
    """Each question of the bank, changes to review included, stands in the text word for word."""
    text = borrow(written.replace("shown-wrong", "our-own"), f"ask {id}", {"to": FRAMING}).text
    (asked,) = (each for each in library.questions() if each.question.id == id)
    assert read(text).criterion("framing").question(id) == asked.question


def test_a_question_is_added_to_a_criterion_that_asks_all(written: str) -> None:
    """Where all of the library's are asked unsaid, another criterion's question joins them and none is lost."""
    words = library.criterion("trade-offs").criterion
    text = borrow(written, "include trade-offs@1", ticks(*(each.id for each in words.questions))).text
    asked = borrow(text, "ask other-problem", {"to": "criteria/trade-offs"}).text
    assert len(read(asked).criterion("trade-offs").questions) == len(words.questions) + 1
    assert "already" in refused(text, "ask simpler-or-better", to="criteria/trade-offs")


def test_written_out_says_the_same_and_is_the_team_s_own() -> None:
    """Writing out changes the fingerprint of nothing, and the include is gone."""
    done = borrow(CARD, "write-out criteria/framing", {})
    assert fingerprint(read(done.text)) == fingerprint(read(CARD))
    assert read(done.text).criterion("framing").include is None
    assert "no newer version reaches them" in done.say
    assert "own already" in refused(done.text, "write-out criteria/framing")
    assert refused(CARD, "write-out criteria/gone") == "That criterion is not there any more."


NEW_SUMMARY = ("Starts from an algorithm.", "Starts from a model at hand.")
GONE_QUESTION = ("id: other-problem", "id: real-problem")


def test_a_newer_version_is_seen_and_told_for_this_text(shelf: Shelf) -> None:
    """What would change is told: the anchor, the question that stays in full; unasked questions play no part."""
    assert origin_of(CARD).behind == ()
    shelf("framing", NEW_SUMMARY, GONE_QUESTION, ("id: missed-appointments", "id: missed-visits"))
    (behind,) = origin_of(CARD).behind
    assert (behind.id, behind.version, behind.newest) == ("framing", 1, 2)
    assert [change.where for change in behind.changes] == ["criteria/framing/anchors/1/summary"]
    assert taken_at(CARD, FRAMING) == behind
    assert len(origin_of(CARD).taken) == len(read(CARD).criteria)


def test_taking_the_newer_changes_what_was_told_and_nothing_else(shelf: Shelf) -> None:
    """The newer words are there, a question that the library gave up stays in full, weight and comments stay."""
    shelf("framing", NEW_SUMMARY, GONE_QUESTION)
    (behind,) = origin_of(CARD).behind
    done = borrow(CARD, behind.order, {})
    before, after = read(CARD), read(done.text)
    assert compare(before, after) == behind.changes
    row = after.criterion("framing")
    assert row.include == "framing@2"
    assert row.anchors[0].summary == "Starts from a model at hand."
    assert row.question("other-problem") == before.criterion("framing").question("other-problem")
    assert origin_of(done.text).behind == ()
    assert done.text.split("criteria:")[0] == CARD.split("criteria:")[0]


def test_newer_questions_come_along_where_all_are_asked(written: str, shelf: Shelf) -> None:
    """A criterion that asks all questions unsaid asks those of the newer version, and a stage's order follows."""
    ids = [each.id for each in library.criterion("framing").criterion.questions]
    own = written.replace("  - id: framing\n", "  - id: our-framing\n").replace("[framing,", "[our-framing,")
    own = own.replace("[collaboration, framing]", "[collaboration, our-framing, framing]")
    text = borrow(own, "include framing@1", ticks(*ids)).text
    ordered = text.replace(
        "our-framing, framing]}", "our-framing, framing], order: [shown-wrong, other-problem]}"
    )
    assert read(ordered).stage("ways").order == ("shown-wrong", "other-problem")
    shelf("framing", GONE_QUESTION)
    taken = read(borrow(ordered, "take-newer criteria/framing framing@2", {}).text)
    assert "real-problem" in {each.id for each in taken.criterion("framing").questions}
    assert taken.stage("ways").order == ("shown-wrong",)


def test_an_order_for_what_has_changed_meanwhile_is_refused(shelf: Shelf) -> None:
    """Taken already, written out, or older: the button of an old page is refused and changes nothing."""
    shelf("framing", NEW_SUMMARY)
    order = "take-newer criteria/framing framing@2"
    taken = borrow(CARD, order, {}).text
    said = "This criterion has changed since you opened the page."
    assert refused(taken, order) == said
    assert refused(taken, "take-newer criteria/framing framing@1") == said
    assert refused(CARD, "take-newer criteria/trade-offs framing@2") == said
    assert refused(borrow(CARD, "write-out criteria/framing", {}).text, order) == said


def test_an_own_question_with_the_id_of_a_newer_one_is_named(shelf: Shelf) -> None:
    """Where the library's newer version uses the id of a question of one's own, nothing is taken and it is said."""
    own = CARD.replace(
        "      - id: target-from-visits\n", "      - {id: real-problem, ask: Which one was it?}\n", 1
    )
    shelf("framing", GONE_QUESTION)
    (behind,) = origin_of(own).behind
    assert 'Your question "real-problem" has the id of a question of framing@2' in behind.refusal
    assert 'Your question "real-problem"' in refused(own, behind.order)


def test_a_text_with_errors_says_that_changes_cannot_be_told(shelf: Shelf) -> None:
    """In a text with errors the newer version is still seen; what it changes is told when the errors are mended."""
    shelf("framing", NEW_SUMMARY)
    (behind,) = origin_of(CARD.replace("weight: 2", "weight: heavy", 1)).behind
    assert behind.unread
    assert behind.changes == ()


@pytest.mark.parametrize(
    ("noted", "words", "packaged"),
    [
        ("library: ml-engineer-senior", "the packaged scorecard", "ml-engineer-senior"),
        ("fitted from starter", "three answers, fitted from", "starter"),
        ("library: gone", "library: gone", ""),
        ("upload: ours.yaml", "the file ours.yaml", ""),
        ("Small scorecard, version 1", "Small scorecard, version 1", ""),
        ("", "", ""),
    ],
)
def test_what_a_scorecard_was_begun_from_is_told(noted: str, words: str, packaged: str) -> None:
    """A packaged scorecard is named so that a page can lead there; a file and a version are told as noted."""
    told = origin_of(CARD, noted).begun
    assert (told.words, told.packaged) == (words, packaged)


def test_own_words_are_told_apart(written: str) -> None:
    """A text without an include takes nothing from the library, whatever its ids are."""
    origin = origin_of(written)
    assert origin.taken == ()
    assert origin.own == ("Frames the problem", "Deploys and monitors", "Collaborates and uses feedback")
    mixed = origin_of(borrow(written, "include trade-offs@1", ticks("simpler-or-better")).text)
    assert [each.id for each in mixed.taken] == ["trade-offs"]
    assert mixed.own == origin.own
