"""Numbers and effects of Insight in words, for pages, figures and tables alike."""

from collections.abc import Mapping
from typing import Any

from evenbar.figures.scale import told as number

Value = Mapping[str, Any]
PER_CENT = "\N{NO-BREAK SPACE}%"  # so that no line ends between a number and its unit
SURE = f"95{PER_CENT}"
EFFECTS = {
    "central-tendency": (
        "Central tendency",
        "Ratings keep nearer to the middle of the scale than these candidates would lead one to expect.",
    ),
    "restricted-range": (
        "Restricted range",
        "Ratings lie closer together than expected, wherever on the scale that is.",
    ),
    "halo": (
        "Halo",
        "Ratings of one candidate go up and down together, as if there were one impression only.",
    ),
    "inconsistency": (
        "Inconsistency",
        "Ratings differ from what others see of the same candidates, now this way, now that.",
    ),
    "drift": ("Drift", "Severity has changed from the first interview of the period to the last."),
    "order": ("Order", "Severity depends on which interview of a day it is."),
}

LACKING = {
    "drift": "Too few ratings, or too unevenly spread over the period, to say.",
    "order": "Too few days with several interviews to say.",
    "halo": "Too few interviews with several criteria to say.",
}


def signed(value: float) -> str:
    """A severity: +0.34."""
    return number(value, 2, signed=True)


def between(value: Value, *, plus: bool = False) -> str:
    """An interval: "0.12 to 0.40"."""
    return f"{number(value['low'], 2, signed=plus)} to {number(value['high'], 2, signed=plus)}"


def share(value: float) -> str:
    """A share in whole per cent."""
    return f"{100 * value:.0f}{PER_CENT}"


def shares(value: Value) -> str:
    """The interval of a share: "3 to 22 %"."""
    return f"{100 * value['low']:.0f} to {100 * value['high']:.0f}{PER_CENT}"


def count(n: int, one: str, many: str = "") -> str:
    """A number of things: "1 candidate", "1,204 candidates"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def severity(line: Value) -> str:
    """What an interviewer's severity means, with its interval and n."""
    found = line["severity"]
    way = "less" if found["value"] > 0 else "more"
    return (
        f"Gives {abs(found['value']):.2f} levels {way} than the panel would for the same candidates"
        f" ({SURE}: {between(found, plus=True)}; {count(line['candidates'], 'candidate')})."
    )


def levels_used(line: Value) -> str:
    """Which two levels hold nearly all of somebody's ratings; empty where it is not so, or with few ratings."""
    levels: Mapping[str, int] = line["levels"]
    total = sum(levels.values())
    most = sorted(levels, key=lambda level: -levels[level])[:2]
    if total < 30 or len(most) < 2 or sum(levels[level] for level in most) < 0.95 * total:
        return ""
    whole = sum(levels[level] for level in most) == total
    pair = " and ".join(sorted(most))
    return f"uses only {pair}" if whole else f"uses hardly anything but {pair}"


def effect(found: Value, name: str) -> str:
    """A flagged effect as a sentence about somebody of that name."""
    from evenbar.measure.effects import Effect, sentence

    return sentence(Effect(interviewer=name, p=None, sentence="", **found)).replace(" %", PER_CENT)


def flagged(line: Value) -> list[Value]:
    """The effects of an interviewer that stand out."""
    return [each for each in line["effects"] if each["flagged"]]
