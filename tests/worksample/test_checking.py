"""The self-test holds on a sound sample, and each thing that it looks for is seen when it is put wrong."""

from pathlib import Path

import pytest

from evenbar.worksample.checking import Spread, check, gap_in_sd
from evenbar.worksample.package import load
from tests.worksample.toys import altered, toy

SEEDS = [str(number) for number in range(4)]


def failing(folder: Path) -> str:
    """What does not hold of the sample in a folder."""
    return "\n".join(
        f"{one.what}: {one.seen}" for one in check(load(folder), SEEDS).verdicts if not one.holds
    )


def test_the_toy_holds() -> None:
    heard: list[int] = []
    report = check(toy(), SEEDS, tell=heard.append)
    assert [one.what for one in report.verdicts if not one.holds] == []
    assert heard == [1, 2, 3, 4]
    assert report.holds


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("baselines_naive__py", "np.mean", "np.median", "naive at most 2: level"),
        ("baselines_competent__py", "np.median", "np.mean", "competent at least 3: level 1"),
        ("baselines_oracle__py", '["weight"]', '["weight"] + 1.0', "oracle at least 4: level 3"),
        ("baselines_naive__py", "np.mean", "np.median", "naive and competent are 2 sd apart: 0.0 sd"),
        ("brief__md", "$company", "$company " + "word " * 500, "the brief is one page: 513 words"),
        ("generate__py", '"weight": readings}', '"weight": [hash(str(n)) % 9 for n in range(1000)]}', "the same bytes"),
        ("generate__py", "data.uniform(400.0, 600.0)", "500.0", "no two seeds draw the same"),
        ("generate__py", '{"weights', '{"t.json": json_bytes({"weight": weight}), "weights', "is the hidden file"),
        ("rubric__yaml", "1: None given., ", "", "the rubric says what people rate: reason without level 1"),
    ],
)  # fmt: skip
def test_what_is_put_wrong_is_seen(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    assert said in failing(altered(tmp_path, **{file: (old, new)}))


def test_a_missing_template_is_seen(tmp_path: Path) -> None:
    copy = altered(tmp_path)
    (copy / "template" / "guess.json").unlink()
    assert "no template for guess.json" in failing(copy)


def test_a_distance_is_in_pooled_standard_deviations() -> None:
    one, other = Spread(1.0, 0.3, 0, 2), Spread(2.0, 0.4, 1, 3)
    assert gap_in_sd(one, other) == pytest.approx(1.0 / (0.25 / 2) ** 0.5)
    still = Spread(1.0, 0.0, 1, 1)
    assert gap_in_sd(still, still) == 0.0
    assert gap_in_sd(still, Spread(2.0, 0.0, 2, 2)) == float("inf")
