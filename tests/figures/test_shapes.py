"""Each shape for any input: it holds its numbers, refuses what is none, and stays legible at one row and at 400."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenbar.figures import lettering, scale
from evenbar.figures.curves import Curve, Point, curves
from evenbar.figures.drawing import NARROW, WIDE
from evenbar.figures.figure import Figure, markup
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.ladder import Column, apart, ladder
from evenbar.figures.linkage import parts
from evenbar.figures.links import links
from evenbar.figures.matrix import Missing, matrix
from tests.figures.geometry import in_order, outside, overlapping, words

WORDS = {"title": "A title", "description": "What it shows."}
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=90)
VALUES = st.floats(-1e4, 1e4)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A row with an estimate, or without one and with the reason."""
    name, n, note = (
        draw(NAMES),
        draw(st.integers(0, 99_999)),
        draw(st.sampled_from(["", "severe", "x " * 60])),
    )
    if draw(st.booleans()):
        return Row(name, None, None, None, n, note=note or "not enough")
    low, value, high = sorted(draw(st.tuples(VALUES, VALUES, VALUES)))
    wider = (low - draw(st.floats(0, 5)), high + 1) if draw(st.booleans()) else None
    return Row(name, value, low, high, n, wider=wider, note=note, tone="warn")


def sound(figure: Figure) -> None:
    """Nothing outside, nothing on one another, in both layouts."""
    for drawing, width in ((figure.wide, WIDE), (figure.narrow, NARROW)):
        assert outside(drawing) == []
        assert overlapping(drawing) == []
        assert drawing.width == width or drawing.keeps_size


@settings(max_examples=40, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=8), st.booleans())
def test_intervals_stay_inside_and_apart(given_rows: list[Row], signed: bool) -> None:
    reference = Reference(0.5, "a bar with a rather long label that is cut")
    sound(intervals(given_rows, signed=signed, reference=reference, **WORDS))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(rows(), min_size=1, max_size=30), min_size=1, max_size=3))
def test_a_ladder_never_lays_labels_on_one_another(given_rows: list[list[Row]]) -> None:
    sound(ladder([Column("Group", "higher", tuple(group)) for group in given_rows], **WORDS))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 500), min_size=1, max_size=25))
def test_labels_of_a_ladder_keep_their_order_and_their_gap(wanted: list[float]) -> None:
    found = apart(sorted(wanted), gap=17, top=0, foot=500)
    assert all(other - one >= 17 - 1e-6 for one, other in pairwise(found))
    assert min(found) >= -1e-6
    assert max(found) <= 500 + 1e-6


def test_labels_with_room_stand_where_they_belong() -> None:
    assert apart([10.0, 100.0, 200.0], gap=17, top=0, foot=300) == [10.0, 100.0, 200.0]
    assert apart([100.0, 100.0], gap=20, top=0, foot=300) == [90.0, 110.0]


@pytest.mark.parametrize("count", [1, 400])
def test_one_row_and_four_hundred_are_drawn(count: int) -> None:
    many = [
        Row(f"Person {at}", math.sin(at), math.sin(at) - 0.2, math.sin(at) + 0.2, 30) for at in range(count)
    ]
    listed = intervals(many, **WORDS)
    sound(listed)
    assert len(listed.table.rows) == count
    assert sum(box.words.startswith("Person") for box in words(listed.narrow)) == count
    stacked = ladder([Column("People", "", tuple(many))], **WORDS)
    sound(stacked)
    assert len(stacked.table.rows) == count
    if count == 400:
        assert sum(box.words.startswith("Person") for box in words(stacked.wide)) == 20
        assert "380 between are in the table." in markup(stacked)


BROKEN = [
    (Row("Ada", float("nan"), 0.0, 1.0, 3), "Ada is not a finite number"),
    (Row("Ada", 0.5, 0.0, float("inf"), 3), "Ada is not a finite number"),
    (Row("Ada", 0.5, 0.0, 1.0, 3, wider=(float("nan"), 2.0)), "Ada is not a finite number"),
    (Row("Ada", 0.5, None, None, 3), "Ada has no interval"),
    (Row("Ada", None, None, None, 3), "no note says why"),
    (Row("Ada", 2.0, 0.0, 1.0, 3), "outside its own interval"),
]


@pytest.mark.parametrize(("row", "sentence"), BROKEN)
def test_a_row_that_cannot_be_drawn_honestly_is_refused(row: Row, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        intervals([row], **WORDS)
    with pytest.raises(ValueError, match=sentence):
        ladder([Column("People", "", (row,))], **WORDS)


def test_nothing_to_draw_is_refused() -> None:
    for make in (
        lambda: intervals([], **WORDS),
        lambda: ladder([], **WORDS),
        lambda: ladder([Column("People", "", ())], **WORDS),
        lambda: matrix({}, rows=[], columns=["a"], **WORDS),
        lambda: curves([], x="x", y="y", **WORDS),
        lambda: curves([Curve("a", (), 3)], x="x", y="y", **WORDS),
        lambda: links([], **WORDS),
        lambda: links([("a", "b", 0)], **WORDS),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            make()


def test_an_estimate_that_is_missing_is_a_sentence_and_no_dot() -> None:
    told = intervals([Row("Ada", None, None, None, 2, note="Not enough: 2 of 5.")], **WORDS)
    assert "circle" not in "".join(told.wide.pieces) + "".join(told.narrow.pieces)
    assert told.table.rows == (("Ada", "–", "–", "–", "2", "Not enough: 2 of 5."),)


def test_a_table_says_what_the_drawing_says() -> None:
    table = intervals([Row("Ada", -0.514, -1.0, 0.25, 1200)], signed=True, counted="ratings", **WORDS).table
    assert table.heads == ("Name", "Estimate", "95 %, low", "95 %, high", "ratings")
    assert table.rows == (("Ada", "−0.51", "−1.00", "+0.25", "1,200"),)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(NAMES, min_size=1, max_size=10, unique=True),
    st.lists(NAMES, min_size=1, max_size=12, unique=True),
    st.lists(st.sampled_from([1, 2, 3, 4, 5, *Missing]), min_size=5, max_size=20),
)
def test_a_matrix_stays_inside_and_apart(
    across: list[str], down: list[str], values: list[float | Missing]
) -> None:
    keys = [(row, column) for row in across for column in down]
    sound(matrix(dict(zip(keys, values, strict=False)), rows=across, columns=down, **WORDS))


def test_kinds_of_missing_are_told_apart_in_signs_and_in_words() -> None:
    cells = {("a", "x"): Missing.NOT_OBSERVED, ("b", "x"): Missing.NOT_RATED_YET, ("c", "x"): 4}
    figure = matrix(cells, rows=["a", "b", "c", "d"], columns=["x"], **WORDS)
    assert [row[1] for row in figure.table.rows] == ["not observed", "not rated yet", "4", "not asked"]
    shown = {box.words for box in words(figure.wide)}
    assert {"–", "…", "4", "not observed", "not rated yet", "not asked"} <= shown
    assert "not shown" not in shown


def test_a_level_has_its_number_in_it() -> None:
    figure = matrix({("a", "x"): 3.25}, rows=["a"], columns=["x"], decimals=2, **WORDS)
    assert "3.25" in {box.words for box in words(figure.wide)}


def test_too_many_columns_scroll_by_keyboard_instead_of_shrinking() -> None:
    names = [f"Interviewer {at}" for at in range(40)]
    figure = matrix({("a", names[0]): 3}, rows=["a"], columns=names, **WORDS)
    assert figure.wide.keeps_size
    assert figure.wide.width > WIDE
    assert markup(figure).count('fig-scrolls" tabindex="0" role="group"') == 2


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({("a", "x"): 6}, "outside 1 to 5"),
        ({("a", "x"): float("nan")}, "outside 1 to 5"),
        ({("b", "x"): 3}, "not in the grid"),
    ],
)
def test_a_cell_outside_its_grid_or_scale_is_refused(
    cells: dict[tuple[str, str], float], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        matrix(cells, rows=["a"], columns=["x"], **WORDS)
    with pytest.raises(ValueError, match="same name"):
        matrix({}, rows=["a", "a"], columns=["x"], **WORDS)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=30), min_size=1, max_size=4))
def test_curves_stay_inside_and_apart(given_points: list[list[tuple[float, float, float]]]) -> None:
    drawn = []
    for at, points in enumerate(given_points):
        bands = [sorted(point) for point in points]
        drawn.append(Curve(f"Curve {at}", tuple(Point(x, b[1], b[0], b[2]) for x, b in enumerate(bands)), 20))
    sound(curves(drawn, x="Interviewers", y="Reliability", **WORDS))


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ((Point(1, 2, 0, 1),), "outside its own band"),
        ((Point(1, float("nan"), 0, 1),), "not a finite number"),
        ((Point(2, 0, 0, 1), Point(1, 0, 0, 1)), "from left to right"),
        ((Point(1, 0, 0, 1), Point(1, 0, 0, 1)), "from left to right"),
    ],
)
def test_a_curve_that_cannot_be_drawn_honestly_is_refused(points: tuple[Point, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        curves([Curve("Ada", points, 3)], x="x", y="y", **WORDS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES, st.integers(1, 9)), min_size=1, max_size=60))
def test_links_stay_inside_and_apart(rated: list[tuple[str, str, int]]) -> None:
    sound(links(rated, **WORDS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=30), st.randoms())
def test_parts_share_nobody_hold_everybody_and_do_not_depend_on_the_order(pairs, random) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    rated = [(f"C{candidate}", f"I{interviewer}", 1) for candidate, interviewer in pairs]
    found = parts(rated)
    people = [name for part in found for name in (*part.candidates, *part.interviewers)]
    assert len(people) == len(set(people)) == len({name for one in rated for name in one[:2]})
    assert sum(part.ratings for part in found) == len(rated)
    for part in found:
        assert all(c in part.candidates and i in part.interviewers for c, i, _ in part.links)
        assert _joined(part.links) == {*part.candidates, *part.interviewers}
    random.shuffle(rated)
    assert parts(rated) == found


def _joined(pairs: tuple[tuple[str, str, int], ...]) -> set[str]:
    """Everybody who can be reached from the first link."""
    reached = {pairs[0][0]}
    while True:
        more = {name for c, i, _ in pairs if c in reached or i in reached for name in (c, i)} - reached
        if not more:
            return reached
        reached |= more


def test_sixty_candidates_by_twelve_interviewers_are_drawn_with_every_name() -> None:
    rated = [(f"C{at:02}", f"Interviewer {(at + step) % 12}", 5) for at in range(60) for step in range(4)]
    figure = links(rated, **WORDS)
    sound(figure)
    assert {box.words for box in words(figure.narrow)} >= {f"C{at:02}" for at in range(60)}
    assert "".join(figure.wide.pieces).count('class="link"') == 240


def test_hundreds_become_a_row_a_part() -> None:
    rated = [(f"C{at}", f"I{at // 10}", 2) for at in range(400)]
    figure = links(rated, **WORDS)
    sound(figure)
    assert len(figure.table.rows) == 40
    assert figure.table.rows[0] == ("Part 1", "1", "10", "20")
    assert "and 16 smaller parts with 160 candidates" in {box.words for box in words(figure.wide)}


@given(st.text(max_size=60), st.floats(8, 300))
def test_cut_words_fit(told: str, room: float) -> None:
    assert lettering.width(lettering.cut(told, room)) <= max(room, lettering.width("…"))


@given(VALUES, st.floats(0.001, 1e4), st.integers(2, 12))
def test_ticks_are_round_numbers_inside_the_limits(low: float, span: float, most: int) -> None:
    marks = scale.ticks(low, low + span, most=most)
    assert len(marks) <= most
    assert in_order(marks)
    assert all(low - 1e-6 * span <= mark <= low + span * (1 + 1e-6) for mark in marks)
