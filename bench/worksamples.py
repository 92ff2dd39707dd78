"""./run bench worksamples: how far apart the baselines of every packaged work sample are, on fifty seeds.

The self-test of each sample, on more seeds than it needs, as tables: every fact of every baseline with mean, standard
deviation and range, the levels that the bands suggest, the distance of neighbours in pooled standard deviations, and
the seconds that one variant takes to make, solve and grade.

    ./run bench worksamples [NAME...] [--seeds N] [--into FILE]

With --into the tables replace what stands between the marks of a page.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def tables(name: str, count: int) -> Iterator[str]:
    """The tables of one sample."""
    from evenbar.worksample.checking import BASELINES, check
    from evenbar.worksample.package import find

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            print(
                f"\r{name}: {done} of {count}", end="" if done < count else "\n", file=sys.stderr, flush=True
            )

    report = check(find(name), [f"bench-{number}" for number in range(count)], tell=tell)
    yield f"## {report.package.sample.title}"
    yield ""
    yield f"`{name}`, {count} seeds. Mean ± standard deviation, and the range."
    yield ""
    yield f"| fact | {' | '.join(BASELINES)} |"
    yield f"| --- |{' ---: |' * len(BASELINES)}"
    for fact in report.package.sample.facts:
        cells = []
        for baseline in BASELINES:
            seen = report.facts[fact.id][baseline]
            cells.append(
                "-"
                if seen is None
                else f"{seen.mean:.3f} ± {seen.sd:.3f}, {seen.low:.{fact.decimals}f} to {seen.high:.{fact.decimals}f}"
            )
        yield f"| {fact.name} | {' | '.join(cells)} |"
    yield ""
    yield "| what must hold | | seen |"
    yield "| --- | --- | --- |"
    for verdict in report.verdicts:
        yield f"| {verdict.what} | {'holds' if verdict.holds else '**fails**'} | {verdict.seen} |"
    yield ""


def main() -> None:
    """Print the tables, or put them into a page."""
    from evenbar.worksample.package import names

    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("names", nargs="*", default=list(names()), metavar="NAME")
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--into", type=Path)
    given = parser.parse_args()
    text = "\n".join(line for name in given.names or names() for line in tables(name, given.seeds))
    if given.into is None:
        print(text)
        return
    page = given.into.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    given.into.write_text(f"{before}{BEGIN}\n\n{text.rstrip()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
