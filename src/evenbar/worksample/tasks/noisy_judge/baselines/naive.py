"""Counts the judge's wins: every verdict is a fact, intervals are for thousands of facts, the winner is chosen."""

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..tables import Line, bounded, read, submission


def solve(public: Files, streams: Streams) -> Files:  # noqa: ARG001 - the contract's argument
    """The share of verdicts in each model's favour, and no pull."""
    seen = read(public)
    lines = {name: _line(seen.lean[seen.model == name] > 0.5) for name in seen.names}
    best = max(lines, key=lambda name: lines[name].share)
    return submission(
        lines, pulls={}, choice=best, note=f"{best} wins {lines[best].share:.0f} % of verdicts. Ship it."
    )


def _line(wins: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Line:
    share = float(wins.mean())
    half = 1.96 * (share * (1.0 - share) / len(wins)) ** 0.5
    verdict = "cannot-tell" if abs(share - 0.5) < half else "better" if share > 0.5 else "worse"
    return bounded(100.0 * share, 100.0 * half, verdict)
