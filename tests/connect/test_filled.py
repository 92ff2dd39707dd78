"""A filled workbook comes back: what was written, exactly; and every cell that cannot be taken, by its address."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.connect.workbook.answers import Unclear, rating
from evenbar.connect.workbook.cells import Value
from evenbar.connect.workbook.filled import Entry, Filled
from evenbar.connect.workbook.filled import read as read_filled
from evenbar.connect.workbook.package import Unusable
from evenbar.connect.workbook.seats import seats_of
from evenbar.scorecard import library
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import LABELS, Scorecard, fingerprint
from tests.connect.filling import HOSTILE, Written, fill, opened, own_sheets, saved
from tests.examples import examples
from tests.scorecard.cards import SMALL

CARD = read(SMALL)
CARDS = {name: library.load(name) for name in library.names()} | {"hostile": HOSTILE}
MISSING = {"not planned": "not-planned", "not reached": "not-reached", "nothing shown": "nothing-shown"}
LABELLED = {level: (label,) for level, label in LABELS.items()}
GOOD = [Written(0, "framing", 4, "Asked for the cost."), Written(0, "explaining", "not reached")]

signs = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n")
texts = st.text(signs, max_size=60).map(str.strip)


def plain(text: str) -> str:
    """A text as it is kept: what does not print is a space."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).strip()


@st.composite
def written(draw: st.DrawFn, card: Scorecard) -> list[Written]:
    """Some rows of some sheets, with evidence where there is a level."""
    rows = []
    for seat, place in enumerate(seats_of(card)):
        for criterion in place.criteria:
            if draw(st.booleans()):
                level = draw(st.sampled_from([1, 2, 3, 4, 5, *MISSING]))
                proof = "a" if isinstance(level, int) else ""
                rows.append(
                    Written(
                        seat,
                        criterion,
                        level,
                        proof + draw(texts),
                        draw(texts),
                        draw(st.sampled_from([None, "prompted", "unprompted"])),
                        draw(texts),
                        draw(texts),
                    )
                )
    return rows


@pytest.mark.parametrize("name", CARDS)
@examples(8)
@given(data=st.data())
def test_what_is_written_comes_back_exactly(name: str, data: st.DataObject) -> None:
    """Every level, kind of missing, text and tag of every packaged scorecard survives the round trip."""
    card = CARDS[name]
    rows = data.draw(written(card))
    book = read_filled(fill(card, rows), card=card)
    assert book.flaws == ()
    assert not book.origin.other_version
    assert [told(entry) for entry in book.entries] == [
        (
            f"Interviewer {row.seat + 1}",
            row.criterion,
            row.level if isinstance(row.level, int) else MISSING[row.level],
            plain(row.evidence_for),
            plain(row.evidence_against),
            row.prompted or "",
            plain(row.asked),
            plain(row.notes),
        )
        for row in rows
    ]


def told(entry: Entry) -> tuple[Any, ...]:
    assert entry.candidate == "Ana Ng"
    assert (entry.level is None) is (entry.missing != "")
    return (
        entry.interviewer,
        entry.criterion,
        entry.level or entry.missing,
        entry.evidence_for,
        entry.evidence_against,
        entry.prompted,
        entry.asked,
        entry.notes,
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (4.0, 4),
        ("4", 4),
        (" 4 ", 4),
        ("\u00a04\u2009", 4),
        ("４", 4),
        ("4.0", 4),
        ("4,0", 4),
        ("4 - above", 4),
        ("4 – Above", 4),
        ("4 above", 4),
        ("4: above", 4),
        ("Not planned", "not-planned"),
        ("not planned for this interview", "not-planned"),
        ("NOT  REACHED", "not-reached"),
        ("n/r", "not-reached"),
        ("nothing shown\n", "nothing-shown"),
        ("asked, nothing shown", "nothing-shown"),
        ("", None),
        ("  ", None),
    ],
)
def test_levels_are_understood_as_people_write_them(said: str | float, answer: int | str | None) -> None:
    found = rating(Value(said), LABELLED)
    assert (found.level or found.missing or None) == answer


@pytest.mark.parametrize(
    "said",
    [
        *(
            0.0,
            6.0,
            4.5,
            -3.0,
            float("nan"),
            float("inf"),
            1e300,
            True,
            None,
            "0",
            "6",
            "45",
            "4.5",
            "4,5",
            "3-4",
        ),
        *(
            "4/5",
            "4 or 5",
            "4 - below",
            "3 to 4",
            "four",
            "-4",
            "4+",
            "?",
            "-",
            "not sure",
            "n/a",
            "4 out of 5",
        ),
        *("²", "④", "Ⅳ", "½"),
    ],
)
def test_what_is_no_level_is_never_taken_for_one(said: Any) -> None:
    """Neither halves nor ranges nor words; and the sentence says what to choose."""
    with pytest.raises(Unclear, match="choose 1 to 5, or not planned, not reached or nothing shown"):
        rating(Value(said), LABELLED)


def test_every_bad_cell_is_named_in_one_pass() -> None:
    """Sheet, cell, what is wrong and what to do; nothing hides behind the first."""
    rows = [
        Written(0, "framing", 7, "x", prompted="perhaps"),
        Written(0, "explaining", None, "Drew a chart."),
        Written(1, "framing", 4, " . "),
        Written(1, "explaining", "well", "x"),
    ]
    book = opened(fill(CARD, rows, candidate=""))
    own_sheets(book)[1]["B3"].value = None
    flaws = [str(flaw) for flaw in read_filled(saved(book)).flaws]
    choose = "choose 1 to 5, or not planned, not reached or nothing shown."
    assert flaws == [
        'sheet "1 System design", E7 holds "perhaps"; choose unprompted or prompted, or leave it empty.',
        f'sheet "1 System design", F7 holds 7, which is no level; {choose}',
        'sheet "1 System design", F8 is empty although the row is filled in; choose a level, or say why there is none.',
        'sheet "2 System design", B3 must name the interviewer, beside the word "Interviewer".',
        f'sheet "2 System design", F8 holds "well", which is no level; {choose}',
        'sheet "2 System design", F7 has level 4 without evidence; write what was said or done into C7.',
        'sheet "Start here", B4 is empty; write the candidate\'s name into it.',
    ]


def test_a_level_without_evidence_is_taken_only_when_that_is_meant() -> None:
    content = fill(
        CARD, [Written(0, "framing", 4), Written(0, "explaining", 2, evidence_against="Lost the room.")]
    )
    assert [flaw.cell for flaw in read_filled(content).flaws] == ["F7"]
    meant = read_filled(content, without_evidence=True)
    assert meant.flaws == ()
    assert [(entry.level, entry.has_evidence) for entry in meant.entries] == [(4, False), (2, True)]


def test_a_sheet_that_nobody_began_and_rows_left_blank_are_no_ratings() -> None:
    """What is blank is neither a number nor a kind of missing; it is counted."""
    book = read_filled(fill(CARD, GOOD[:1]))
    assert [entry.criterion for entry in book.entries] == ["framing"]
    assert book.left_blank == {"Interviewer 1": 1}
    assert read_filled(fill(CARD, [], candidate="")).flaws == ()


def test_a_recommendation_comes_back_beside_the_ratings() -> None:
    """Another word is named, and so is one that was given before anything was rated."""
    book = opened(fill(CARD, GOOD))
    first, second = own_sheets(book)
    first["D4"].value = "Strong yes "
    [said] = read_filled(saved(book)).recommended
    assert (said.candidate, said.interviewer, said.recommendation) == (
        "Ana Ng",
        "Interviewer 1",
        "strong yes",
    )
    first["D4"].value, second["D4"].value = "hire", "no"
    assert [(flaw.sheet, flaw.cell, flaw.sentence) for flaw in read_filled(saved(book)).flaws] == [
        ("1 System design", "D4", 'holds "hire"; choose strong no, no, yes, strong yes, or leave it empty'),
        ("2 System design", "D4", "recommends before any criterion is rated; rate first"),
    ]


def changed(change: Any) -> Filled:
    """The good rows, after somebody changed the sheet."""
    book = opened(fill(CARD, GOOD))
    change(book, own_sheets(book)[0])
    return read_filled(saved(book))


def insert_rows_and_columns(_book: Any, sheet: Any) -> None:
    sheet.insert_cols(1)
    sheet["A1"].value = "our own remarks"
    sheet.insert_rows(8)
    sheet["B8"].value = "a heading of our own"
    sheet.insert_rows(1, 3)


def swap_columns(_book: Any, sheet: Any) -> None:
    for row in range(6, 9):
        c, f = sheet[f"C{row}"], sheet[f"F{row}"]
        c.value, f.value = f.value, c.value


def drop_keys(_book: Any, sheet: Any) -> None:
    for row in (6, 7, 8):
        sheet[f"J{row}"].value = None


def sort_rows(_book: Any, sheet: Any) -> None:
    for letter in "ABCDEFIJ":
        upper, lower = sheet[f"{letter}7"], sheet[f"{letter}8"]
        upper.value, lower.value = lower.value, upper.value


def rename(_book: Any, sheet: Any) -> None:
    sheet.title = "Ada's sheet"
    sheet["A3"].value = "interviewer: "
    sheet["F6"].value = " level,  or why THERE is none"


def add_sheet(book: Any, _sheet: Any) -> None:
    book.create_sheet("Lunch", 0)["A1"].value = "Criterion"


@pytest.mark.parametrize(
    "change", [insert_rows_and_columns, swap_columns, drop_keys, sort_rows, rename, add_sheet]
)
def test_added_moved_and_renamed_parts_do_no_harm(change: Any) -> None:
    """Sheets are found by their headings, columns by theirs, rows by key or name."""
    book = changed(change)
    assert book.flaws == ()
    assert {(entry.criterion, entry.level, entry.missing) for entry in book.entries} == {
        ("framing", 4, ""),
        ("explaining", None, "not-reached"),
    }


def test_a_row_for_no_criterion_is_named() -> None:
    def add(_book: Any, sheet: Any) -> None:
        sheet["A9"].value, sheet["C9"].value, sheet["F9"].value = "Charm", "Smiled.", 5

    assert [str(flaw) for flaw in changed(add).flaws] == [
        'sheet "1 System design", A9 names no criterion of scorecard "small" ("Charm" is not one), yet the row is '
        "filled in; write its name as it was."
    ]


def test_a_criterion_that_is_filled_in_twice_is_named() -> None:
    def double(_book: Any, sheet: Any) -> None:
        sheet["A9"].value, sheet["C9"].value, sheet["F9"].value = "Frames the problem", "x", 5

    assert [(flaw.cell, "row 7 has already" in flaw.sentence) for flaw in changed(double).flaws] == [
        ("A9", True)
    ]


def test_two_criteria_of_one_name_are_told_apart_by_their_keys() -> None:
    rows = [Written(0, "at", 2, "x"), Written(0, "twin", 5, "y")]
    entries = read_filled(fill(HOSTILE, rows)).entries
    assert [(entry.criterion, entry.level) for entry in entries] == [("at", 2), ("twin", 5)]


def test_a_formula_where_a_level_is_expected_counts_by_the_value_it_left() -> None:
    """A program that saves results gives the level; without a result the cell is named."""

    def compute(_book: Any, sheet: Any) -> None:
        sheet["F7"].value = "=2+2"

    [flaw] = changed(compute).flaws
    assert (flaw.cell, "formula or an error whose result the file does not carry" in flaw.sentence) == (
        "F7",
        True,
    )
    book = opened(fill(CARD, GOOD))
    compute(book, own_sheets(book)[0])
    assert (
        read_filled(with_result(saved(book), "<f>2+2</f><v />", "<f>2+2</f><v>4</v>")).entries[0].level == 4
    )
    error = with_result(saved(book), "<f>2+2</f><v />", "<f>2+2</f><v>#REF!</v>")
    assert [flaw.cell for flaw in read_filled(error).flaws] == ["F7"]


def with_result(content: bytes, before: str, after: str) -> bytes:
    """The same file with a formula's saved result."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        assert sum(part.count(before.encode()) for part in parts.values()) == 1
        for name, part in parts.items():
            new.writestr(name, part.replace(before.encode(), after.encode()))
    return out.getvalue()


def test_another_version_of_the_scorecard_is_said() -> None:
    """The same scorecard with other words is another version; another scorecard is refused."""
    newer = read(SMALL.replace("Starts from an algorithm.", "Starts from a model."))
    book = read_filled(fill(CARD, GOOD), card=newer)
    assert book.origin.other_version
    assert book.origin.fingerprint == fingerprint(CARD) != fingerprint(newer)
    with pytest.raises(Unusable, match='was made from scorecard "small", not from "hostile"'):
        read_filled(fill(CARD, GOOD), card=HOSTILE)


def test_without_the_hidden_sheet_the_scorecard_must_be_named() -> None:
    book = opened(fill(CARD, GOOD))
    del book["evenbar"]
    with pytest.raises(Unusable, match="Name the scorecard with --scorecard"):
        read_filled(saved(book))
    named = read_filled(saved(book), card=CARD)
    assert (len(named.entries), named.origin.fingerprint) == (2, None)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("B1", "99", "use a later Evenbar"),
        ("B2", "../../etc", "was changed"),
        ("B3", "=1+1", "was changed"),
        ("B3", "0" * 63, "was changed"),
    ],
)
def test_a_hidden_sheet_that_was_changed_is_not_believed(cell: str, value: str, words: str) -> None:
    book = opened(fill(CARD, GOOD))
    book["evenbar"][cell].value = value
    book["evenbar"][cell].data_type = "s"
    with pytest.raises(Unusable, match=words):
        read_filled(saved(book))


def test_a_workbook_saved_by_libreoffice_is_read() -> None:
    """LibreOffice 7.4 wrote these parts: shared texts, results beside formulas, its own styles."""
    folder, out = Path(__file__).parent / "libreoffice", io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(part, str(part.relative_to(folder)))
    book = read_filled(out.getvalue())
    assert book.flaws == ()
    assert [(e.interviewer, e.criterion, e.level or e.missing, e.evidence_for) for e in book.entries] == [
        ("Ada", "framing", 4, "Asked what an error costs,\nthen for the baseline."),
        ("Ada", "explaining", "nothing-shown", ""),
        ("Ben", "framing", 2, "=Named a model first"),
        ("Ben", "explaining", 5, 'Drew it; "it’s a bet" – über & <all>'),
    ]
