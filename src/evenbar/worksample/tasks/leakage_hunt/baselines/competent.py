"""Tests every column before trusting it, from what a candidate sees and no more.

A column that tells the outcome and looks otherwise on the day has known it. Where both tables look alike, two more
questions: is it a mean over the site that the row itself is in, and does an order tell the outcome? What is left
makes the model, and folds keep households together.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from evenbar.worksample.seeds import Streams
from evenbar.worksample.variant import Files

from ..modelling import Floats, auc, held_out, predicted
from ..tables import Export, read, submission

TELLS = 0.60  # AUC of one column above which it is looked at closely
MOVED = 0.055  # Kolmogorov-Smirnov distance that chance reaches about once in a million at these sizes
EVEN = 0.02  # distance from an even spread below which numbers look as if somebody had dealt them out


def solve(public: Files, streams: Streams) -> Files:
    """Findings with their evidence, and a model of the rest."""
    train, future = read(public["train.csv"]), read(public["future.csv"])
    findings = list(_findings(train, future))
    named = {finding["column"] for finding in findings}
    rest = [name for name in train.columns if name not in named]
    house = np.unique(train.household, return_inverse=True)[1]
    fold = streams.stream("folds").integers(0, 5, int(house.max()) + 1)[house]
    claimed = auc(held_out(train.matrix(rest), train.left, fold), train.left)
    p = predicted(train.matrix(rest), train.left, future.matrix(rest))
    note = (
        f"Do not ship on Monday: {len(findings)} columns know the outcome and will not on the day. "
        f"Without them expect an AUC of about {claimed:.2f}. Next: rebuild the export as of the cut-off."
    )
    return submission(future, p, findings=findings, claimed=claimed, note=note)


def _findings(train: Export, future: Export) -> Iterator[dict[str, Any]]:
    for name, here in train.columns.items():
        if found := _kind(here, future.columns[name], train):
            kind, evidence = found
            yield {"column": name, "kind": kind, "evidence": evidence}


def _kind(here: Floats, there: Floats, train: Export) -> tuple[str, str] | None:
    """What is wrong with a column, and how it shows; None where nothing is."""
    gaps, later = np.isnan(here), np.isnan(there)
    told = auc(gaps.astype(np.float64), train.left)
    if gaps.mean() > later.mean() + 0.04 and told > 0.55:
        return "missing-by-outcome", f"{gaps.mean():.0%} empty in train, {later.mean():.0%} on the day."
    whole = np.where(gaps, np.nanmedian(here), here)
    codes = np.unique(whole)
    if 3 <= len(codes) <= 12 and (found := _code(here, there, train.left, codes)):
        return found
    one = auc(whole, train.left)
    strength = max(one, 1.0 - one)
    if strength < TELLS:
        return None
    if _site_mean(whole, train):
        return "own-row-target", "It is the mean of `left` over the site, the row itself among them."
    distance = _distance(whole, there[~later])
    if distance > MOVED:
        kind = "after-outcome" if np.all(whole == np.round(whole)) else "window-past-cut-off"
        return kind, f"AUC alone {strength:.2f}; train and the day differ by {distance:.2f} (KS)."
    if len(codes) > 30 and _distance(whole, np.linspace(whole.min(), whole.max(), 5_000)) < EVEN:
        return (
            "export-order",
            f"AUC alone {strength:.2f}, though its numbers are dealt out evenly on both sides.",
        )
    return None


def _code(here: Floats, there: Floats, left: Floats, codes: Floats) -> tuple[str, str] | None:
    """One value that leavers have in training, and that is rare on the day."""
    for code in codes:
        share, later = (float((side == code).mean()) for side in (here, there))
        among = float(left[here == code].mean())
        if share > later + 0.04 and among > 0.75:
            return (
                "overwritten",
                f"Code {code:g}: {share:.0%} in train with {among:.0%} gone, {later:.0%} on the day.",
            )
    return None


def _site_mean(column: Floats, train: Export) -> bool:
    """Whether a column is the same within a site and follows the site's own mean of the outcome."""
    site = np.unique(train.site, return_inverse=True)[1]
    size = np.bincount(site)
    mean = np.bincount(site, weights=column) / size
    if np.abs(column - mean[site]).max() > 1e-3 * max(float(column.std()), 1e-9):
        return False
    outcome = np.bincount(site, weights=train.left) / size
    return bool(abs(np.corrcoef(outcome, mean)[0, 1]) > 0.7)


def _distance(one: Floats, other: Floats) -> float:
    """Kolmogorov and Smirnov's distance of two samples."""
    values = np.unique(np.concatenate([one, other]))
    shares = [np.searchsorted(np.sort(side), values, side="right") / len(side) for side in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())
