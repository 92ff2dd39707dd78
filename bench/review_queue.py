"""./run bench review_queue: what half of the work reaches on the review queue, on fifty seeds.

Every way to fill the queue that the sample's own tests know, graded: saving, chances, and the levels that the bands
suggest. It says what the bands hold apart between the naive baseline and the competent one.

    ./run bench review_queue [--seeds N] [--into FILE]

With --into the table replaces what stands between the marks of a page.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BEGIN, END = "<!-- ways of review-queue -->", "<!-- end of ways of review-queue -->"
FACTS = ("captured", "calibration", "information")


def table(seeds: int) -> Iterator[str]:
    """The table, a line for each way."""
    import statistics

    from evenbar.worksample.bands import suggestions
    from evenbar.worksample.grading import rounded
    from evenbar.worksample.making import draw
    from evenbar.worksample.package import find
    from evenbar.worksample.seeds import self_test_seed
    from evenbar.worksample.tasks.review_queue.ways import HALVES, TRICKS, WHOLE, look, sent

    package = find("review-queue")
    ways = {**TRICKS, **HALVES, **WHOLE}
    facts: dict[str, list[dict[str, float | None]]] = {name: [] for name in ways}
    for number in range(seeds):
        variant = draw(package, self_test_seed(f"bench-{number}", package=package.hash))
        seen = look(variant.public)
        for name, way in ways.items():
            facts[name].append(rounded(package, package.grade(variant.hidden, sent(seen, way))))
    names = [package.sample.fact(fact).name for fact in FACTS]
    criteria = [one.criterion for one in package.sample.criteria if one.bands]
    yield f"| way | {' | '.join([*names, 'over capacity', *criteria])} |"
    yield f"| --- |{' ---: |' * (len(names) + 1)}{' --- |' * len(criteria)}"
    for name, rows in facts.items():
        cells = []
        for fact in FACTS:
            values = [row[fact] or 0.0 for row in rows]
            cells.append(f"{statistics.fmean(values):.3f} ± {statistics.stdev(values):.3f}")
        cells.append(
            f"{sum((row['over-capacity'] or 0.0) > 0.0 for row in rows) / len(rows):.0%}".replace("%", " %")
        )
        levels = [suggestions(package.sample.criteria, row) for row in rows]
        for criterion in criteria:
            reached = [one[criterion] for one in levels]
            counts = (f"{level} on {reached.count(level)}" for level in (1, 2, 3, 4) if level in reached)
            cells.append(", ".join(counts))
        yield f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table, or put it into a page."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--into", type=Path)
    given = parser.parse_args()
    text = "\n".join(table(given.seeds))
    if given.into is None:
        print(text)
        return
    before, _, rest = given.into.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    given.into.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
