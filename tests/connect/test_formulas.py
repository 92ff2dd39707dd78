"""The workbook's formulas say what `evenbar.measure.combine` says, worked out by a spreadsheet program of our own.

That program is independent of the workbook's maker. LibreOffice 7.4 gave the same figures on the same kind of
random workbooks; a workbook that it saved is read in test_filled.
"""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.connect.workbook.seats import seats_of
from evenbar.measure.combine import Combined, Rated, combine, must_haves, side_of_bar
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard
from tests.connect.filling import HOSTILE, Written, fill, opened, own_sheets
from tests.connect.spreadsheet import Program
from tests.examples import examples
from tests.scorecard.cards import SMALL

CARDS = {"small": read(SMALL), "hostile": HOSTILE, "senior": library.load("senior-ml-engineer")}
# What people choose or type, with the level that it is.
LEVELS: list[tuple[Any, int | None]] = [
    *((level, level) for level in range(1, 6)),
    ("4", 4),
    (" 2 ", 2),
    ("5 - far above", 5),
    ("not planned", None),
    ("Not reached", None),
    ("nothing shown ", None),
    (4.5, None),
    (0, None),
    (6, None),
    ("45", None),
    ("maybe", None),
    ("3-4", None),
]


@st.composite
def filled(draw: st.DrawFn, card: Scorecard) -> tuple[list[Written], list[Rated]]:
    """Rows to write, and the ratings that count of them."""
    rows, counted = [], []
    share = draw(st.sampled_from([0.2, 0.7, 1.0]))
    for seat, place in enumerate(seats_of(card)):
        for criterion in place.criteria:
            if draw(st.floats(0, 1)) > share:
                continue
            said, level = draw(st.sampled_from(LEVELS))
            evidence = draw(st.sampled_from([None, None, "said so", " "]))
            against = draw(st.sampled_from([None, "did not"]))
            rows.append(Written(seat, criterion, said, evidence, against))
            has_evidence = bool((evidence or "").strip() or against)
            counted.append(Rated(seat, criterion, level if has_evidence else None))
    return rows, counted


def summary(content: bytes) -> dict[str, Any]:
    """The figures above the table of the summary, by their labels."""
    program = Program(opened(content))
    sheet = program.book["Summary"]
    return {str(sheet[f"A{row}"].value): program.value("Summary", f"B{row}") for row in range(4, 13)}


def agrees(card: Scorecard, facts: dict[str, Any], combined: Combined) -> None:
    """The summary's figures are those of the instrument room."""
    if combined.value is None:
        assert facts["Weighted score"] == "none yet"
        assert facts["Against the bar"] == "Nothing counts yet."
    else:
        assert facts["Weighted score"] == pytest.approx(float(combined.value), abs=1e-12)
        side = side_of_bar(combined.value, Fraction(repr(card.decision.bar)))
        assert facts["Against the bar"].startswith({"above": "At or above", "below": "Below"}[side])
        turns = combined.low < Fraction(repr(card.decision.bar)) <= combined.high and combined.covered < 1
        assert ("could turn it" in facts["Against the bar"]) is turns
    assert facts["Covered weight"] == pytest.approx(float(combined.covered), abs=1e-12)
    assert facts["Lower bound"] == pytest.approx(float(combined.low), abs=1e-12)
    assert facts["Upper bound"] == pytest.approx(float(combined.high), abs=1e-12)
    assert facts["Ratings that count"] == combined.ratings


@pytest.mark.parametrize("name", CARDS)
@examples(12)
@given(data=st.data())
def test_the_summary_says_what_the_instrument_room_says(name: str, data: st.DataObject) -> None:
    """Score, covered weight, bounds, side of the bar and minimums are those of `combine`, whatever was written."""
    card = CARDS[name]
    rows, rated = data.draw(filled(card))
    facts = summary(fill(card, rows))
    combined = combine(rated, card.shares())
    agrees(card, facts, combined)
    minimums = {criterion.id: criterion.minimum for criterion in card.criteria if criterion.minimum}
    if minimums:
        met = [must.met for must in must_haves(combined, minimums)]
        words = f"{met.count(True)} met, {met.count(False)} missed, {met.count(None)} not rated yet"
        assert facts["Minimums"] == words


def test_a_score_on_the_bar_is_at_the_bar() -> None:
    """Tenths that binary numbers cannot hold put no score below a bar on which it is."""
    text = SMALL.replace("bar: 3.4", "bar: 3.5").replace("weight: 3 ", "weight: 0.1 ")
    card = read(text.replace("family: behaviour", "family: behaviour\n    weight: 0.1"))
    assert (0.1 * 2 + 0.1 * 5) / (0.1 + 0.1) < 3.5
    facts = summary(fill(card, [Written(0, "framing", 2, "x"), Written(0, "explaining", 5, "x")]))
    assert facts["Weighted score"] < 3.5
    assert facts["Against the bar"] == "At or above the bar."


def test_a_row_shows_each_level_the_mean_and_how_far_raters_are_apart() -> None:
    """The table shows who gave what, the mean, the furthest two, and the kinds of missing in words."""
    rows = [
        Written(0, "framing", 1, "x"),
        Written(1, "framing", "4", "x"),
        Written(0, "explaining", "not reached"),
    ]
    program = Program(opened(fill(read(SMALL), rows)))
    table = [[program.value("Summary", f"{letter}{row}") for letter in "ABCDEFGHIJ"] for row in (16, 17, 18)]
    assert table[0][3:5] == ["Interviewer 1", "Interviewer 2"]
    assert table[1] == ["Frames the problem", 3.0, 0.75, 1.0, 4.0, 2.0, 2.5, 1.0, 4.0, 3.0]
    assert table[2] == ["Explains", 1.0, 0.25, "not reached", "", 0.0, "", "", "", ""]


def test_recommendations_stand_apart_and_enter_no_average() -> None:
    book = opened(fill(read(SMALL), [Written(0, "framing", 4, "x")]))
    own_sheets(book)[0]["D4"].value = "strong no"
    program = Program(book)
    assert [program.value("Summary", f"{letter}20") for letter in "ADE"] == [
        "Recommendation, in no average",
        "strong no",
        "",
    ]
    assert program.named("weighted_score") == 4.0


def test_a_level_without_evidence_does_not_count_and_says_so() -> None:
    """Evidence comes before the number: the row says what is missing, the summary counts nothing."""
    content = fill(
        read(SMALL), [Written(0, "framing", 5, " "), Written(0, "explaining", None, "Drew a chart.")]
    )
    book = opened(content)
    program, title = Program(book), own_sheets(book)[0].title
    assert program.value(title, "H7") == "Evidence is missing: this level does not count yet."
    assert program.value(title, "H8") == "Choose a level, or say why there is none."
    assert summary(content)["Ratings that count"] == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (3, "States the decision and its costs.\n"),
        ("1", "Starts from an algorithm."),
        (5, "No words are written for this level."),
        ("nothing shown", "No level. It counts as missing, never as a number."),
        ("three", "Not a level: choose 1 to 5 or one of the three kinds of missing."),
        (None, ""),
    ],
)
def test_the_anchor_of_the_chosen_level_is_shown(said: Any, words: str) -> None:
    """Beside the level stand the words that it stands for."""
    book = opened(fill(read(SMALL), [Written(0, "framing", said, "x")]))
    assert str(Program(book).value(own_sheets(book)[0].title, "G7")).strip() == words.strip()


def test_rows_in_another_order_still_meet_their_criterion() -> None:
    """Rows are found by key, so that sorting a sheet changes no figure."""
    book = opened(fill(read(SMALL), [Written(0, "framing", 5, "x"), Written(0, "explaining", 1, "x")]))
    sheet = own_sheets(book)[0]
    for letter in "ACFJ":
        upper, lower = sheet[f"{letter}7"], sheet[f"{letter}8"]
        upper.value, lower.value = lower.value, upper.value
    program = Program(book)
    assert [program.value("Summary", f"D{row}") for row in (17, 18)] == [5.0, 1.0]
