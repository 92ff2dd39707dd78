"""./run bench scores: what scores after severity cost, and whether a page could wait for one.

    ./run bench scores [--into FILE]     print the page; write it to a file too

Each fit is timed in a process of its own, import and first fit included, as a web worker that just started would pay
for it; then the pages are measured by the test client on the store of `./run bench insight`.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

FITS = ((2, 4), (4, 4), (8, 8), (20, 20), (60, 24), (90, 24), (120, 24), (300, 24), (1_000, 80))
ROUNDS = 3
# Candidates by four interviewers on four of eight criteria each.
FIT = """
import sys, time
begun = time.process_time()
import numpy as np
from evenbar.measure.ranking import scores
from evenbar.measure.ratings import table
from evenbar.measure.severity import fit
imported = time.process_time() - begun
people, raters = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
skill, severe = random.normal(0, .5, people), random.normal(0, .4, raters)
rows = [(p, r, c, float(np.clip(np.round(3.3 + skill[p] - severe[r] + random.normal(0, .7)), 1, 5)))
        for p in range(people) for r in random.choice(raters, 4, replace=False)
        for c in random.choice(8, 4, replace=False)]
candidate, interviewer, criterion, score = zip(*rows)
ratings = table(candidate=candidate, interviewer=interviewer, criterion=criterion, score=score, levels=(1., 5.))
took = []
for _ in range(2):
    begun = time.process_time()
    found = fit(ratings)
    scores(found, bar=3.5)
    took.append(time.process_time() - begun)
print(ratings.n, found.estimator, imported * 1000, took[0] * 1000, took[1] * 1000)
"""


def main() -> None:
    """Measure, print, and write the page where asked."""
    parser = argparse.ArgumentParser(prog="./run bench scores")
    parser.add_argument("--into", type=Path, help="write the page to this file as well")
    chosen = parser.parse_args()
    text = "\n".join([opening(), "", *fits(), "", *pages()])
    print(text)
    if chosen.into:
        chosen.into.write_text(text + "\n", encoding="utf-8")


def fits() -> list[str]:
    """The table of fits: the best of some rounds, since a busy machine only ever adds."""
    lines = [
        "| ratings | candidates by interviewers | estimator | import ms | first fit ms | next fit ms |",
        "| ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    for people, raters in FITS:
        rounds = [_fit(people, raters) for _ in range(ROUNDS)]
        n, estimator = rounds[0][:2]
        best = [min(float(row[place]) for row in rounds) for place in (2, 3, 4)]
        times = " | ".join(f"{ms:.0f}" for ms in best)
        lines.append(f"| {int(n):,} | {people:,} by {raters} | {estimator} | {times} |")
    return lines


def _fit(people: int, raters: int) -> list[str]:
    command = [sys.executable, "-c", FIT, str(people), str(raters)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def pages() -> list[str]:
    """The pages, on a store of a large company that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="evenbar-bench-") as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "evenbar.panel.settings", "EVENBAR_DATA": folder}
        os.environ["EVENBAR_SECRET_KEY"] = secrets.token_urlsafe(48)
        import django

        django.setup()
        return _pages()


def _pages() -> list[str]:
    from django.core.management import call_command
    from django.db import connection
    from insight import measure
    from stores import panels

    from evenbar.panel.deciding.models import Debrief

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    seeded = panels.seed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    debrief = Debrief.objects.select_related("application").order_by("pk")[0]
    opening = debrief.application.opening_id
    asks = [
        ("Debrief, one of 250", f"/debriefs/{debrief.pk}/"),
        ("Its card alone", f"/debriefs/{debrief.pk}/estimate/"),
        ("Compare, 250 candidates", f"/openings/{opening}/compare/"),
        ("Compare, by score, 5 hires", f"/openings/{opening}/compare/?order=score&hires=5"),
    ]
    lines = [
        "| page | first ms | computing s | CPU ms | queries | KB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, path in asks:
        shown = measure(name, seeded.manager, path)
        lines.append(
            f"| {name} | {shown.first:.0f} | {shown.computing:.1f} | {shown.cpu:.0f} | {shown.queries} "
            f"| {shown.size:.0f} |"
        )
    return lines


def opening() -> str:
    """The head of the page that --into writes."""
    today = date.today()  # noqa: DTZ011
    return (
        "# What scores after severity cost\n\n"
        f"Measured on {today:%d %B %Y} by `./run bench scores`, in CPU, with two cores and one thread for the "
        "numbers.\n\n"
        "A page never waits for a fit of more than 200 ms. Up to 1,500 ratings the posterior is read at many points, "
        "beyond them REML finds one; import is what NumPy, SciPy and the room of *measure* cost a process that has "
        "not fitted anything yet. Import and the smallest fit are beyond 200 ms together, so **the limit is no rating "
        "at all**: debriefs and comparisons fit nothing, every score after severity is computed by the worker. A "
        "page computes only what needs no fit: the refusal of too few ratings, or of parts that share nobody.\n\n"
        "The second table is of the store of [Insight](bench-insight.md): 5,000 candidates, 250 of them in the opening "
        "that is looked at. *First* is a request that finds nothing kept and asks for it, *computing* what the worker "
        f"then spends, *CPU* the median of the requests after that; fits are the best of {ROUNDS}."
    )


if __name__ == "__main__":
    main()
