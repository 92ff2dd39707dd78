"""What is sought in a many-facet Rasch fit: the likelihood with or without priors, and steps that lead up.

Severities and difficulties sum to zero, and so do the thresholds of a scale. Without priors this is maximum marginal
likelihood. With them severities are N(0, sd^2) and difficulties likewise; their sds are found by Laplace's
approximation of the likelihood with severities integrated out. A sd is sought on its logarithm, which keeps it off
zero where a handful of interviewers say little.

Source: Chung, Rabe-Hesketh, Dorie, Gelman and Liu (2013), Psychometrika 78, 685-709 (a mode that stays off zero).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from evenbar.measure.rasch_likelihood import Likelihood, Looked
from evenbar.measure.rasch_tables import Layout
from evenbar.measure.ratings import Floats

LEAST_SD = 0.03  # logits
MOST_SD = 12.0
LONGEST = 2.0  # logits that a step may move a parameter
UNTOLD = "The ratings do not carry this model: its parameters cannot be told apart. Rate more."


@dataclass(frozen=True)
class Priors:
    """Scales of half-normal priors on the sds of ability, severity and difficulty, in logits."""

    ability: float = 1.5
    severity: float = 0.5
    difficulty: float = 1.0


@dataclass(frozen=True)
class Point:
    """Parameters with the sds of their priors, in logits; ``stuck`` where the spread of ability is at its least."""

    at: Floats
    severity_sd: float
    difficulty_sd: float
    stuck: bool = False


def held(layout: Layout) -> Floats:
    """The sums that are held at zero, a column each: severities, difficulties, the thresholds of each scale."""
    parts = [layout.severity, layout.difficulty]
    for scale in range(layout.scales):
        first = layout.threshold.start + scale * layout.steps
        parts.append(slice(first, first + layout.steps))
    found = np.zeros((layout.size, len(parts)))
    for column, part in enumerate(parts):
        found[part, column] = 1.0
    return found


Look = Callable[[Floats, int], Looked]


class Search:
    """A likelihood with its priors (None for none) and the sums that are held at zero."""

    def __init__(self, likelihood: Likelihood, priors: Priors | None) -> None:
        self.likelihood = likelihood
        self.layout = likelihood.layout
        self.priors = priors
        self.held = held(self.layout)

    def start(self) -> Point:
        """Thresholds from how often each level was given, everything else at nothing."""
        s = self.likelihood.steps
        at = np.zeros(self.layout.size)
        taken = np.concatenate([np.bincount(s.scale[s.of_criterion], s.count)[:, None], s.reached], axis=1)
        given = np.maximum(taken - np.append(taken[:, 1:], np.zeros((len(taken), 1)), axis=1), 0.5)
        thresholds = np.log(given[:, :-1] / given[:, 1:])
        open_ = np.arange(1, self.layout.steps + 1) <= s.top[:, None]
        mean = (thresholds * open_).sum(axis=1) / s.top
        at[self.layout.threshold] = np.where(open_, thresholds - mean[:, None], 0.0).ravel()
        at[0] = -float(mean.mean())
        if len(s.top) > 1:
            at[self.layout.difficulty] = mean - mean.mean()
        return Point(at, 0.4, 0.5)

    def value(self, looked: Looked, point: Point) -> float:
        """The log-likelihood with the priors on severities, difficulties and the spread of ability."""
        if self.priors is None:
            return looked.loglik
        at, layout = point.at, self.layout
        severity, difficulty = at[layout.severity], at[layout.difficulty]
        spread = float(at[layout.spread])
        return float(
            looked.loglik
            - 0.5 * float(severity @ severity) / point.severity_sd**2
            - 0.5 * float(difficulty @ difficulty) / point.difficulty_sd**2
            - 0.5 * np.exp(2.0 * spread) / self.priors.ability**2
            + spread
        )

    def slope(self, looked: Looked, point: Point) -> Floats:
        """The slope of ``value``."""
        slope = looked.slope.copy()
        if self.priors is not None:
            layout = self.layout
            slope[layout.severity] -= point.at[layout.severity] / point.severity_sd**2
            slope[layout.difficulty] -= point.at[layout.difficulty] / point.difficulty_sd**2
            slope[layout.spread] += 1.0 - np.exp(2.0 * point.at[layout.spread]) / self.priors.ability**2
        return slope

    def prior(self, point: Point) -> Floats:
        """What the priors add to the information, which is on its diagonal only."""
        layout = self.layout
        found = np.zeros(layout.size)
        if self.priors is not None:
            found[layout.severity] = 1.0 / point.severity_sd**2
            found[layout.difficulty] = 1.0 / point.difficulty_sd**2
            found[layout.spread] = 2.0 * np.exp(2.0 * point.at[layout.spread]) / self.priors.ability**2
        return found

    def moved(self, point: Point, at: Floats, variances: Floats) -> Point:
        """The point with sds where Laplace's likelihood is flat, given severities and their variances.

        With q free severities, sum of squares and of variances S and prior scale c, the sd s solves
        S / s^2 - q + 1 - s^2 / c^2 = 0.
        """
        if self.priors is None:
            return point
        found = []
        for part, scale in (
            (self.layout.severity, self.priors.severity),
            (self.layout.difficulty, self.priors.difficulty),
        ):
            count = part.stop - part.start - 1
            squares = float(at[part] @ at[part]) + float(variances[part].sum())
            line = max(count - 1, 0)
            root = line + np.sqrt(line**2 + 4.0 * squares / scale**2)
            square = 2.0 * squares / root if squares > 0.0 else 0.0
            found.append(float(np.clip(np.sqrt(square), LEAST_SD, MOST_SD)) if count else scale)
        return replace(point, severity_sd=found[0], difficulty_sd=found[1])

    def widened(self, point: Point, covariance: Floats) -> Floats:
        """The covariance with the error of the priors' sds in it, to first order.

        C + v v' V, with v = 2 C b / s^2 the slope of the estimates in the logarithm of s (b severities or
        difficulties, 0 elsewhere) and -1 / V the bend of Laplace's likelihood in it.

        Source: Kass and Steffey (1989), JASA 84, 717-726, equation 3.
        """
        if self.priors is None:
            return covariance
        found = covariance.copy()
        for part, sd, scale in (
            (self.layout.severity, point.severity_sd, self.priors.severity),
            (self.layout.difficulty, point.difficulty_sd, self.priors.difficulty),
        ):
            if part.stop - part.start < 2:
                continue
            effect, own = point.at[part], covariance[part, part]
            slope = 2.0 * covariance[:, part] @ effect / sd**2
            squares = float(effect @ effect) + float(np.trace(own))
            rise = 2.0 * float(effect @ slope[part]) + 2.0 * float((own**2).sum()) / sd**2
            bend = (rise - 2.0 * squares) / sd**2 - 2.0 * sd**2 / scale**2
            if bend < 0.0:
                found += np.outer(slope, slope) / -bend
        return found

    def step(self, looked: Looked, point: Point, way: Floats, look: Look) -> tuple[Point, Looked] | None:
        """A step uphill with the pass made there, halved until the value rises; None where none helps.

        ``look`` makes a pass at parameters, told which try it is.
        """
        value = self.value(looked, point)
        slack = 1e-12 * max(abs(value), 1.0)
        longest = float(np.abs(way).max())
        share = min(1.0, LONGEST / longest) if longest > 0.0 else 1.0
        spread = self.layout.spread
        for trial in range(20):
            at = point.at + share * way
            at[spread] = np.clip(at[spread], np.log(LEAST_SD), np.log(MOST_SD))
            found = look(at, trial)
            moved = replace(point, at=at)
            low = at[spread] <= np.log(LEAST_SD) + 1e-9
            moved = replace(moved, stuck=bool(low and self.slope(found, moved)[spread] < 0.0))
            if self.value(found, moved) >= value - slack:
                return moved, found
            share *= 0.5
        return None


def apart(one: Point, other: Point) -> float:
    """How far the sds of two points are apart, in logarithms."""
    severity = abs(np.log(one.severity_sd / other.severity_sd))
    return float(max(severity, abs(np.log(one.difficulty_sd / other.difficulty_sd))))
