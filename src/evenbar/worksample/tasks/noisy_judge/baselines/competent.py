"""Holds the judge against people, from what a candidate sees and no more.

One model of all panels says what people would choose, given the judge's lean, the five things and which model it is; a
thing that makes people choose less than the judge leans is a pull. Its mean over a model's questions, put right by the
model's own panels, is the share: thousands of verdicts take the noise away, and people take the judge's error away.
The interval comes from what the panels leave over. Claims allow for there being as many as models.
"""

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..modelling import design, fitted, predicted
from ..tables import Line, Verdicts, bounded, read, submission
from ..world import PULLS, Floats

SIDE = 2.0  # Student's t for one interval at some hundred panels
CLAIM = 3.0  # the same at 5 % over twelve claims
SURE = -4.0  # standard errors below zero from which a thing is a pull


def solve(public: Files, streams: Streams) -> Files:  # noqa: ARG001 - the contract's argument
    """Shares that people's panels put right, and the pulls that they show."""
    seen = read(public)
    x, known = design(seen), ~np.isnan(seen.share)
    weights, errors = fitted(x[known], seen.share[known])
    guess = predicted(x, weights)
    lines = {name: _line(seen, guess, known, name) for name in seen.names}
    scores = dict(zip(PULLS, (weights / errors)[: len(PULLS)], strict=True))
    pulls = {
        name: f"At the same lean of the judge people choose it less: {score:.1f} standard errors from none."
        for name, score in scores.items()
        if score < SURE
    }
    better = [name for name, line in lines.items() if line.verdict == "better"]
    choice = max(better, key=lambda name: lines[name].share, default="keep")
    note = f"Choose {choice}. The judge alone would mislead: it is pulled by {', '.join(pulls) or 'nothing'}."
    return submission(lines, pulls=pulls, choice=choice, note=note)


def _line(seen: Verdicts, guess: Floats, known: Floats, name: str) -> Line:
    """The mean guess over the model's questions, put right by its own panels."""
    own = seen.model == name
    panels = own & known
    left = seen.share[panels] - guess[panels]
    share = float(guess[own].mean() + left.mean())
    error = float(left.std(ddof=1)) / len(left) ** 0.5
    away = (share - 0.5) / error
    verdict = "cannot-tell" if abs(away) < CLAIM else "better" if away > 0.0 else "worse"
    return bounded(100.0 * share, 100.0 * SIDE * error, verdict)
