"""A figure of each shape from fixed numbers, for the snapshots and for the browser."""

from evenbar.figures.curves import Curve, Point, curves
from evenbar.figures.figure import Figure
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.ladder import Column, ladder
from evenbar.figures.links import links
from evenbar.figures.matrix import Missing, matrix

HOSTILE = """<script>alert('x')</script>" onload="alert(1)" &amp; ]]> {{ 7 }} \x00\u202eevil"""
LONG = "Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh of the Ranking Team"


def severities() -> Figure:
    """Interviewers with an interval, with a note, with a long name, and with too few candidates."""
    rows = [
        Row("Interviewer 08", 0.92, 0.62, 1.22, 30, note="severe", tone="warn"),
        Row(LONG, 0.31, 0.13, 0.49, 27),
        Row("Interviewer 30", -0.22, -0.56, 0.12, 1200, wider=(-0.8, 0.3)),
        Row(
            "Interviewer 12",
            0.1,
            -0.98,
            1.2,
            51,
            note="uses only the levels 3 and 4 for everything",
            tone="bad",
        ),
        Row("Bo", None, None, None, 3, note="Not enough: 3 of 5 candidates.", tone="muted"),
    ]
    return intervals(
        rows,
        title="Severity, in rating levels",
        description="Each line is an interviewer: estimate and 95 % interval.",
        names="Interviewer",
        values="Severity",
        wider="99 %",
        counted="ratings",
        signed=True,
        reference=Reference(0.0, "the panel"),
    )


def one_ladder() -> Figure:
    """Twenty-six candidates that crowd, four interviewers, three criteria."""
    crowd = [
        Row(f"C{at:02}", 0.1 * (at % 7), 0.1 * (at % 7) - 0.3, 0.1 * (at % 7) + 0.3, 12) for at in range(26)
    ]
    people = [
        Row(name, value, value - 0.4, value + 0.4, 30) for name, value in (("Oda", 0.6), ("Tess", -0.5))
    ]
    people += [Row("Bo", None, None, None, 3, note="3 of 5 candidates"), Row(LONG, 0.55, 0.2, 0.9, 30)]
    asked = [
        Row(name, value, value - 0.2, value + 0.2, 60) for name, value in (("Framing", 0.1), ("Data", -0.1))
    ]
    return ladder(
        [
            Column("Candidates", "abler", tuple(crowd)),
            Column("Interviewers", "harder to please", tuple(people)),
            Column("Criteria", "more difficult", tuple(asked)),
        ],
        title="One scale",
        description="Candidates, interviewers and criteria in logits.",
        reference=Reference(0.0, "mean"),
    )


def ratings() -> Figure:
    """Every level and every kind of missing."""
    rows, columns = (
        ("Model development", "Deployment at scale", LONG),
        ("System design", "Work sample", "Review"),
    )
    cells: dict[tuple[str, str], float | Missing] = {
        (rows[0], columns[0]): 1,
        (rows[0], columns[1]): 2,
        (rows[0], columns[2]): 3,
        (rows[1], columns[0]): 4,
        (rows[1], columns[1]): 5,
        (rows[1], columns[2]): Missing.NOT_OBSERVED,
        (rows[2], columns[0]): Missing.NOT_RATED_YET,
        (rows[2], columns[1]): Missing.NOT_SHOWN,
    }
    return matrix(
        cells, rows=rows, columns=columns, title="Ratings", description="Levels by criterion and interview."
    )


def reliabilities() -> Figure:
    """Two curves with bands, a height to reach and where the panel stands."""

    def curve(name: str, share: float) -> Curve:
        values = [(k, share * k / (share * k + 1 - share)) for k in range(1, 9)]
        return Curve(name, tuple(Point(k, v, 0.7 * v, min(1.0, 1.2 * v)) for k, v in values), 24)

    return curves(
        [curve("For ranking", 0.4), curve("For holding against the bar", 0.3)],
        title="How many interviewers are enough",
        description="Reliability of the score by the number of interviewers.",
        x="Interviewers a candidate",
        y="Reliability",
        counted="candidates",
        within=(0.0, 1.0),
        level=Reference(0.8, "enough for most uses"),
        now=Reference(4, "now 4"),
    )


def two_parts() -> Figure:
    """A panel that falls into two parts."""
    rated = [(f"C{at:02}", f"Interviewer {1 + (at + step) % 4}", 5) for at in range(8) for step in range(2)]
    rated += [(f"D{at:02}", f"Guest {1 + (at + step) % 2}", 4) for at in range(3) for step in range(2)]
    return links(rated, title="Who rated whom", description="Two parts that share nobody.")


def hundreds() -> Figure:
    """So many people that only the parts are drawn."""
    rated = [(f"C{at}", f"I{at % 50}", 3) for at in range(400)] + [
        (f"C{at}", "I0", 3) for at in range(0, 300, 2)
    ]
    return links(rated, title="Who rated whom", description="Parts of a large organisation.")


SAMPLES = {
    "intervals": severities,
    "ladder": one_ladder,
    "matrix": ratings,
    "curves": reliabilities,
    "links": two_parts,
    "links-hundreds": hundreds,
}
