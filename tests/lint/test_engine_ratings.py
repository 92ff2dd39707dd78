"""Ratings: findings stand at the words in the CSV or at the cell, and each note knows the others whom it may name."""

from collections.abc import Iterator

import pytest

from evenbar.lint import checking
from evenbar.lint.checking import MOST_OTHERS, Row, check_ratings
from evenbar.lint.ratings import is_ratings, rows_of
from evenbar.lint.rule import Hit, Rule
from evenbar.lint.subject import Rating

CSV = """\
interviewer,candidate,criterion,stage,score,evidence
Ben,Ada Sample,serving,onsite,5,"Said ""never"" and
did not mention a baseline."
Ben,"Eve, Example",serving,onsite,,Better than Ada.
Cem,Ada Sample,serving,onsite,2.0,
"""
PAGE = "It finds.\n\nWhy it matters\n--------------\nReasons."
seen: list[Rating] = []


@pytest.fixture(autouse=True)
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One rule alone, which keeps what it sees and finds three wordings."""

    def on_rating(rating: Rating) -> Iterator[Hit]:
        seen.append(rating)
        for words in ("did not mention", 'Said "never" and did', "Better than"):
            if words in " ".join(rating.text.split()):
                yield Hit(rating.where, "Found.", "Else.", quote=words)

    seen.clear()
    rule = Rule("finds", "evidence", "warning", "mixed", PAGE, on_rating=on_rating)
    checking.chosen.cache_clear()
    monkeypatch.setattr(checking, "rules", lambda: {"finds": rule})
    yield
    checking.chosen.cache_clear()


def test_findings_stand_at_the_words_in_the_table() -> None:
    """Over line breaks and doubled quotes too."""
    text, rows = rows_of(CSV.encode())
    found = check_ratings(rows, name="r.csv", text=text).found
    assert [(each.line, each.column, each.end_line, each.quote) for each in found] == [
        (2, 34, 3, 'Said "never" and did'),
        (3, 1, 3, "did not mention"),
        (4, 36, 4, "Better than"),
    ]
    assert found[1].excerpt[slice(*found[1].mark)] == "did not mention"
    assert {each.file for each in found} == {"r.csv"}


def test_a_rating_has_what_the_row_says() -> None:
    """Level or none, names with commas, whole numbers written with a point."""
    text, rows = rows_of(CSV.encode())
    check_ratings(rows, text=text)
    assert [(each.candidate, each.interviewer, each.level) for each in seen] == [
        ("Ada Sample", "Ben", 5),
        ("Eve, Example", "Ben", None),
        ("Ada Sample", "Cem", 2),
    ]
    assert [each.others for each in seen] == [(), ("Ada Sample",), ()]


def test_a_note_is_asked_about_those_whom_it_may_name() -> None:
    """Only others whose names share a word with the note, never the candidate, and not without end."""
    rows = [Row(f"Sam {n}", "Ben", "x", 3, "Like Sam, said so.", "", 1) for n in range(200)]
    check_ratings(rows)
    assert all(each.candidate not in each.others for each in seen)
    assert {len(each.others) for each in seen} <= {MOST_OTHERS, MOST_OTHERS - 1}


def test_a_row_without_a_table_stands_at_its_cell() -> None:
    """A workbook's evidence is its own excerpt."""
    row = Row("Ada", "Ben", "x", 3, "Was asked.\nBetter than most.", "Ben!C7", 7)
    [found] = check_ratings([row], name="ada.xlsx").found
    assert (found.where, found.line) == ("Ben!C7", 7)
    assert found.excerpt[slice(*found.mark)] == "Better than"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"candidate,interviewer,criterion,score,evidence\n", True),
        (b"\xef\xbb\xbfCandidate, Evidence\r\n", True),
        (b'"candidate","score"\n', True),
        (b"evenbar: 1\ntitle: candidate, score\n", False),
        (b"", False),
        (b"\xff\xfe\x00", False),
        (b"candidate\n", False),
    ],
)
def test_a_table_is_told_by_its_header(content: bytes, expected: bool) -> None:
    """Two columns of the format in the first line."""
    assert is_ratings(content) is expected
