"""A figure on a page: named, described, with its table, in the pages' policy, and the same bytes each time."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from evenbar.figures.curves import Curve, Point, curves
from evenbar.figures.drawing import number
from evenbar.figures.figure import Figure, Markup, Table, markup, stylesheet, svg_file, tokens
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.ladder import Column, ladder
from evenbar.figures.links import links
from evenbar.figures.matrix import matrix
from tests.figures import snapshots
from tests.figures.geometry import outside, overlapping
from tests.figures.samples import HOSTILE, SAMPLES
from tests.house.tree import ROOT

TOKENS = ROOT / "src" / "evenbar" / "panel" / "static" / "evenbar" / "evenbar.css"


def hostile_figures() -> list[Figure]:
    """Every shape with a name in each place that would break out of the markup if it could."""
    row, words = Row(HOSTILE, 1.0, 0.5, 1.5, 3, note=HOSTILE), {"title": HOSTILE, "description": HOSTILE}
    at = Reference(1.0, HOSTILE)
    return [
        intervals([replace(row, heading=HOSTILE)], reference=at, names=HOSTILE, values=HOSTILE, **words),
        ladder([Column(HOSTILE, HOSTILE, (row,))], reference=at, **words),
        matrix({(HOSTILE, HOSTILE): 3}, rows=[HOSTILE], columns=[HOSTILE], corner=HOSTILE, **words),
        curves([Curve(HOSTILE, (Point(1, 1, 0, 2),), 3)], x=HOSTILE, y=HOSTILE, level=at, now=at, **words),
        links([(HOSTILE, f"{HOSTILE} 2", 1)], **words),
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_figure_is_drawn_as_its_snapshot(name: str) -> None:
    """Renewed by ``python -m tests.figures.snapshots`` after a change that is meant."""
    assert snapshots.drawn(name) == (snapshots.FOLDER / f"{name}.html").read_text(encoding="utf-8")


def test_every_snapshot_has_its_figure() -> None:
    assert {path.stem for path in snapshots.FOLDER.iterdir()} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_figure_has_title_description_and_a_table_in_words(name: str) -> None:
    figure = SAMPLES[name]()
    told = markup(figure)
    root = ElementTree.fromstring(told)
    drawings = [one for one in root.iter() if one.tag.endswith("}svg")]
    assert len(drawings) == 2
    for drawing in drawings:
        ids = {one.get("id"): one.text for one in drawing.iter() if one.get("id")}
        assert ids[drawing.get("aria-labelledby")] == figure.title
        assert ids[drawing.get("aria-describedby")] == figure.description
        assert drawing.get("role") == "img"
    cells = [cell for row in root.iter("tr") for cell in row]
    assert len(cells) == len(figure.table.heads) * (len(figure.table.rows) + 1)
    identified = re.findall(r' id="([^"]+)"', told)
    assert len(identified) == len(set(identified)) == 4


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_stands_outside_a_drawing_and_no_words_on_one_another(name: str) -> None:
    figure = SAMPLES[name]()
    for drawing in (figure.wide, figure.narrow):
        assert outside(drawing) == []
        assert overlapping(drawing) == []


@pytest.mark.parametrize(
    "figure", hostile_figures(), ids=["intervals", "ladder", "matrix", "curves", "links"]
)
def test_names_stay_names(figure: Figure) -> None:
    told = markup(figure)
    root = ElementTree.fromstring(told)
    tags = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert "script" not in tags
    named = {attribute for one in root.iter() for attribute in one.attrib}
    assert not {name for name in named if name.startswith("on") or name == "style"}
    assert "\x00" not in told
    assert "\u202e" not in told
    assert "alert(" in "".join(root.itertext())


@pytest.mark.parametrize("figure", [*hostile_figures(), *(make() for make in SAMPLES.values())])
def test_a_figure_keeps_the_policy_of_the_pages(figure: Figure) -> None:
    told = markup(figure)
    assert not re.search(r"<(script|style|iframe|image|use|foreignObject|a)\b|\sstyle=|\shref=", told)
    addresses = set(re.findall(r"https?://[^\"' <]+", told))
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_a_template_takes_markup_as_it_is_and_escapes_it_once_joined_to_text() -> None:
    told = markup(SAMPLES["matrix"]())
    shown = Template("{{ figure }}").render(Context({"figure": told}))
    assert shown == told
    joined = Template("{{ figure }}").render(Context({"figure": told + "<b>"}))
    assert "<figure" not in joined
    assert isinstance(told, Markup)


def test_a_figure_as_a_file_brings_its_style_and_is_well_formed() -> None:
    root = ElementTree.fromstring(svg_file(SAMPLES["curves"]()).encode())
    style = root.find("{http://www.w3.org/2000/svg}style")
    assert style is not None
    assert "--accent: light-dark(" in (style.text or "")


def test_the_tokens_are_those_of_the_pages() -> None:
    pages = re.search(
        r"^@layer tokens \{.*?^\}", Path(TOKENS).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert pages is not None
    assert pages.group() in tokens()


def test_every_token_that_a_figure_uses_exists() -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", stylesheet()))
    assert used - set(re.findall(r"(--[\w-]+):", tokens())) == set()


def test_a_title_can_be_read_aloud_only() -> None:
    figure = SAMPLES["links"]()
    assert "fig-aloud" not in markup(figure)
    assert "fig-aloud" in markup(figure, titled=False)


@pytest.mark.parametrize(
    ("value", "told"), [(-0.04, "0"), (2.0, "2"), (1 / 3, "0.3"), (99.95, "100"), (-1.26, "-1.3")]
)
def test_coordinates_are_rounded(value: float, told: str) -> None:
    assert number(value) in {told, "99.9"}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_place_is_a_finite_number(value: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        number(value)


def test_a_table_names_its_rows() -> None:
    figure = replace(SAMPLES["matrix"](), table=Table(("Name", "Level"), (("Ada", "3"),), frozenset({1})))
    assert '<th scope="row">Ada</th><td class="number">3</td>' in markup(figure)
