"""What the page of interviewers shows of an answer, as its viewer may see it: pure, from ids, numbers and labels.

An own look gets its own line and the panel's spread and never another's line: what is not in here can stand in no
figure, table, sentence, order or count of its page. Severities of different parts of a panel are never compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenbar.figures.figure import Figure, Markup, markup
from evenbar.figures.intervals import Reference, Row, intervals
from evenbar.figures.links import links
from evenbar.panel.insight import wording
from evenbar.panel.insight.labels import pseudonyms
from evenbar.panel.insight.visibility import Lens
from evenbar.panel.insight.wording import Value

A_PAGE = 50  # interviewers on one page
WITHIN = 1.96  # standard deviations that hold 95 of 100
OTHERS = 4  # with a severity, from which an own look is shown the panel's spread: fewer would tell of single people
FIRST = 12  # interviewers whose change or whose sentences are shown before the list is folded
NOT_ENOUGH = "not enough: 5 candidates shared with 2 others would be"
NO_SEVERITY = "Not enough: 5 candidates shared with 2 others would be."


@dataclass(frozen=True)
class Head:
    """A head figure: the number or a dash, what it is, and its interval and n or the reason why there is none."""

    value: str
    what: str
    rests_on: str
    anchor: str


@dataclass(frozen=True)
class Said:
    """Somebody to talk with first, and why, in sentences."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of effect: whose ratings show it, how many were looked at, for how many there were too few ratings."""

    name: str
    means: str
    sentences: tuple[str, ...]
    looked_at: int
    too_few: int
    lacking: str


@dataclass(frozen=True)
class Page:
    """Everything on the page. `pages` counts the pages of the list, `page` is the one shown."""

    heads: tuple[Head, ...]
    first: tuple[Said, ...]
    severity: Markup | None
    kinds: tuple[Kind, ...]
    change: Markup | None
    changed_more: int
    links: Markup | None
    notes: tuple[str, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class Looking:
    """Who looks: through which lens, with which labels of interviewers by id, and which line is its own."""

    lens: Lens
    labels: Mapping[int, str]
    own: int

    def lines(self, value: Value) -> list[Value]:
        """The lines that it may see, the most severe first, then those without a severity by label."""
        lines = [line for line in value.get("lines", ()) if self.lens != "own" or line["id"] == self.own]
        return sorted(lines, key=lambda line: (line["part"], *self._place(line)))

    def _place(self, line: Value) -> tuple[int, float, str]:
        found = line["severity"]
        return (1, 0.0, self.labels[line["id"]]) if found is None else (0, -found["value"], "")


def page_of(value: Value, who: Looking, *, page: int = 1) -> Page:
    """The page of an answer."""
    lines = who.lines(value)
    pages = max(1, -(-len(lines) // A_PAGE))
    page = min(max(page, 1), pages)
    here = lines[(page - 1) * A_PAGE : page * A_PAGE]
    moved = _most_moved(lines)
    return Page(
        heads=_own_heads(value, lines) if who.lens == "own" else _heads(value, lines),
        first=() if who.lens == "own" else tuple(_first(lines, who)),
        severity=_severity(value, here, who),
        kinds=tuple(_kinds(lines, who)),
        change=_change(moved[:FIRST], who),
        changed_more=max(len(moved) - FIRST, 0),
        links=_links(value, who),
        notes=tuple(_notes(value, who)),
        page=page,
        pages=pages,
    )


def to_calibrate(lines: Sequence[Value]) -> list[Value]:
    """With whom to talk first: who is half a level or more off the panel, or has an effect that stands out."""
    return [line for line in lines if line["far"] or wording.flagged(line)]


def _heads(value: Value, lines: Sequence[Value]) -> tuple[Head, ...]:
    found = len(to_calibrate(lines))
    told = [line for line in lines if line["severity"] is not None]
    rests = f"of {wording.count(len(told), 'interviewer')} with enough ratings"
    calibrate = Head(f"{found:,}", "interviewers to calibrate first", rests, "first")
    if not told:
        calibrate = Head("–", calibrate.what, NO_SEVERITY, "first")
    return (_reliable(value), _apart(value), _changed(value), calibrate)


def _reliable(value: Value) -> Head:
    found, what = value.get("reliability"), "reliability of candidate scores"
    if found is None or found["value"] is None:
        return Head("–", what, "Not enough: 10 candidates with 2 interviewers each would be.", "reliability")
    rests = f"{wording.SURE}: {wording.between(found)}; {wording.count(found['n'], 'candidate')}"
    return Head(f"{found['value']:.2f}", what, rests, "reliability")


def _apart(value: Value) -> Head:
    found, what = value.get("spread"), "between the most lenient and the most severe interviewer"
    if found is None:
        return Head("–", what, "Not enough: two interviewers with a severity would be.", "spread")
    rests = f"{wording.SURE}: {found['low']:.1f} to {found['high']:.1f}; {wording.count(found['n'], 'interviewer')}"
    return Head(f"{found['value']:.1f} levels", what, rests, "spread")


def _changed(value: Value) -> Head:
    found, what = value.get("changed"), "of decisions would have changed"
    if found is None:
        return Head(
            "–", what, "Not enough: 10 candidates with 2 interviewers each and a bar would be.", "changed"
        )
    moved = f"{found['count']:,} of {found['n']:,} on the other side of the bar"
    rests = f"{moved}; {wording.SURE}: {wording.shares(found)}"
    return Head(wording.share(found["value"]), what, rests, "changed")


def _own_heads(value: Value, lines: Sequence[Value]) -> tuple[Head, ...]:
    """The own severity, the panel's spread where nobody can be made out in it, and reliability."""
    what = "your severity; above zero is harder than the panel"
    line = lines[0] if lines else None
    own = Head("–", what, NO_SEVERITY, "severity")
    if line is not None and line["severity"] is not None:
        n = wording.count(line["candidates"], "candidate")
        rests = f"{wording.SURE}: {wording.between(line['severity'], plus=True)}; {n}"
        own = Head(f"{wording.signed(line['severity']['value'])} levels", what, rests, "severity")
    return (own, _spread_head(value), _reliable(value))


def _spread_head(value: Value) -> Head:
    what, spread = "hold 95 of 100 interviewers of this panel", panel_spread(value)
    if spread is None:
        return Head("–", what, f"Shown from {OTHERS} other interviewers with a severity.", "spread")
    low, reach, high = (WITHIN * spread[end] for end in ("low", "value", "high"))
    rests = f"{wording.SURE}: ±{low:.1f} to ±{high:.1f}; {wording.count(spread['n'], 'interviewer')}"
    return Head(f"±{reach:.1f} levels", what, rests, "spread")


def panel_spread(value: Value) -> Value | None:
    """The standard deviation of severities, with its interval and n; None where few interviewers would show in it."""
    told = [line for line in value.get("lines", ()) if line["severity"] is not None]
    if len(told) <= OTHERS or len(value["parts"]) > 1 or value["panel_sd"]["value"] is None:
        return None
    found: Value = value["panel_sd"]
    return found


def _first(lines: Sequence[Value], who: Looking) -> list[Said]:
    """Whom to talk with first: the furthest from the panel, then those with an effect."""

    def far(line: Value) -> float:
        return -abs(line["severity"]["value"]) if line["severity"] else 0.0

    found = sorted(to_calibrate(lines), key=lambda line: (not line["far"], far(line), who.labels[line["id"]]))
    return [Said(who.labels[line["id"]], tuple(_sentences(line, who))) for line in found]


def _sentences(line: Value, who: Looking) -> list[str]:
    told = [wording.severity(line)] if line["far"] else []
    told += [wording.effect(each, who.labels[line["id"]]) for each in wording.flagged(line)]
    used = wording.levels_used(line)
    return [*told, *([f"{used[0].upper()}{used[1:]}."] if used and told else [])]


def _severity(value: Value, lines: Sequence[Value], who: Looking) -> Markup | None:
    """The severity figure; with an own look the own line stands beside the panel's spread."""
    several = len(value.get("parts", ())) > 1 and who.lens != "own"
    rows, part = [], -1
    for line in lines:
        heading = f"Part {line['part'] + 1}" if several and line["part"] != part else ""
        part = line["part"]
        rows.append(_row(line, who.labels[line["id"]], heading))
    spread = panel_spread(value) if who.lens == "own" else None
    if spread is not None:
        reach, n = WITHIN * spread["value"], spread["n"]
        rows.append(
            Row(
                "95 of 100 interviewers", 0.0, -reach, reach, n, note="the spread of this panel", tone="muted"
            )
        )
    if not any(row.value is not None for row in rows):
        return None
    others = "" if several else " 0 is the panel's mean."
    return _drawn(
        intervals(
            rows,
            title="Severity, in rating levels",
            description="Each line is an interviewer: estimate and 95 % interval. Right of zero rates harder than the"
            f" panel, left rates easier.{others} n is how many candidates they met.",
            names="Interviewer",
            values="Severity",
            reference=Reference(0.0, "the panel"),
            signed=True,
        )
    )


def _drawn(figure: Figure) -> Markup:
    return markup(figure, titled=False)


def _row(line: Value, name: str, heading: str) -> Row:
    found, n = line["severity"], line["candidates"]
    if found is None:
        return Row(name, None, None, None, n, note=NOT_ENOUGH, tone="muted", heading=heading)
    notes = [wording.EFFECTS[each["kind"]][0].lower() for each in wording.flagged(line)]
    used = wording.levels_used(line)
    if line["far"]:
        notes.insert(0, "severe" if found["value"] > 0 else "lenient")
    if used and notes:
        notes = [note for note in notes if note not in ("central tendency", "restricted range")] + [used]
    tone = "warn" if notes else "plain"
    return Row(
        name,
        found["value"],
        found["low"],
        found["high"],
        n,
        note=", ".join(notes),
        tone=tone,  # type: ignore[arg-type]
        heading=heading,
    )


def _kinds(lines: Sequence[Value], who: Looking) -> list[Kind]:
    """Each effect, who shows it, and for how many it could be looked at."""
    found = []
    for kind, (name, means) in wording.EFFECTS.items():
        all_of = [(line, each) for line in lines for each in line["effects"] if each["kind"] == kind]
        told = [(line, each) for line, each in all_of if each["value"] is not None]
        found.append(
            Kind(
                name=name,
                means=means,
                sentences=tuple(
                    wording.effect(each, who.labels[line["id"]]) for line, each in told if each["flagged"]
                ),
                looked_at=len(told),
                too_few=len(lines) - len(told),
                lacking=wording.LACKING.get(kind, "Too few ratings to say."),
            )
        )
    return found


def _most_moved(lines: Sequence[Value]) -> list[Value]:
    """The interviewers of whom both halves are known: flagged drift first, then by how far they have moved."""

    def drifts(line: Value) -> bool:
        return any(each["kind"] == "drift" for each in wording.flagged(line))

    def moved(line: Value) -> float:
        early, late = line["halves"]
        return abs(float(late["value"]) - float(early["value"]))

    known = [line for line in lines if line["halves"]]
    return sorted(known, key=lambda line: (not drifts(line), -moved(line)))


def _change(lines: Sequence[Value], who: Looking) -> Markup | None:
    """Severity in the earlier and the later half of the period, one above the other."""
    rows = []
    for line in lines:
        drifts = any(each["kind"] == "drift" for each in wording.flagged(line))
        for when, half in zip(("earlier", "later"), line["halves"], strict=True):
            rows.append(
                Row(
                    when,
                    half["value"],
                    half["low"],
                    half["high"],
                    half["n"],
                    note="drift" if drifts and when == "later" else "",
                    tone="warn" if drifts else "plain",
                    heading=who.labels[line["id"]] if when == "earlier" else "",
                )
            )
    if not rows:
        return None
    return _drawn(
        intervals(
            rows,
            title="What changed over time",
            description="Severity in the earlier and the later half of the ratings, with 95 % intervals. Intervals of"
            " half the ratings are wide; only what is marked as drift is more than chance. n is candidates met.",
            names="Interviewer",
            values="Severity",
            reference=Reference(0.0, "the panel"),
            signed=True,
        )
    )


def _links(value: Value, who: Looking) -> Markup | None:
    """Who met whom, where parts of the panel share nobody; never for an own look, where it would name others."""
    met = value.get("links") or ()
    if not met or who.lens == "own":
        return None
    candidates = pseudonyms("Candidate", (candidate for candidate, _, _ in met))
    figure = links(
        [
            (candidates[candidate].split()[-1], who.labels[interviewer], n)
            for candidate, interviewer, n in met
        ],
        title="Who met whom",
        description="A line is an interview; candidates stand under pseudonyms. Parts that share no candidate and no"
        " interviewer stand apart.",
    )
    return markup(figure, titled=False)


def _notes(value: Value, who: Looking) -> list[str]:
    """What to know before reading any number here."""
    notes = list(value.get("restricted", ()))
    parts = value.get("parts", ())
    if len(parts) > 1:
        notes.append(
            f"The ratings fall into {len(parts)} parts that share no candidate and no interviewer. How severe people"
            " of different parts are cannot be compared: each is held against their own part alone. One interviewer"
            " who meets candidates of both would link them."
        )
    if value.get("lines") and not any(line["effects"] for line in value["lines"]) and who.lens != "own":
        notes.append(
            "Effects beyond severity were not looked for: there are too many ratings for it, or too few that differ."
        )
    return notes


def pool_sentence(value: Value, months: int | None) -> str:
    """What everything rests on: "144 scorecards, 9 interviewers, 36 candidates · all linked in one network · ..."."""
    counts: Mapping[str, Any] = value
    parts = len(value.get("parts", ()))
    linked = "all linked in one network" if parts <= 1 else f"in {parts} parts that share nobody"
    since = "all there is" if months is None else f"last {months} months"
    return (
        f"{wording.count(counts['scorecards'], 'scorecard')}, {wording.count(counts['interviewers'], 'interviewer')},"
        f" {wording.count(counts['candidates'], 'candidate')} · {linked} · {since}"
    )
