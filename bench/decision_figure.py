"""The figure of the decision benchmark's page, drawn from the page's own tables, so that it cannot say other than they.

``./run bench decision_figure`` draws it anew, in no time; ``./run bench decision --into`` comes first.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from evenbar.figures.figure import Figure, svg_file
from evenbar.figures.intervals import Reference, Row, intervals

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURE = DOCS / "decision-benchmark.md", DOCS / "images" / "decision-gain.svg"
NORMAL_95 = 1.959963984540054
# The ones a reader wants to hold side by side; the tables have all.
SHOWN = {
    "interviewer z-score": "interviewer z-score",
    "crossed effects": "crossed effects",
    "crossed effects, in one step": "in one step",
    "crossed effects, role means": "with role means",
    "facets": "facets",
    "oracle severities": "oracle severities",
}
LINE = re.compile(
    r"^\| (?P<method>[^|]+) \| [^|]+ \| (?P<gain>[+-][\d.]+) ± (?P<error>[\d.]+) \| [^|]+ \|$", re.MULTILINE
)


def rows(page: str) -> Iterator[Row]:
    """A row a scenario and method: gain over the weighted mean in per cent, 95 % by its Monte Carlo error."""
    for section in page.partition("<!-- results -->")[2].split("\n### ")[1:]:
        heading = section.partition("\n")[0]
        seasons = re.search(r"^(\d+) seasons", section, re.MULTILINE)
        assert seasons is not None, heading
        for found in LINE.finditer(section):
            if found["method"] not in SHOWN:
                continue
            gain, half = float(found["gain"]), NORMAL_95 * float(found["error"])
            yield Row(
                SHOWN[found["method"]], gain, gain - half, gain + half, int(seasons[1]), heading=heading
            )
            heading = ""


def figure(page: str) -> Figure:
    """The gain of each method in each scenario."""
    return intervals(
        list(rows(page)),
        title="Gain over the weighted mean, by scenario",
        description="How much better the hires are than those by the weighted mean, in per cent of its mean true"
        " quality, with 95 % Monte Carlo intervals; n is simulated seasons.",
        names="Method",
        values="Gain, %",
        counted="n",
        reference=Reference(0.0, "weighted mean"),
        signed=True,
        decimals=1,
    )


def main() -> None:
    """Draw the figure of the page as it stands."""
    PICTURE.write_text(svg_file(figure(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
    print(f"Drawn: docs/images/{PICTURE.name}")


if __name__ == "__main__":
    main()
