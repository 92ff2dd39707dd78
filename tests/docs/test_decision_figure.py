"""The figure of the decision benchmark is of the tables that stand on its page."""

from bench import decision_figure as drawn

from evenbar.figures.figure import svg_file


def test_the_figure_is_drawn_from_the_tables_of_the_page() -> None:
    page = drawn.PAGE.read_text(encoding="utf-8")
    assert drawn.PICTURE.read_text(encoding="utf-8") == svg_file(drawn.figure(page))
    assert f"images/{drawn.PICTURE.name}" in page


def test_every_scenario_of_the_page_is_in_the_figure() -> None:
    page = drawn.PAGE.read_text(encoding="utf-8")
    headings = [row.heading for row in drawn.rows(page) if row.heading]
    assert len(headings) == page.partition("<!-- results -->")[2].count("\n### ") > 5
