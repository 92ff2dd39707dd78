"""Criteria by reference: the library's words, the scorecard's weight and bar, and every mistake a sentence."""

import time
from dataclasses import replace

import pytest
import yaml
from hypothesis import given

from evenbar.scorecard import bank
from evenbar.scorecard.changes import compare
from evenbar.scorecard.editing import Uneditable, insert_item, move_item, remove_item, set_value
from evenbar.scorecard.including import expanded
from evenbar.scorecard.page import one_page
from evenbar.scorecard.paths import find
from evenbar.scorecard.reading import Unreadable, open_card, positions, read
from evenbar.scorecard.scorecard import Scorecard, fingerprint
from evenbar.scorecard.source import decode, tree
from evenbar.scorecard.writing import plain, write
from evenbar.scorecard.writing_out import written_out
from tests.examples import examples
from tests.scorecard.cards import INCLUDING, cards


def told(text: str) -> list[str]:
    """The problems of a text, as they are shown."""
    with pytest.raises(Unreadable) as caught:
        read(text, name="x.yaml")
    return [str(problem) for problem in caught.value.problems]


def mended(old: str, new: str) -> str:
    """INCLUDING with one thing changed."""
    assert INCLUDING.count(old) == 1
    return INCLUDING.replace(old, new)


def ids(card: Scorecard, criterion: str) -> list[str]:
    """The questions of a criterion, by id."""
    return [question.id for question in card.criterion(criterion).questions]


def test_an_included_criterion_has_the_words_of_the_library_and_the_bar_of_the_scorecard() -> None:
    """An included criterion has the library's words and the scorecard's weight, bar, tasks and questions."""
    framing, words = read(INCLUDING).criterion("framing"), bank.entry("framing@1").criterion
    assert (framing.name, framing.anchors, framing.covers) == (words.name, words.anchors, words.covers)
    assert (framing.weight, framing.minimum, framing.target) == (2, 3, 4)
    assert (framing.tasks, framing.include) == (("own-ranking",), "framing@1")
    assert ids(read(INCLUDING), "framing") == ["other-problem", "own-case"]
    assert framing.question("other-problem") == words.question("other-problem")


def test_without_questions_all_of_the_library_are_asked_and_an_empty_list_asks_none() -> None:
    """Without questions all of the library's are meant; an empty list means none."""
    words = bank.entry("explaining@1").criterion
    assert read(INCLUDING).criterion("explaining").questions == words.questions
    none = read(mended("include: explaining@1\n", "include: explaining@1\n    questions: []\n"))
    assert none.criterion("explaining").questions == ()
    assert read(write(none)) == none


CASES = {
    "a criterion that the library lacks": (
        "framing@1",
        "framng@1",
        '8:14: criterion "framng": the library has no criterion "framng"; did you mean "framing"?',
    ),
    "a version that the library lacks": (
        "framing@1",
        "framing@7",
        '8:14: criterion "framing": the library has "framing" in version 1, not 7.',
    ),
    "a reference without a version": (
        "framing@1",
        "framing",
        '8:14: criterion "framing": "include" must be a criterion of the library with its version, as framing@1, '
        'not "framing".',
    ),
    "words beside the include": (
        "    minimum: 3\n",
        "    name: Frames\n",
        '11:5: criterion "framing": "name" cannot stand beside "include", which takes the library\'s words as they '
        "are; write the criterion out to change them.",
    ),
    "a mistyped key beside the include": (
        "    minimum: 3\n",
        "    minimun: 3\n",
        '11:5: criterion "framing": unknown key "minimun"; did you mean "minimum"?',
    ),
    "a question that the library lacks": (
        "id: other-problem ",
        "id: other-problm ",
        '16:13: criterion "framing": "other-problm" is not a question of framing@1; did you mean "other-problem"?',
    ),
    "a question of one's own without its text": (
        "id: other-problem ",
        "id: zzz ",
        '"zzz" is not a question of framing@1, and a question of your own needs its text.',
    ),
    "a question of one's own under an id of the library": (
        "id: own-case ",
        "id: replacements-brief ",
        '17:13: criterion "framing", question "replacements-brief": framing@1 has a question of this id; give the id '
        "alone to ask it, or another id to your own.",
    ),
    "a criterion included twice": (
        "include: explaining@1",
        "include: framing@1",
        '21:14: "criteria" has "framing" twice, first on line 8.',
    ),
    "a criterion included beside one of its id": (
        "id: own-row",
        "id: explaining",
        '22:9: "criteria" has "explaining" twice, first on line 21.',
    ),
    "a task that is not there": (
        "tasks: [own-ranking]",
        "tasks: [sing]",
        'criterion "framing": "sing" is not a task of the job.',
    ),
    "an order of a question that is not chosen": (
        "order: [own-case, other-problem]",
        "order: [own-case, replacements-brief]",
        'stage "design": "replacements-brief" is not a question of its criteria',
    ),
    "a place that the library's criterion lacks": (
        "criteria/framing/anchors/3",
        "criteria/framing/anchors/7",
        'suppression 1: "criteria/framing/anchors/7" is not a place in this scorecard; write a path of ids.',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistaken_include_is_one_sentence(case: str) -> None:
    """A mistaken include is one sentence at its place."""
    old, new, expected = CASES[case]
    text = INCLUDING.replace(old, new, 1)
    assert text != INCLUDING
    problems = told(text)
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith("x.yaml:") and "\n" not in problem for problem in problems)


def test_an_id_of_the_teams_own_question_may_not_be_one_that_came_along() -> None:
    """A question of the team's own may not have the id of one that another include brings along."""
    taken = bank.entry("explaining@1").criterion.questions[0].id
    text = mended("id: own-case ", f"id: {taken} ").replace("order: [own-case,", f"order: [{taken},")
    problems = told(text.replace("questions/own-case,", f"questions/{taken},"))
    assert problems == [
        f'x.yaml:21:14: criterion "explaining", question "{taken}": its id is that of a question of another '
        "criterion, on line 17."
    ]


def test_writing_an_include_out_changes_the_text_and_not_the_fingerprint() -> None:
    """Writing an include out keeps comments, weight and bar; the content, and so the fingerprint, is the same."""
    text = written_out(INCLUDING)
    card = read(text)
    assert fingerprint(card) == fingerprint(read(INCLUDING))
    assert compare(card, read(INCLUDING)) == ()
    assert [criterion.include for criterion in card.criteria] == [None, None, None]
    for words in ("id: framing   # the one that matters", "# agreed in May", "# what we ask", "# as it is"):
        assert words in text
    edited = set_value(text, "criteria/framing/name", "Asks first")
    assert read(edited).criterion("framing").name == "Asks first"


def test_one_include_alone_can_be_written_out() -> None:
    """One include alone can be written out, and one in braces too; the text around it stays as it was."""
    text = written_out(INCLUDING, "explaining")
    assert [criterion.include for criterion in read(text).criteria] == ["framing@1", None, None]
    before, after = INCLUDING.split("  - include: explaining@1\n")
    assert text.startswith(before)
    assert text.endswith(after)
    braces = mended("- include: explaining@1\n", "- {include: explaining@1, target: 4}\n")
    assert fingerprint(read(written_out(braces))) == fingerprint(read(braces))
    with pytest.raises(Uneditable, match='"framing" is not in the library'):
        written_out(mended("framing@1", "framing@9"))


@examples(60)
@given(cards())
def test_any_scorecard_reads_the_same_written_out(card: Scorecard) -> None:
    """Any scorecard with includes says the same when it is written out, and when it is written again."""
    text = write(card)
    assert read(text) == card
    whole = read(written_out(text))
    assert fingerprint(whole) == fingerprint(card)
    assert all(criterion.include is None for criterion in whole.criteria)


def test_the_canonical_text_includes_what_was_included() -> None:
    """The canonical text includes what was included, and writes out what was changed."""
    card = read(INCLUDING)
    first = plain(card)["criteria"][0]
    assert first["include"] == "framing@1"
    assert [list(question) for question in first["questions"]] == [["id"], ["id", "ask", "probes"]]
    assert plain(card)["criteria"][1] == {"include": "explaining@1"}
    changed = replace(card, criteria=(replace(card.criteria[0], name="Asks first"), *card.criteria[1:]))
    assert plain(changed)["criteria"][0]["id"] == "framing"
    assert fingerprint(read(write(changed))) == fingerprint(changed)


def test_the_words_of_the_library_cannot_be_edited_in_place() -> None:
    """The library's words in an include cannot be edited; what may be adapted can."""
    for path in ("name", "anchors/3/summary", "look_alikes/0/says", "id", "codes"):
        with pytest.raises(Uneditable, match='"framing" is included from the library, whose words stay'):
            set_value(INCLUDING, f"criteria/framing/{path}", "x")
    for path in ("framing/questions/other-problem/ask", "explaining/questions/plan-for-shops/minutes"):
        id = bank.entry("explaining@1").criterion.questions[0].id
        with pytest.raises(Uneditable, match="is the library's, whose words stay"):
            set_value(INCLUDING, f"criteria/{path.replace('plan-for-shops', id)}", "x")
    with pytest.raises(Uneditable, match="write it out"):
        remove_item(INCLUDING, "criteria/framing/include")
    edited = set_value(INCLUDING, "criteria/framing/weight", 3)
    edited = set_value(edited, "criteria/explaining/target", 4)
    edited = set_value(edited, "criteria/framing/questions/own-case/ask", "Whom do you ask first?")
    card = read(edited)
    assert (card.criterion("framing").weight, card.criterion("explaining").target) == (3, 4)
    assert card.criterion("framing").question("own-case").ask == "Whom do you ask first?"
    assert "  - include: explaining@1\n    target: 4\n" in edited


def test_questions_that_all_came_along_are_listed_before_one_of_them_changes() -> None:
    """A question more, less or moved keeps the others that came along unsaid."""
    known = ids(read(INCLUDING), "explaining")
    path = "criteria/explaining/questions"
    more = insert_item(INCLUDING, path, {"id": "mine", "ask": "Why?"}, index=0)
    assert ids(read(more), "explaining") == ["mine", *known]
    less = remove_item(INCLUDING, f"{path}/{known[0]}")
    assert ids(read(less), "explaining") == known[1:]
    moved = move_item(INCLUDING, f"{path}/{known[-1]}", 0)
    assert ids(read(moved), "explaining") == [known[-1], *known[:-1]]
    assert ids(read(remove_item(less, path)), "explaining") == known


def test_what_came_along_stands_where_it_is_included() -> None:
    """Positions of what came along are those of the include, of a chosen question those of its id."""
    found = positions(INCLUDING)
    lines = INCLUDING.splitlines()
    assert found["criteria/framing/anchors/3/summary"] == found["criteria/framing/include"]
    assert lines[found["criteria/explaining/questions"][0] - 1] == "  - include: explaining@1"
    assert "other-problem" in lines[found["criteria/framing/questions/other-problem/ask"][0] - 1]
    assert "What would you ask" in lines[found["criteria/framing/questions/own-case/ask"][0] - 1]
    assert "criteria/framing/questions/replacements-brief" not in found
    assert positions(mended("framing@1", "framing@9"))["criteria/framing/weight"] == (9, 13)


def test_a_reading_has_card_tree_and_places_of_one_parse() -> None:
    """A reading has the card, the tree as written and the places, the same as each alone."""
    reading = open_card(INCLUDING.encode(), name="x.yaml")
    assert reading.card == read(INCLUDING)
    assert reading.positions == positions(INCLUDING)
    assert find(reading.root, "criteria/framing/name") is None
    name = find(expanded(reading.root), "criteria/framing/name")
    assert name is not None
    assert name.text == reading.card.criterion("framing").name
    with pytest.raises(Unreadable, match=r"^x\.yaml:1:1"):
        open_card("[]", name="x.yaml")


def test_the_page_prints_included_criteria() -> None:
    """The one-page template prints the words that came along."""
    assert read(INCLUDING).criterion("framing").name in one_page(read(INCLUDING))


def test_a_tree_without_includes_is_left_alone() -> None:
    """A tree without includes is not copied."""
    root = tree(decode("criteria: [{id: a}]\n"))
    assert expanded(root) is root


def test_eight_includes_are_read_in_a_few_milliseconds() -> None:
    """Once the library is read, a card with eight includes is read in a few milliseconds of processor time."""
    chosen = list(bank.versions())[:8]
    card = {
        **yaml.safe_load(INCLUDING),
        "criteria": [{"include": f"{id}@1", "weight": 2} for id in chosen],
        "stages": [{"id": "all", "criteria": chosen[:5]}],
        "suppress": [],
    }
    text = yaml.safe_dump(card)
    read(text)
    started = time.process_time()
    for _ in range(20):
        read(text)
    assert (time.process_time() - started) / 20 < 0.02


def test_thousands_of_includes_are_answered_soon() -> None:
    """Thousands of includes of the same criterion are answered soon, with the repetition named."""
    text = INCLUDING.replace("criteria:\n", "criteria:\n" + "  - include: outcomes@1\n" * 20_000, 1)
    started = time.process_time()
    assert '"outcomes" twice' in told(text)[0]
    assert time.process_time() - started < 2
