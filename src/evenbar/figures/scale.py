"""From values to places: limits that hold what is drawn, ticks at round numbers, and how numbers are written."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from evenbar.figures.lettering import SMALL, width

MINUS = "−"


@dataclass(frozen=True)
class Scale:
    """Values from low to high, laid from one place to another."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def finite(value: float | None, what: str) -> float | None:
    """The value itself, or None where there is none. Raises ValueError where it is not a finite number."""
    if value is not None and not math.isfinite(value):
        raise ValueError(f"{what} is not a finite number; give None where none is known.")
    return value


def limits(
    values: Iterable[float | None], *, within: tuple[float, float] | None = None, at_least: float = 0.1
) -> tuple[float, float]:
    """The lowest and the highest value with a little room, at least so far apart. 0 to 1 where there are none.

    Where all values lie ``within`` the ends of a scale, these ends are the limits.
    """
    known = [value for value in [*values, *(within or ())] if value is not None]
    if not known:
        return 0.0, 1.0
    if within is not None and within[0] < within[1] and (min(known), max(known)) == within:
        return within
    low, high = min(known), max(known)
    room = max(0.04 * (high - low), 0.5 * (at_least - (high - low)), 0.0)
    return low - room, high + room


def ticks(low: float, high: float, *, most: int) -> list[float]:
    """Round numbers between two values, at most so many, and one at least where there is one at all."""
    span = high - low
    power = 10.0 ** math.floor(math.log10(span / most))
    for step in (power, 2 * power, 5 * power, 10 * power, 20 * power):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [round(at * step, 10) for at in range(first, last + 1)]
    return []


def labelled(
    scale: Scale, *, most: int, signed: bool = False, size: float = SMALL
) -> list[tuple[float, str]]:
    """Ticks along a line of text, with their words, as many as stand apart; words at the ends may be moved inwards."""
    for count in range(most, 0, -1):
        marks = ticks(scale.low, scale.high, most=count)
        words = [mark_told(mark, places(marks), signed=signed) for mark in marks]
        step = abs(scale(marks[1]) - scale(marks[0])) if len(marks) > 1 else math.inf
        if step >= 1.5 * max((width(one, size) for one in words), default=0.0) + 4:
            return list(zip(marks, words, strict=True))
    return []


def places(values: list[float]) -> int:
    """How many decimals tell these ticks apart."""
    for count in range(6):
        if all(abs(round(value, count) - value) < 1e-9 for value in values):
            return count
    return 6


def mark_told(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number at an axis; zero is a bare 0."""
    return "0" if value == 0 else told(value, decimals, signed=signed)


def told(value: float | None, decimals: int, *, signed: bool = False) -> str:
    """A number for people: with a true minus, a plus where signs matter, and a dash where there is none."""
    if value is None:
        return "–"
    digits = f"{abs(value):,.{decimals}f}"
    if not any(sign in "123456789" for sign in digits):
        return digits
    return f"{MINUS if value < 0 else '+' if signed else ''}{digits}"
