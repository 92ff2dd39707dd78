"""Adverse impact: how groups of applicants fare beside the group that is selected most often, on each axis.

It reports counts, intervals and tests, and says "not enough" where a verdict would be more than they carry. The four
fifths are a rule of thumb of United States agencies: below them is a reason to look, and no finding of discrimination.
Nothing is adjusted by group, here or anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from evenbar.measure import contingency
from evenbar.measure.contingency import CommonOdds, Pair
from evenbar.measure.interval import UNDEFINED, Estimate, katz
from evenbar.measure.power import chance_of_a_low_ratio

FOUR_FIFTHS = Fraction(4, 5)
FEWEST = 5  # applicants in each of two groups for a ratio
ENOUGH_SELECTED, ENOUGH_EXPECTED = 30, 5  # in a pair of groups and in each of its four cells, for a verdict
ERROR = 0.05
MOST_TOTAL = 10_000_000

Verdict = Literal["below", "not-below", "unclear"]


@dataclass(frozen=True)
class Count:
    """A row of the input: of ``applicants`` in a group, ``selected`` were; 0 <= selected <= applicants.

    ``axis`` is what groups are groups of, as gender; an intersection is an axis of its own. ``stage`` is a stratum: a
    stage, an opening or a department; empty where there are none.
    """

    group: str
    applicants: int
    selected: int
    axis: str = "group"
    stage: str = ""


@dataclass(frozen=True)
class Group:
    """How a group fares beside its axis' comparator; figures of a comparison are None for the comparator itself.

    ``q`` is Fisher's p adjusted for the number of groups; ``enough`` how many applicants the two groups would need
    for a verdict at these rates, None where there are enough or nothing was selected; ``verdict`` None below that.
    ``by_chance`` is how often the lower of two such rates is below four fifths of the higher, were the true ones equal.
    """

    group: str
    applicants: int
    selected: int
    rate: float | None
    ratio: Estimate = UNDEFINED
    z: float | None = None
    fisher_p: float | None = None
    mid_p: float | None = None
    cohen_h: float | None = None
    flips: int | None = None
    posterior: float | None = None
    below: bool | None = None
    q: float | None = None
    common: CommonOdds | None = None
    verdict: Verdict | None = None
    enough: int | None = None
    by_chance: float | None = None


@dataclass(frozen=True)
class Axis:
    """An axis with its groups by name. ``comparator`` is None where nobody applied."""

    axis: str
    comparator: str | None
    groups: tuple[Group, ...]
    stages: int
    warnings: tuple[tuple[str, str], ...]

    @property
    def compared(self) -> tuple[Group, ...]:
        """The groups beside the comparator."""
        return tuple(group for group in self.groups if group.group != self.comparator)


def impact(counts: Sequence[Count]) -> tuple[Axis, ...]:
    """Compare the groups of every axis with the one that has the highest rate of those with five applicants or more.

    ratio = (selected / applicants) of a group / that of the comparator. Over stages counts are added; the common odds
    ratio compares within stages.

    Parameters
    ----------
    counts : one for each group, axis and stage

    Returns
    -------
    One for each axis in the order met. No ratio where one of the two groups has fewer than 5 applicants. A verdict
    from 30 selected in the two groups and 5 expected in each of their four cells: "below" where the ratio is below
    four fifths and Fisher's p, adjusted over the groups, below .05; "not-below" where all of the interval is at four
    fifths or above; else "unclear".

    Raises
    ------
    ValueError : "There is no group in the table; ..." and for counts that are none, or given twice, or too large.

    Source: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D, and Questions and Answers 11-12, 44
    FR 11996 (1979), against which it is tested.
    """
    if not counts:
        raise ValueError("There is no group in the table; give at least one row with its applicants.")
    seen: set[tuple[str, str, str]] = set()
    for count in counts:
        if not 0 <= count.selected <= count.applicants:
            raise ValueError(
                f"{count.selected} of {count.applicants} is no share; the count must lie between 0 and"
                f" {count.applicants}."
            )
        key = (count.axis, count.stage, count.group)
        if key in seen:
            raise ValueError(f'The group "{count.group}" is there twice; add its counts up.')
        seen.add(key)
    return tuple(
        _axis(axis, [count for count in counts if count.axis == axis])
        for axis in dict.fromkeys(count.axis for count in counts)
    )


def _axis(axis: str, counts: Sequence[Count]) -> Axis:
    totals = _totals(counts)
    if sum(n for _, n in totals.values()) > MOST_TOTAL:
        raise ValueError(f'There are more than {MOST_TOTAL:,} applicants on "{axis}"; correct the counts.')
    stages = {count.stage for count in counts} - {""}
    comparator = _comparator(totals)
    found: dict[str, Group] = {}
    for name, (selected, n) in totals.items():
        if comparator is None or name == comparator:
            own = Estimate(1.0) if n >= FEWEST and selected else UNDEFINED
            rate = selected / n if n else None
            found[name] = Group(name, n, selected, rate, own, below=None if own.value is None else False)
        else:
            common = contingency.mantel_haenszel(_strata(counts, name, comparator)) if stages else None
            found[name] = _group(name, Pair(selected, n, *totals[comparator]), common)
    others = [name for name, group in found.items() if group.fisher_p is not None]
    tests = contingency.adjusted([found[name].fisher_p or 0.0 for name in others])
    for name, q in zip(others, tests, strict=True):
        found[name] = _judged(found[name], q, Pair(*totals[name], *totals[comparator or name]))
    groups = tuple(found[name] for name in sorted(found))
    return Axis(axis, comparator, groups, len(stages), tuple(_warnings(axis, comparator, groups)))


def _totals(counts: Sequence[Count]) -> dict[str, tuple[int, int]]:
    """How many were selected and applied in each group, over all stages."""
    totals: dict[str, tuple[int, int]] = {}
    for count in counts:
        selected, n = totals.get(count.group, (0, 0))
        totals[count.group] = (selected + count.selected, n + count.applicants)
    return totals


def _comparator(totals: dict[str, tuple[int, int]]) -> str | None:
    """The group with the highest rate: of those with five applicants, else of all; of equals the larger."""
    there = {name: pair for name, pair in totals.items() if pair[1] > 0}
    large = {name: pair for name, pair in there.items() if pair[1] >= FEWEST} or there
    ranked = sorted(large, key=lambda name: (-Fraction(*large[name]), -large[name][1], name))
    return ranked[0] if ranked else None


def _strata(counts: Sequence[Count], group: str, comparator: str) -> list[Pair]:
    """The two groups within each stage that has both."""
    own = {count.stage: count for count in counts if count.group == group}
    other = {count.stage: count for count in counts if count.group == comparator}
    both = [(count, other[stage]) for stage, count in own.items() if stage in other]
    return [Pair(one.selected, one.applicants, two.selected, two.applicants) for one, two in both]


def _group(name: str, pair: Pair, common: CommonOdds | None) -> Group:
    """The figures of one group beside the comparator, before a verdict."""
    fisher, mid = contingency.exact_p(pair) if pair.n else (None, None)
    shown = min(pair.n, pair.other_n) >= FEWEST and pair.other_selected > 0
    return Group(
        name,
        pair.n,
        pair.selected,
        pair.selected / pair.n if pair.n else None,
        katz(pair.selected, pair.n, pair.other_selected, pair.other_n) if shown else UNDEFINED,
        z=contingency.pooled_z(pair),
        fisher_p=fisher,
        mid_p=mid,
        cohen_h=contingency.cohen_h(pair),
        flips=flips(pair) if shown else None,
        posterior=contingency.chance_below(pair, float(FOUR_FIFTHS)),
        below=below_four_fifths(pair) if shown else None,
        common=common,
        by_chance=_by_chance(pair) if shown else None,
    )


def _by_chance(pair: Pair) -> float:
    pooled = (pair.selected + pair.other_selected) / (pair.n + pair.other_n)
    return chance_of_a_low_ratio(rate=pooled, n=pair.n, other_n=pair.other_n, threshold=FOUR_FIFTHS)


def below_four_fifths(pair: Pair) -> bool:
    """Whether a group's rate is below four fifths of the other's, in whole numbers: .48 of .60 is not.

    5 x1 n2 < 4 x2 n1

    Source: 29 CFR 1607.4 D; tested on Questions and Answers 11, 44 FR 11996 (1979).
    """
    return (
        FOUR_FIFTHS.denominator * pair.selected * pair.other_n
        < FOUR_FIFTHS.numerator * pair.other_selected * pair.n
    )


def flips(pair: Pair) -> int | None:
    """How many selections would have to go to the other group for the comparison with four fifths to turn.

    Below: the least k with (x1 + k) / n1 >= 4/5 (x2 - k) / n2; else the least k with (x1 - k) / n1 < 4/5 (x2 + k) / n2.

    Returns
    -------
    None where no number of them would.

    Source: Questions and Answers 21, 44 FR 11996 (1979), on one more person; tested by trying all k.
    """
    up, down = FOUR_FIFTHS.denominator, FOUR_FIFTHS.numerator
    step = up * pair.other_n + down * pair.n
    distance = Fraction(down * pair.other_selected * pair.n - up * pair.selected * pair.other_n, step)
    if distance > 0:
        k = ceil(distance)
        return k if pair.selected + k <= pair.n and k <= pair.other_selected else None
    k = floor(-distance) + 1
    return k if k <= pair.selected and pair.other_selected + k <= pair.other_n else None


def _judged(group: Group, q: float, pair: Pair) -> Group:
    """A group with its adjusted p, and a verdict where the counts carry one."""
    verdict: Verdict | None = None
    enough = _applicants_needed(pair)
    if enough is not None and enough <= pair.n + pair.other_n and group.below is not None:
        if group.below and q < ERROR:
            verdict = "below"
        elif group.ratio.low is not None and group.ratio.low >= float(FOUR_FIFTHS):
            verdict = "not-below"
        else:
            verdict = "unclear"
    return replace(group, q=q, verdict=verdict, enough=None if verdict else enough)


def _applicants_needed(pair: Pair) -> int | None:
    """How many applicants the two groups would need in all for a verdict, at their rates and shares."""
    n, selected = pair.n + pair.other_n, pair.selected + pair.other_selected
    smaller = min(pair.n, pair.other_n) * min(selected, n - selected)
    if not smaller:
        return None
    return max(
        ceil(Fraction(ENOUGH_SELECTED * n, selected)), ceil(Fraction(ENOUGH_EXPECTED * n * n, smaller))
    )


def _warnings(axis: str, comparator: str | None, groups: Sequence[Group]) -> Iterator[tuple[str, str]]:
    compared = [group for group in groups if group.group != comparator]
    if not compared:
        yield "one-group", f'There is one group only on "{axis}", so nothing can be compared.'
        return
    if not any(group.selected for group in groups):
        yield "none-selected", f'Nobody was selected on "{axis}", so there is no ratio.'
    tiny = [group.group for group in groups if group.applicants < FEWEST]
    if tiny:
        yield (
            "too-few-applicants",
            f'On "{axis}" {_listed(tiny)} had fewer than {FEWEST} applicants: no ratio is shown, and such a group'
            " is not what others are compared with where a larger one is there.",
        )
    small = [group for group in compared if group.verdict is None]
    if small:
        needed = [group.enough for group in small if group.enough is not None]
        most = (
            f" At these rates {max(needed):,} applicants in the two groups would be enough." if needed else ""
        )
        yield (
            "too-few",
            f'On "{axis}" there are not enough for a verdict on {_listed([group.group for group in small])}:'
            f" {ENOUGH_SELECTED} selected in the group and {comparator} together, and {ENOUGH_EXPECTED} expected in"
            f" each of their four cells, would be.{most}",
        )
    for group in compared:
        yield from _turned(axis, comparator, group)


def _turned(axis: str, comparator: str | None, group: Group) -> Iterator[tuple[str, str]]:
    """A warning where the group fares worse in all and not within stages (Simpson)."""
    common = group.common.value if group.common else None
    if common is not None and common >= 1.0 and (group.cohen_h or 0.0) < 0.0:
        yield (
            "differs-within-stages",
            f'On "{axis}" {group.group} were selected less often than {comparator} in all, and not within stages'
            f" (common odds ratio {common:.2f}). Look at who applied where before concluding anything.",
        )


def _listed(names: Sequence[str]) -> str:
    shown = [f'"{name}"' for name in names[:3]]
    return ", ".join(shown) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
