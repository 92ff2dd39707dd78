"""Reading: all problems at once, each a sentence at its place, and nothing guessed about values."""

from datetime import date
from pathlib import Path

import pytest

from evenbar.scorecard.reading import Problem, Unreadable, positions, read
from tests.scorecard.cards import SMALL


def told(text: str | bytes, name: str = "x.yaml") -> list[str]:
    """The problems of a text, as they are shown."""
    with pytest.raises(Unreadable) as caught:
        read(text, name=name)
    return [str(problem) for problem in caught.value.problems]


def mended(old: str, new: str) -> str:
    """SMALL with one thing changed."""
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def test_the_parts_of_a_file_become_a_scorecard() -> None:
    """The parts of a file become a scorecard, with the format's own names and defaults."""
    card = read(SMALL)
    framing = card.criterion("framing")
    assert (card.scorecard, card.title, card.job.level) == ("small", "Small scorecard", "senior")
    assert card.job.outcomes == ("Cost down", "Quality up, measured")
    assert (framing.weight, card.criterion("explaining").weight) == (3, 1)
    assert [anchor.level for anchor in framing.anchors] == [1, 3]
    assert framing.anchor(3).summary == "States the decision and its costs.\n"
    assert framing.question("vague-brief").listen_for == ((4, "Offers a cheaper test."),)
    assert (card.stage("design").interviewers, card.stage("talk").rated) == (2, False)
    assert card.stage("talk").name == "talk"
    assert card.labels[3] == "meets"
    assert card.suppress[0].where == "criteria/framing"


def test_what_is_not_there_is_a_key_error() -> None:
    """Asking for a part by an id that is not there is a KeyError."""
    card = read(SMALL)
    for ask in (card.criterion, card.stage, card.criteria[0].question):
        with pytest.raises(KeyError):
            ask("nobody")
    assert card.criteria[0].anchor(2) is None


def test_every_problem_is_told_in_one_pass_in_the_order_of_the_text() -> None:
    """Every problem is told in one pass, in the order of the text, with line and column."""
    text = SMALL.replace("weight: 3 ", "weigth: 3 ").replace("family: behaviour", "family: behavior")
    text = text.replace("bar: 3.4", "bar: high").replace("order: [vague-brief]", "order: [vage-brief]")
    assert told(text) == [
        'x.yaml:15:5: criterion "framing": unknown key "weigth"; did you mean "weight"?',
        'x.yaml:37:13: criterion "explaining": "family" must be one of ml, domain, engineering, impact, behaviour, '
        'not "behavior"; did you mean "behaviour"?',
        'x.yaml:43:13: stage "design": "vage-brief" is not a question of its criteria; did you mean "vague-brief"?',
        'x.yaml:47:8: decision: "bar" must be a number from 1 to 5, not "high".',
    ]


CASES = {
    "an unknown key at the top": ("title: Small", "tilte: Small", '"tilte"; did you mean "title"?'),
    "a missing key": ("    name: Frames the problem\n", "", 'criterion "framing": "name" is missing.'),
    "a key given twice": (
        "  level: senior\n",
        "  level: senior\n  level: staff\n",
        '7:3: job: the key "level" is given twice, first on line 6.',
    ),
    "an id given twice": (
        "id: explaining",
        "id: framing",
        '"criteria" has "framing" twice, first on line 12.',
    ),
    "a criterion that is not there": (
        "criteria: [framing, explaining]",
        "criteria: [framing, explain]",
        'stage "design": "explain" is not a criterion of the scorecard; did you mean "explaining"?',
    ),
    "a criterion twice in a stage": (
        "criteria: [framing, explaining]",
        "criteria: [framing, framing]",
        'stage "design": "criteria" has "framing" twice, first on line 42.',
    ),
    "a task that is not there": (
        "tasks: [own-ranking]",
        "tasks: [own-ranking, sing]",
        'criterion "framing": "sing" is not a task of the job.',
    ),
    "a place that is not there": (
        "where: criteria/framing,",
        "where: criteria/framed,",
        'suppression 1: "criteria/framed" is not a place in this scorecard; write a path of ids.',
    ),
    "a weight of nothing": ("weight: 3 ", "weight: 0 ", '"weight" must be a number above 0, not "0".'),
    "a negative weight": ("weight: 3 ", "weight: -3 ", '"weight" must be a number above 0, not "-3".'),
    "an endless weight": ("weight: 3 ", "weight: .inf ", '"weight" must be a number above 0, not ".inf".'),
    "a weight that is not a number": ("weight: 3 ", "weight: .nan ", '"weight" must be a number above 0'),
    "a weight beyond any float": ("weight: 3 ", "weight: 1e999 ", '"weight" must be a number above 0'),
    "a weight in quotes": ("weight: 3 ", 'weight: "3" ', '"weight" must be a number above 0, not "3".'),
    "an anchor outside the scale": (
        "      3:\n        summary: >",
        "      6:\n        summary: >",
        'criterion "framing": "anchors" has "6", which is not a level from 1 to 5.',
    ),
    "a bar outside the scale": ("bar: 3.4", "bar: 5.1", '"bar" must be a number from 1 to 5, not "5.1".'),
    "half an interviewer": (
        "interviewers: 2",
        "interviewers: 1.5",
        '"interviewers" must be a whole number from 1 to 20, not "1.5".',
    ),
    "a word for a truth value": ("rated: false", "rated: no", '"rated" must be true or false, not "no".'),
    "a list for a text": ("title: Small scorecard", "title: [Small]", '"title" must be text (in quotes'),
    "a number for a text": ("title: Small scorecard", "title: 42", '"title" must be text (in quotes'),
    "nothing for a text": ("title: Small scorecard", "title:", '"title" must be text (in quotes'),
    "blanks for a text": ("title: Small scorecard", 'title: "  "', "not empty."),
    "a text for a list": (
        "outcomes: [Cost down",
        "stack: Spark\n  outcomes: [Cost down",
        'job: "stack" must be a list, not "Spark".',
    ),
    "a list for a mapping": (
        "  - {id: talk, rated: false}",
        "  - [talk]",
        "stage 2 must be a mapping of keys to values, not a list.",
    ),
    "an anchor without its summary": (
        "summary: Starts from an algorithm.\n        ",
        "",
        'criterion "framing", anchor 1: "summary" is missing.',
    ),
    "another version of the format": ("evenbar: 1", "evenbar: 2", '"evenbar" must be 1, not "2".'),
    "an id with capitals": ("scorecard: small", "scorecard: Small_1", "must be an id of lower-case letters"),
    "a key that is a list": ("title: Small", "[a, b]: Small", "a key must be a single word, not a list"),
    "a text cut by a comma": (
        "{id: own-ranking, does: Takes a ranking problem to production}",
        "{id: own-ranking, does: Takes it, and runs it}",
        'job, task "own-ranking": a comma cut the text before "and runs it"; put the whole text in quotes.',
    ),
    "a merge of mappings": ("  level: senior\n", "  <<: {level: senior}\n", 'job: unknown key "<<".'),
    "a date that is none": (
        "bar: 3.4",
        "bar: 3.4\n  review_by: 2027-02-30",
        'decision: "review_by" must be a date like 2027-05-23, not "2027-02-30".',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_one_sentence(case: str) -> None:
    """A mistake is one sentence that says what, where and, where one is near, what was meant."""
    old, new, expected = CASES[case]
    problems = told(mended(old, new))
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith("x.yaml:") and "\n" not in problem for problem in problems)


def test_a_question_id_stands_once_in_the_scorecard() -> None:
    """A question's id stands once in the whole scorecard, because stages point at it by id alone."""
    text = SMALL.replace(
        "    family: behaviour\n", "    family: behaviour\n    questions: [{id: vague-brief}]\n"
    )
    assert told(text) == [
        'x.yaml:38:22: criterion "explaining", question "vague-brief": its id is that of a question of another '
        "criterion, on line 29."
    ]


@pytest.mark.parametrize(
    "word", ["no", "on", "off", "yes", "2027-05-23", "1:30", "0b1", "1_000", "=", "01e", "nan"]
)
def test_a_word_that_yaml_would_retype_is_read_as_text(word: str) -> None:
    """A word that YAML 1.1 takes for a truth value, a date or a time is read as the text that it is."""
    assert read(mended("Small scorecard", word)).title == word


@pytest.mark.parametrize(
    "word", ["true", "False", "42", "-1.5", "1e3", "0x1f", "0o17", ".inf", ".nan", "~", "null"]
)
def test_a_word_that_every_yaml_reader_retypes_needs_quotes(word: str) -> None:
    """A word that every YAML reader takes for a number, truth value or nothing is text in quotes only."""
    assert "must be text (in quotes" in told(mended("Small scorecard", word))[0]
    assert read(mended("Small scorecard", f'"{word}"')).title == word


def test_dates_and_numbers_are_read_exactly() -> None:
    """Dates become dates, whole numbers whole, and a decimal keeps what was written."""
    text = mended("  bar: 3.4\n", '  bar: 3.0\n  review_by: "2027-05-23"\n').replace(
        "weight: 3 ", "weight: 0.1 "
    )
    card = read(text)
    assert (card.decision.bar, type(card.decision.bar)) == (3, int)
    assert card.decision.review_by == date(2027, 5, 23)
    assert card.shares()["framing"].denominator == 11


def test_harmless_aliases_are_read() -> None:
    """An alias that blows nothing up is read as what it points at."""
    text = mended("- Asks nothing.", "- &words Asks nothing.").replace("name: Explains", "name: *words")
    assert read(text).criterion("explaining").name == "Asks nothing."


def test_bytes_with_a_mark_and_other_line_ends_are_read() -> None:
    """A byte order mark and Windows line ends change nothing."""
    assert read(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == read(SMALL)
    assert positions("\ufeff" + SMALL) == positions(SMALL)


def test_positions_point_at_texts_and_at_the_keys_of_larger_parts() -> None:
    """Positions point at a text where it begins, and at the key of anything larger."""
    found = positions(SMALL)
    lines = SMALL.splitlines()

    def word(path: str) -> str:
        line, column = found[path]
        return lines[line - 1][column - 1 :]

    assert word("title").startswith("Small scorecard")
    assert word("criteria") == "criteria:"
    assert word("criteria/framing").startswith("id: framing")
    assert word("criteria/framing/anchors") == "anchors:"
    assert word("criteria/framing/anchors/3") == "3:"
    assert word("criteria/framing/anchors/1/signals/1") == "Asks nothing."
    assert word("criteria/framing/questions/vague-brief/listen_for/4").startswith("Offers a cheaper test.")
    assert word("stages/talk/rated") == "false}"
    assert word("suppress/0/rule").startswith("single-rater")


def test_positions_are_known_in_a_text_that_is_no_scorecard() -> None:
    """Positions are known in any YAML, and broken YAML is unreadable."""
    assert positions("a: [x, {id: b, c: d}]\n")["a/b/c"] == (1, 19)
    with pytest.raises(Unreadable):
        positions("a: [x")


def test_many_problems_are_cut_with_a_word() -> None:
    """After two hundred problems the list ends and says that more follow."""
    text = SMALL + "".join(f"extra-{number}: 1\n" for number in range(300))
    problems = told(text)
    assert len(problems) == 201
    assert problems[-1].endswith("more problems follow; mend these first.")


def test_a_problem_without_a_name_says_scorecard() -> None:
    """A problem says the name of its text, scorecard unless given."""
    assert str(Problem(2, 3, "title", "Why.")) == "scorecard:2:3: Why."


def test_the_documented_example_is_read() -> None:
    """The example of the format's page is a scorecard."""
    page = (Path(__file__).parents[2] / "docs" / "scorecard-format.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert read(example).evenbar == 1
