"""The workbook as a team meets it: its sheets, what may be written where, its names, its pages."""

import io
import re
import zipfile
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText

from evenbar.connect.workbook import form
from evenbar.connect.workbook.cells import sheets_of
from evenbar.connect.workbook.making import sheet_titles, workbook
from evenbar.connect.workbook.seats import Seat, seats_of
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import fingerprint
from tests.connect.filling import HOSTILE, opened, own_sheets
from tests.scorecard.cards import SMALL

CARD = read(SMALL)
ENTRY_LETTERS = "BCDEFI"


def made(card: Any = CARD, interviewers: str | None = None, candidate: str = "") -> Any:
    """The workbook of a scorecard, opened."""
    return opened(workbook(card, seats=seats_of(card, interviewers), candidate=candidate))


def test_the_sheets_stand_in_the_order_in_which_people_need_them() -> None:
    book = made(interviewers="Ada, Ben")
    assert book.sheetnames == [
        "Start here",
        "Scorecard",
        "Questions",
        "Ada",
        "Ben",
        "Summary",
        "evenbar",
    ]
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 6 + ["hidden"]
    assert book.active.title == "Start here"


def test_without_a_wish_there_is_a_sheet_for_every_seat_of_the_plan() -> None:
    """Each holds the criteria of its interview alone."""
    card = library.load("starter")
    book = made(card)
    rated = [stage for stage in card.stages if stage.rated]
    sheets = own_sheets(book)
    assert len(sheets) == sum(stage.interviewers for stage in rated)
    names = [[criteria_name(sheet, row) for row in range(7, sheet.max_row + 1)] for sheet in sheets]
    wanted = [[card.criterion(id).name for id in s.criteria] for s in rated for _ in range(s.interviewers)]
    assert names == wanted


def criteria_name(sheet: Any, row: int) -> str:
    return str(sheet[f"A{row}"].value).split("\n")[0]


@pytest.mark.parametrize("name", library.names())
def test_every_packaged_scorecard_becomes_a_workbook(name: str) -> None:
    """All anchors, questions and probes of all packaged scorecards are in it."""
    card = library.load(name)
    sheets = {sheet.title: sheet for sheet in sheets_of(workbook(card, seats=seats_of(card)))}
    told = "\n".join(value.text for value in sheets["Scorecard"].cells.values())
    asked = "\n".join(value.text for value in sheets["Questions"].cells.values())
    for criterion in card.criteria:
        assert criterion.name in told
        assert all(anchor.summary in told for anchor in criterion.anchors)
        assert all(look.says in told for look in criterion.look_alikes)
        for question in criterion.questions:
            assert question.ask.strip() in asked
            assert all(probe in asked for probe in question.probes)


def test_only_the_cells_for_people_can_be_written() -> None:
    """Every sheet is protected without a password; unlocked are names, date and the entry cells, nothing else."""
    book = made()
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)
    for sheet in book:
        open_cells = {
            cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
        }
        if sheet.title == "Start here":
            assert open_cells == {"B4"}
        elif sheet.title in form.OWN_SHEETS:
            assert open_cells == set()
        else:
            rows = range(7, 7 + len(CARD.criteria))
            assert open_cells == {
                "B3",
                "B4",
                "D4",
                *(f"{letter}{row}" for letter in ENTRY_LETTERS for row in rows),
            }


def test_levels_come_from_a_list_and_a_wrong_entry_is_answered_with_a_sentence() -> None:
    sheet = own_sheets(made())[0]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    level = rules["F7:F8"]
    assert level.formula1 == '"1,2,3,4,5,not planned,not reached,nothing shown"'
    assert (level.type, level.errorStyle, level.showErrorMessage) == ("list", "stop", True)
    assert level.error.startswith("Choose a level from 1 to 5, or say why there is none")
    assert rules["E7:E8"].formula1 == '"unprompted,prompted"'
    assert rules["B7"].formula1 == "Questions!$C$5:$C$5"
    assert not rules["B7"].showErrorMessage
    assert "B8" not in rules


@pytest.mark.parametrize("rule", own_sheets(made(HOSTILE))[0].data_validations.dataValidation)
def test_the_sentences_of_a_list_fit_what_programs_show(rule: Any) -> None:
    """The file format ends titles at 32 letters and sentences at 255."""
    assert len(rule.errorTitle or "") <= 32
    assert len(rule.promptTitle or "") <= 32
    assert max(len(rule.error or ""), len(rule.prompt or ""), len(rule.formula1)) <= 255


def test_figures_have_names_and_pages_are_set_up() -> None:
    book = made()
    assert set(book.defined_names) >= {
        "candidate",
        "weighted_score",
        "covered_weight",
        "lower_bound",
        "upper_bound",
        "ratings",
        "bar",
    }
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert own_sheets(book)[0].print_title_rows == "$6:$6"
    assert [sheet.freeze_panes for sheet in own_sheets(book)] == ["B7", "B7"]
    assert (book.properties.title, book.properties.language) == ("Small scorecard", "en")


def test_the_first_sheet_says_how_in_a_few_sentences() -> None:
    text = "\n".join(
        str(cell.value) for row in made()["Start here"].iter_rows() for cell in row if cell.value
    )
    for words in (
        "Evidence before ratings",
        "Independent first",
        "not planned",
        "not reached",
        "nothing shown",
    ):
        assert words in text
    assert len(text) < 2200


def test_the_hidden_sheet_says_where_the_workbook_comes_from() -> None:
    sheet = made()["evenbar"]
    rows = {sheet[f"A{row}"].value: sheet[f"B{row}"].value for row in range(1, 5)}
    assert rows == {
        "form": "1",
        "scorecard": "small",
        "fingerprint": fingerprint(CARD),
        "title": "Small scorecard",
    }


def test_nothing_that_people_wrote_becomes_a_formula() -> None:
    """Names that begin like formulas stay text in every cell, and are marked so that editing keeps them text."""
    seats = [Seat("=1+1", ("x",), ("equals",)), Seat("@cmd", ("x",), ("plus",))]
    book = opened(workbook(HOSTILE, seats=seats, candidate='=HYPERLINK("x")'))
    theirs = {
        '=HYPERLINK("x","Ranking & search")',
        "=1+1",
        '+1 "quoted" <b>',
        "@cmd",
        "=cmd|x",
        '=HYPERLINK("x")',
    }
    seen = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    outside_quotes = re.sub(r"'[^']*'|\"[^\"]*\"", "", cell.value)
                    assert not any(text in outside_quotes for text in theirs)
                elif str(cell.value) in theirs and not isinstance(cell.value, CellRichText):
                    seen.add(str(cell.value))
                    assert cell.quotePrefix, cell.coordinate
    assert seen >= {"=1+1", "@cmd", '+1 "quoted" <b>', '=HYPERLINK("x")'}


def test_signs_that_the_format_escapes_stay_what_was_written() -> None:
    card = HOSTILE
    sheets = {sheet.title: sheet for sheet in sheets_of(workbook(card, seats=seats_of(card)))}
    told = [value.text for value in sheets["Scorecard"].cells.values()]
    assert "Says _x0041_ and means it." in told


def test_no_part_points_outside_or_carries_code() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(CARD, seats=seats_of(CARD)))) as archive:
        names = archive.namelist()
        rels = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    assert not any("vba" in name or "external" in name.lower() for name in names)
    assert b"External" not in rels


def test_titles_of_sheets_are_short_single_and_without_forbidden_signs() -> None:
    wishes = [
        "Summary",
        "a/b:[c]*?",
        "'quoted'",
        "History",
        "x" * 50,
        "X" * 50,
        "x" * 40 + "y",
        "///",
        "Ada",
        "ADA",
    ]
    titles = sheet_titles([Seat(name, ("x",), ()) for name in wishes])
    folded = [title.casefold() for title in titles]
    assert len(set(folded)) == len(titles)
    assert not {"summary", "history"} & set(folded)
    for title in titles:
        assert 0 < len(title) <= 31
        assert not set(title) & set("[]:*?/\\")
        assert title == title.strip("' ")


@pytest.mark.parametrize(
    ("wish", "seats"),
    [
        (None, [("", 4), ("", 4), ("", 2)]),
        ("3", [("", 4), ("", 4), ("", 2)]),
        ("2", [("", 5), ("", 5)]),
        ("Ada, Ben, Cy", [("Ada", 4), ("Ben", 4), ("Cy", 2)]),
        ("Ada, Ben", [("Ada", 5), ("Ben", 5)]),
        ("Ada=two, Ben=one+two, Cy", [("Ada", 2), ("Ben", 5), ("Cy", 5)]),
    ],
)
def test_seats_follow_the_plan_or_the_wish(wish: str | None, seats: list[tuple[str, int]]) -> None:
    assert [(seat.name, len(seat.criteria)) for seat in seats_of(HOSTILE, wish)] == seats


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("", "empty name"),
        ("Ada,,Ben", "empty name"),
        ("0", "at least 1"),
        ("31", "at most 30"),
        ("9999", "at most 30"),
        ("Ada, ada", "twice"),
        ("Ada=three", 'no rated stage "three"; there are one, two'),
        ("x" * 81, "longer than 80"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(wish: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        seats_of(HOSTILE, wish)


def test_a_scorecard_that_rates_nothing_is_refused() -> None:
    card = read(
        SMALL.replace("    criteria: [framing, explaining]\n    order: [vague-brief]\n", "    rated: false\n")
    )
    with pytest.raises(ValueError, match="rates nothing"):
        seats_of(card)
