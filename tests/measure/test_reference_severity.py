"""The score model's REML on two of lme4's data sets, which lie beside the checkout.

Source: values by lme4 1.1-31 (Bates and others 2015) on Penicillin (Davies and Goldsmith 1972, crossed) and Pastes
(nested).
"""

import numpy as np
import pytest

from evenbar.measure.components import reml
from evenbar.measure.interviews import sums
from evenbar.measure.likelihood import Model
from tests.measure.reference import rows


def model_of(name: str, value: str, one: str, other: str) -> Model:
    read = rows(name)
    y = np.array([float(row[value]) for row in read])
    first, second = (
        np.unique([row[column] for row in read], return_inverse=True)[1] for column in (one, other)
    )
    return Model(
        sums(
            candidate=first,
            interviewer=second,
            y=y - y.mean(),
            candidates=int(first.max()) + 1,
            interviewers=int(second.max()) + 1,
        )
    )


def test_reml_of_crossed_ratings_is_that_of_lme4() -> None:
    """Penicillin: plate .7169, sample 3.7311, residual .3024, log-likelihood -165.4303."""
    found = reml(model_of("penicillin.csv", "diameter", "plate", "sample"), active=(False, True, True)).solved
    _, plate, sample = found.ratios * found.residual
    told = (plate, sample, found.residual, found.loglik)
    assert told == pytest.approx((0.7169051, 3.7311318, 0.302415, -165.4303), rel=1e-3)


def test_reml_of_nested_ratings_is_that_of_lme4() -> None:
    """Pastes: cask in batch 8.4337, batch 1.6573, residual .6780, log-likelihood -123.4954."""
    found = reml(model_of("pastes.csv", "strength", "batch", "cask"), active=(True, True, False)).solved
    cask, batch, _ = found.ratios * found.residual
    told = (cask, batch, found.residual, found.loglik)
    assert told == pytest.approx((8.4336659, 1.6573109, 0.6779999, -123.4954), rel=2e-3)
