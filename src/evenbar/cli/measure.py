"""``evenbar measure``: statistics on a table of ratings. Each command is a file of its own beside this one."""

import typer

from evenbar.cli import (
    measure_agreement,
    measure_facets,
    measure_generalizability,
    measure_groups,
    measure_scores,
    measure_validity,
)

app = typer.Typer(
    help="What a table of ratings can say, and what it cannot: CSV, Parquet or a filled workbook.",
    rich_markup_mode=None,
)


@app.callback()
def _measure() -> None:
    """What a table of ratings can say, and what it cannot: CSV, Parquet or a filled workbook."""


app.command("agreement")(measure_agreement.agreement)
app.command("facets")(measure_facets.facets)
app.command("generalizability")(measure_generalizability.generalizability)
app.command("impact")(measure_groups.impact)
app.command("scores")(measure_scores.scores)
app.command("validity")(measure_validity.validity)
