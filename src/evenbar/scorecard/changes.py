"""What changed between two versions of a scorecard, as a person would tell it.

Every difference that gives another fingerprint gives at least one change, and nothing else does. Layout and
comments are no differences. Shares of weight that move because others moved are told too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from evenbar.scorecard.criterion import Criterion
from evenbar.scorecard.scorecard import Scorecard
from evenbar.scorecard.table import CRITERION, SCORECARD, ByLevel, Field, Items, Record, Text

_MOVED = {"weight": "weight-moved", "minimum": "minimum-moved", "target": "target-moved", "bar": "bar-moved"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its kind, the path where it stands, a sentence, and the values where they fit a line."""

    kind: str
    where: str
    sentence: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    words: str
    noun: str

    def inner(self, part: str, noun: str, words: str) -> "_Place":
        return _Place(_joined("/", self.path, part), _joined(", ", self.words, words), noun)

    def says(self, sentence: str) -> str:
        return f"{self.words}: {sentence}" if self.words else sentence


def compare(old: Scorecard, new: Scorecard) -> tuple[Change, ...]:
    """The changes from one version to another, in the order of the file."""
    before, after = old.shares(), new.shares()
    changes = _record(old, new, SCORECARD, _Place("", "", "scorecard"))
    return _told(
        [*(_with_share(change, before, after) for change in changes), *_shares_that_follow(old, new)]
    )


def compare_criteria(old: Criterion, new: Criterion) -> tuple[Change, ...]:
    """The changes from one version of a criterion to another, as those of a scorecard that has it."""
    place = _Place(f"criteria/{new.id}", f'criterion "{new.id}"', CRITERION.noun)
    return _told(_record(old, new, CRITERION, place))


def _told(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(
        replace(change, sentence=change.sentence[0].upper() + change.sentence[1:]) for change in changes
    )


def percent(share: Fraction) -> str:
    """A share as people read it: 12.5 %, 8 %."""
    return f"{float(share) * 100:.1f}".removesuffix(".0") + " %"


def _joined(sign: str, *parts: str) -> str:
    return sign.join(part for part in parts if part)


def _with_share(change: Change, old: dict[str, Fraction], new: dict[str, Fraction]) -> Change:
    """A change of a whole criterion or of a weight, told with the shares."""
    criterion = change.where.split("/")[1] if change.where.startswith("criteria/") else ""
    shares = [percent(share[criterion]) for share in (old, new) if criterion in share]
    match change.kind, shares:
        case (("criterion-added" | "criterion-removed"), [share]):
            words = f", with {share} of the weight."
        case "weight-moved", [before, after]:
            words = (
                f"; its share stays {before}."
                if before == after
                else f"; its share goes from {before} to {after}."
            )
        case _:
            return change
    return replace(change, sentence=change.sentence[:-1] + words)


def _shares_that_follow(old: Scorecard, new: Scorecard) -> Iterator[Change]:
    """Shares that move although the criterion's own weight did not."""
    before, after = old.shares(), new.shares()
    weights = {criterion.id: criterion.weight for criterion in old.criteria}
    for criterion in new.criteria:
        id = criterion.id
        if id in before and criterion.weight == weights[id] and before[id] != after[id]:
            was, now = percent(before[id]), percent(after[id])
            sentence = f'criterion "{id}": its share of the weight goes from {was} to {now}.'
            yield Change("share-moved", f"criteria/{id}/weight", sentence, was, now)


def _record(old: Any, new: Any, record: Record, place: _Place) -> Iterator[Change]:
    for field in record.fields:
        before, after = getattr(old, field.key), getattr(new, field.key)
        if before != after:
            yield from _field(before, after, field, place)


def _field(before: Any, after: Any, field: Field, place: _Place) -> Iterator[Change]:
    match field.shape:
        case Record() as record:
            yield from _record(before, after, record, place.inner(field.key, field.key, field.key))
        case Items(of=Record() as record) if record.field("id"):
            pairs = ({item.id: item for item in before}, {item.id: item for item in after})
            yield from _keyed(*pairs, field, record, place)
        case ByLevel(of=Record() as record):
            pairs = ({item.level: item for item in before}, {item.level: item for item in after})
            yield from _keyed(*pairs, field, record, place)
        case Items() | ByLevel():
            yield from _list(before, after, field, place)
        case _:
            yield _single(before, after, field, place)


def _keyed(
    old: dict[Any, Any], new: dict[Any, Any], field: Field, record: Record, place: _Place
) -> Iterator[Change]:
    """Parts that have ids or levels: some go, some come, some change their place or their content."""

    def at(id: Any) -> _Place:
        name = f"{record.noun} {id}" if isinstance(id, int) else f'{record.noun} "{id}"'
        return place.inner(f"{field.key}/{id}", record.noun, name)

    for id in (id for id in old if id not in new):
        yield Change(f"{record.noun}-removed", at(id).path, f"{at(id).words} is removed.", _title(old[id]))
    for id in (id for id in new if id not in old):
        yield Change(f"{record.noun}-added", at(id).path, f"{at(id).words} is added.", None, _title(new[id]))
    kept, now = [id for id in old if id in new], [id for id in new if id in old]
    if kept != now:
        words = (", ".join(map(str, kept)), ", ".join(map(str, now)))
        kind = f"{field.key}-reordered"
        sentence = place.says(f"the {field.key} are in another order.")
        yield Change(kind, place.inner(field.key, "", "").path, sentence, *words)
    for id in now:
        yield from _record(old[id], new[id], record, at(id))


def _title(part: Any) -> str:
    """What an added or removed part is about, in a line."""
    for name in ("name", "ask", "summary", "does"):
        if hasattr(part, name):
            return str(getattr(part, name))
    raise TypeError(f"{part!r} has no line of its own")


def _list(before: Any, after: Any, field: Field, place: _Place) -> Iterator[Change]:
    """Texts and small parts without ids: what came, what went, or only another order."""
    came = [item for item in after if item not in before]
    went = [item for item in before if item not in after]
    counts = [f"{len(items)} {verb}" for items, verb in ((came, "added"), (went, "removed")) if items]
    sentence = f'"{field.key}" changed: {", ".join(counts) or "only the order or repetitions"}.'
    values = ["\n".join(_line(item) for item in items) for items in (before, after)]
    yield Change(f"{place.noun}-changed", place.inner(field.key, "", "").path, place.says(sentence), *values)


def _line(item: Any) -> str:
    """An item of a list as a line."""
    if isinstance(item, str):
        return item
    parts = item if isinstance(item, tuple) else [getattr(item, name) for name in item.__slots__]
    return " · ".join(str(part) for part in parts if part not in (None, ""))


def _single(before: Any, after: Any, field: Field, place: _Place) -> Change:
    was, now = _value(before), _value(after)
    free = isinstance(field.shape, Text) and not field.shape.choices
    if was is None:
        sentence = f'"{field.key}" is added.' if free else f'"{field.key}" is set to {now}.'
    elif now is None:
        sentence = f'"{field.key}" is removed.' if free else f'"{field.key}" is removed; it was {was}.'
    else:
        sentence = f'"{field.key}" is reworded.' if free else f'"{field.key}" goes from {was} to {now}.'
    kind = f"{place.noun}-changed"
    if place.noun == "anchor" and free:
        kind = "anchor-reworded"
    elif place.noun in (CRITERION.noun, "decision"):
        kind = _MOVED.get(field.key, kind)
    return Change(kind, place.inner(field.key, "", "").path, place.says(sentence), was, now)


def _value(value: Any) -> str | None:
    match value:
        case None | "":
            return None
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
