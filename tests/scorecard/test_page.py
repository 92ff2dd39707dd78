"""The printed page: everything that a panel on paper needs, on one sheet."""

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from playwright.sync_api import Browser

from evenbar.scorecard import library
from evenbar.scorecard.page import one_page
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard, fingerprint
from evenbar.scorecard.sheet import FRAME, HEIGHT, fitted
from tests.examples import examples
from tests.scorecard.cards import SMALL, cards

PAPERS = ("landscape", "A4 landscape", "letter landscape")


def words(page: str) -> str:
    """The text of a page."""
    body = page.split("</style>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("name", library.names())
def test_the_page_has_every_row_with_its_anchors(name: str) -> None:
    """The page has every criterion with its share, and its anchors at the levels that it shows."""
    card = library.load(name)
    page, sheet = words(one_page(card)), fitted(card)
    for criterion in card.criteria:
        assert criterion.name in page
        assert criterion.definition in page
        assert all(anchor.summary in page for anchor in criterion.anchors if anchor.level in sheet.levels)
    assert fingerprint(card)[:12] in page
    assert {1, 3, 5} <= set(sheet.levels)


def test_the_page_asks_for_names_evidence_and_the_three_kinds_of_missing() -> None:
    """The page asks for names and date, evidence and level, and explains the three kinds of missing."""
    page = words(one_page(library.load("starter")))
    for part in ("Candidate", "Interviewer", "Interview", "Date", "Evidence: what was said or done"):
        assert part in page
    assert "n/p not planned for this interview, n/r not reached, n/s asked, nothing shown" in page
    assert "Recommendation , last; it enters no average: strong no no yes strong yes" in page


def test_the_seven_rows_of_the_starter_show_all_five_levels() -> None:
    """Where space allows all five levels are shown, where it is tight the first, the third and the fifth."""
    assert fitted(library.load("starter")).levels == (1, 2, 3, 4, 5)
    assert fitted(library.load("senior-ml-engineer")).levels == (1, 3, 5)


def test_must_haves_and_targets_are_marked() -> None:
    """A minimum and a target stand beside the weight of their row, a row without has none."""
    text = SMALL.replace("    weight: 3 ", "    minimum: 3\n    target: 4\n    weight: 3 ")
    assert "75 % minimum 3 target 4" in words(one_page(read(text)))
    assert "minimum" not in words(one_page(read(SMALL))).replace("every minimum", "")


def test_content_cannot_leave_its_place() -> None:
    """Text of a scorecard is text on the page: no markup, no control signs."""
    page = one_page(read(SMALL.replace("name: Explains", 'name: "<script>alert(1)</script>\\x1b&amp;"')))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;" in page


def test_the_page_loads_nothing() -> None:
    """The page loads nothing from anywhere and runs nothing."""
    page = one_page(library.load("starter"))
    assert re.findall(r"https?:|src=|href=|url\(|<script|@import|\son\w+=", page) == []


@examples(60)
@given(cards())
def test_any_scorecard_has_a_sheet_that_holds_it(card: Scorecard) -> None:
    """Any scorecard has a sheet whose rows fit, with some room left for each."""
    sheet = fitted(card)
    used = sum(max(sheet.needs(row), sheet.row) for row in card.criteria)
    used += len({row.family for row in card.criteria}) * sheet.family()
    assert used <= HEIGHT - FRAME + 1e-6
    assert one_page(card).endswith("</html>\n")


def crowded() -> Scorecard:
    """Twenty-one long rows: more than anyone should have."""
    card = library.load("senior-ml-engineer")
    more = [
        replace(row, id=f"{row.id}-again", name=row.name + " over and over again")
        for row in card.criteria[:7]
    ]
    return replace(card, criteria=(*card.criteria, *more))


def wide() -> Scorecard:
    """The complete scorecard in letters that are twice as wide."""
    card = library.load("senior-ml-engineer")
    rows = [replace(row, name="評価" * 8, definition="正直に評価する" * 9) for row in card.criteria]
    return replace(card, criteria=tuple(rows))


@pytest.mark.browser
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", [*library.names(), "crowded", "wide"])
def test_the_page_prints_on_one_sheet(name: str, paper: str, chromium: Browser) -> None:
    """The page prints on one sheet in Chromium, on Letter, A4 and whatever the printer has."""
    made = {"crowded": crowded, "wide": wide}
    page = one_page(made[name]() if name in made else library.load(name))
    sheet = chromium.new_page()
    sheet.set_content(page.replace("size: landscape", f"size: {paper}"))
    pdf = sheet.pdf(prefer_css_page_size=True, print_background=True)
    sheet.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    width, height = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([0-9.]+)\s+([0-9.]+)", pdf)[0]
    assert float(width) > float(height)
