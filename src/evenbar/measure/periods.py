"""Severity earlier and later: each interviewer's interviews cut in two at the middle of the time that a table covers.

Whether an interviewer's change is more than chance is ``effects``' matter (drift); here are the two severities that a
figure shows side by side, from one fit in which the same interviewer counts as two.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evenbar.measure.effects import moments
from evenbar.measure.minimum import CANDIDATES_AN_INTERVIEWER
from evenbar.measure.ratings import Floats, RatingTable
from evenbar.measure.severity import fit, severities
from evenbar.measure.standing import linked

EARLIER, LATER = 0, 1


@dataclass(frozen=True)
class Periods:
    """Severities (R, 2) of the earlier and the later half, in levels, with their standard errors.

    ``candidates`` (R, 2) is how many were met in each; ``enough`` (R,) says whose two halves may both be shown.
    ``parted`` is where the halves part: seconds, or whatever number the occasions were.
    """

    severity: Floats
    se: Floats
    candidates: NDArray[np.int64]
    enough: NDArray[np.bool_]
    parted: float


def periods(table: RatingTable) -> Periods | None:
    """Cut a table in two at its middle rating in time and fit both halves together; None where that cannot be done.

    Every half of an interviewer is an interviewer of its own in the fit, so that both are compared with the same
    panel. A half is shown from 5 candidates, shared with two others, as any severity is.

    Parameters
    ----------
    table : with occasions that are dates, times or numbers; ratings without one are left out
    """
    times = moments(table)
    if times is None or not np.isfinite(times).any():
        return None
    told = np.isfinite(times)
    parted = float(np.median(times[told]))
    half = np.where(times > parted, LATER, EARLIER)
    if not (half[told] == LATER).any():
        return None
    count = len(table.interviewers)
    names = tuple(f"{name}/{part}" for name in table.interviewers for part in (EARLIER, LATER))
    cut = replace(table, interviewers=names, interviewer=table.interviewer * 2 + half).only(told)
    place = np.array([names.index(name) for name in cut.interviewers])
    severity, error = severities(fit(cut))
    found = np.full((2, count * 2), np.nan)
    found[:, place] = severity, error
    met = np.zeros(count * 2, dtype=np.int64)
    met[place] = cut.met
    shown = np.zeros(count * 2, dtype=np.bool_)
    shown[place] = (cut.met >= CANDIDATES_AN_INTERVIEWER) & linked(cut)
    return Periods(
        severity=found[0].reshape(count, 2),
        se=found[1].reshape(count, 2),
        candidates=met.reshape(count, 2),
        enough=shown[0::2] & shown[1::2],
        parted=parted,
    )
