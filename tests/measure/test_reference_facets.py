"""Many-facet Rasch against the reference programs, on tables that lie beside the checkout."""

import numpy as np
import pytest

from evenbar.measure.facets import fit
from evenbar.measure.ratings import RatingTable, table
from tests.measure.reference import rows

TOLERANCE = 5e-4


def ptam4() -> RatingTable:
    """209 essays by ten raters on three criteria, levels 0-3: data.ptam4, Robitzsch and Steinfeld (2018), PTAM 60."""
    names = ("crit2", "crit3", "crit4")
    read = [row for row in rows("ptam4.csv") for _ in names]
    return table(
        candidate=[row["idstud"] for row in read],
        interviewer=[row["rater"] for row in read],
        criterion=[names[at % 3] for at in range(len(read))],
        score=[float(row[names[at % 3]]) for at, row in enumerate(read)],
    )


def core() -> RatingTable:
    """48 persons by four raters on four criteria, fully crossed, levels 1-4: mfrmr_example_core of mfrmr 0.2.2."""
    read = rows("mfrmr_example_core.csv")
    return table(
        candidate=[row["Person"] for row in read],
        interviewer=[row["Rater"] for row in read],
        criterion=[row["Criterion"] for row in read],
        score=[float(row["Score"]) for row in read],
    )


def test_the_rating_scale_is_that_of_tam() -> None:
    """Deviance, variance, severities, difficulties, thresholds and abilities are those of TAM 4.3-25."""
    found = fit(ptam4(), interviewers="fixed")
    severity = dict(zip(found.interviewers.names, found.interviewers.measure, strict=True))
    assert found.deviance == pytest.approx(3450.6428, abs=TOLERANCE)
    assert found.candidate_sd**2 == pytest.approx(2.70813, abs=TOLERANCE)
    assert severity == pytest.approx(
        {
            "802": -0.0376, "803": 0.8954, "810": -0.1173, "816": 0.0203, "820": -0.2213,
            "824": 0.1208, "831": 0.113, "835": 0.5123, "837": -1.2461, "844": -0.0396,
        },
        abs=TOLERANCE,
    )  # fmt: skip
    assert found.criteria.measure - found.intercept == pytest.approx(
        [0.15596, -0.35817, -0.13287], abs=TOLERANCE
    )
    assert found.thresholds[0] == pytest.approx([-2.61085, 0.02515, 2.5857], abs=TOLERANCE)
    ability = {
        name: (measure, se)
        for name, measure, se in zip(
            found.candidates.names, found.candidates.measure, found.candidates.se, strict=True
        )
    }
    assert ability["10005"] == pytest.approx((2.32826, 0.88389), abs=TOLERANCE)
    assert ability["10009"] == pytest.approx((0.22829, 0.81547), abs=TOLERANCE)
    assert ability["10010"] == pytest.approx((-0.49551, 0.61509), abs=TOLERANCE)
    assert ability["10014"] == pytest.approx((-0.0101, 0.29053), abs=TOLERANCE)
    assert found.separation["candidates"].reliability == pytest.approx(0.792, abs=TOLERANCE)


def test_the_partial_credit_model_is_that_of_tam() -> None:
    found = fit(ptam4(), model="partial-credit", interviewers="fixed")
    assert found.deviance == pytest.approx(3412.388, abs=TOLERANCE)
    assert found.candidate_sd**2 == pytest.approx(2.79319, abs=TOLERANCE)
    free = 1 + 9 + 2 + 3 * 2 + 1
    assert free == 19  # parameters, as TAM counts them


def test_errors_do_not_depend_on_which_interviewer_comes_last() -> None:
    """Rater 844, the last one, has an error like the others': sums to zero are held by the full covariance."""
    found = fit(ptam4(), interviewers="fixed")
    assert found.interviewers.se.max() < 1.15 * found.interviewers.se.min()


def test_joint_estimation_is_that_of_mfrmr_and_immer() -> None:
    """Measures, errors, mean squares, deviance and separation are those of the joint fits."""
    found = fit(core(), estimator="jml")
    part = found.interviewers
    assert part.measure == pytest.approx([-0.19575, -0.32878, 0.19109, 0.33344], abs=TOLERANCE)
    assert part.se == pytest.approx([0.0973, 0.0977, 0.09724, 0.09763], abs=TOLERANCE)
    assert part.infit == pytest.approx([1.0506, 0.9226, 0.9643, 1.0365], abs=TOLERANCE)
    assert part.outfit == pytest.approx([1.0445, 1.0422, 0.9699, 1.0181], abs=TOLERANCE)
    assert found.criteria.names == ("Accuracy", "Content", "Language", "Organization")
    assert found.criteria.measure == pytest.approx([0.24873, -0.41504, 0.09732, 0.069], abs=TOLERANCE)
    assert found.thresholds[0] == pytest.approx([-1.324814, -0.059492, 1.384306], abs=TOLERANCE)
    assert found.deviance == pytest.approx(1641.89765, abs=TOLERANCE)
    people = found.candidates
    assert people.measure[:3] + found.intercept == pytest.approx([0.68371, 1.67188, 1.25712], abs=TOLERANCE)
    assert people.se[:3] == pytest.approx([0.32525, 0.39064, 0.35581], abs=TOLERANCE)
    assert np.sqrt(np.mean(people.se**2)) == pytest.approx(0.3467, abs=TOLERANCE)
    assert found.candidate_sd == pytest.approx(1.0312, abs=TOLERANCE)
    apart = found.separation["candidates"]
    assert apart.separation == pytest.approx(2.9745, abs=TOLERANCE)
    assert apart.strata == pytest.approx(4.2993, abs=TOLERANCE)
    assert apart.reliability == pytest.approx(0.8985, abs=TOLERANCE)


def test_joint_estimation_overstates_severity_beside_marginal() -> None:
    """On the same table joint severities spread wider than marginal ones, and shrunken ones least."""
    spreads = [
        float(np.std(found.interviewers.measure))
        for found in (fit(core(), estimator="jml"), fit(core(), interviewers="fixed"), fit(core()))
    ]
    assert spreads[0] > spreads[1] > spreads[2]
