"""What the editor's pages show of a text: fields with their values and errors, the list of criteria, the matrix.

Pure. It reads the tree, not the finished scorecard, so that a text with errors still fills its forms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from evenbar.panel.studio.opened import Opened
from evenbar.panel.studio.typed import Raw, element_id, field_at, is_choice, shape_at, shown
from evenbar.scorecard import criterion, plan, question
from evenbar.scorecard.paths import item_name, members
from evenbar.scorecard.scalars import scalar
from evenbar.scorecard.scorecard import LABELS, LEVELS, exact
from evenbar.scorecard.table import Flag, Items, Number, Text

WORDS = {
    "family": criterion.FAMILIES,
    "covers": criterion.STANDARD,
    "axis": criterion.AXES,
    "evidence": criterion.EVIDENCE,
    "kind": question.KINDS,
    "ai_exposure": question.AI_EXPOSURES,
    "ai_policy": plan.AI_POLICIES,
    "rule": plan.RULES,
    "minimums_are": plan.MINIMUMS,
}
LEVEL_KEYS = ("minimum", "target", "level")


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a form: where it stands, how it is asked, what it holds, what is wrong with it."""

    path: str
    kind: str  # text, lines, choice, ticks, flag, number, short, yaml
    label: str
    help: str
    value: Raw
    choices: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    found: tuple[tuple[str, str], ...] = ()  # severity and sentence of what the proof-reader found in it
    required: bool = False
    locked: bool = False  # the library's words, shown to be read

    @property
    def id(self) -> str:
        """The element's id: the path without slashes."""
        return element_id(self.path)

    @property
    def unlisted(self) -> bool:
        """Whether it holds something that is none of its choices, which must be shown all the same."""
        return bool(self.value) and self.value not in dict(self.choices)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text being shown, and over it what was typed and could not be saved."""

    document: Opened
    typed: Mapping[str, Raw] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def fields(self, under: str, **labels: str) -> dict[str, Shown]:
        """Fields of a record by key, each with its label."""
        return {key: self.field(f"{under}/{key}" if under else key, label) for key, label in labels.items()}

    def field(self, path: str, label: str, choices: tuple[tuple[str, str], ...] = ()) -> Shown:
        """One field; what it may be and its help come from the scorecard's table."""
        stored = shown(self.document.node(path), path)
        known = field_at(path)
        errors = tuple(each.message for each in self.document.problems_at(path))
        options = choices or self._choices(path)
        if isinstance(stored, tuple):
            # What is ticked but no longer on offer must be shown, or saving would drop it unseen.
            options += tuple((value, value) for value in stored if value not in dict(options))
        return Shown(
            path=path,
            kind="yaml" if stored is None else _kind(path),
            label=label,
            help="" if known is None else known.about,
            value=self.typed[path] if path in self.failed else (stored or ""),
            choices=options,
            errors=errors + ((self.failed[path],) if path in self.failed else ()),
            found=tuple(
                each
                for where, says in self.found.items()
                if where == path or where.startswith(f"{path}/")
                for each in says
            ),
            required=known is not None and known.required,
            locked=self.document.is_locked(path),
        )

    def word(self, level: int) -> str:
        """The word for a level: the text's own, else the usual one."""
        return self.text(f"scale/labels/{level}") or LABELS[level]

    def _choices(self, path: str) -> tuple[tuple[str, str], ...]:
        if _is_level(path):
            return tuple((str(level), f"{level} · {self.word(level)}") for level in LEVELS)
        return tuple(WORDS.get(path.rpartition("/")[2], {}).items())

    def items(self, path: str) -> list[str]:
        """The paths of the items of a list."""
        return [
            f"{path}/{item_name(item, index)}" for index, item in enumerate(members(self.document.node(path)))
        ]

    def text(self, path: str) -> str:
        """The text at a path, empty where there is none."""
        node = self.document.node(path)
        return node.text if node is not None and node.kind == "scalar" else ""


def _is_level(path: str) -> bool:
    """Whether a path holds a level of the scale; the job's level is a word of the company's own."""
    return path.rpartition("/")[2] in LEVEL_KEYS and isinstance(shape_at(path), Number)


def _kind(path: str) -> str:
    shape, key = shape_at(path), path.rpartition("/")[2]
    if is_choice(path):
        return "ticks"
    if isinstance(shape, Items):
        return "lines"
    if isinstance(shape, Flag):
        return "flag"
    if (isinstance(shape, Text) and shape.choices) or _is_level(path):
        return "choice"
    if isinstance(shape, Number):
        return "number"
    return "short" if key in ("name", "title", "level", "review_by", "id") else "text"


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion as the list shows it."""

    path: str
    index: int  # among all criteria, where a drop puts another
    id: str
    name: str
    weight: str
    share: Fraction | None
    troubled: bool
    current: bool


def families(sheet: Sheet, current: str = "") -> list[tuple[str, list[Row]]]:
    """The criteria by family, in the families' order; an unknown family stands by itself at the end."""
    shares = _shares(sheet)
    groups: dict[str, list[Row]] = {code: [] for code in criterion.FAMILIES}
    for index, path in enumerate(sheet.items("criteria")):
        row = _row(sheet, path, index, shares.get(path), current=current)
        groups.setdefault(sheet.text(f"{path}/family"), []).append(row)
    return [
        (criterion.FAMILIES.get(code, code or "No family"), rows) for code, rows in groups.items() if rows
    ]


def _row(sheet: Sheet, path: str, index: int, share: Fraction | None, *, current: str) -> Row:
    id = path.rpartition("/")[2]
    return Row(
        path=path,
        index=index,
        id=id,
        name=sheet.text(f"{path}/name") or id,
        weight=sheet.text(f"{path}/weight") or "1",
        share=share,
        troubled=bool(sheet.document.problems_at(path)),
        current=path == current,
    )


def _shares(sheet: Sheet) -> dict[str, Fraction]:
    """Shares of weight, as long as every weight is a positive number."""
    weights: dict[str, Fraction] = {}
    for path in sheet.items("criteria"):
        node = sheet.document.node(f"{path}/weight")
        shape = shape_at(f"{path}/weight")
        value = 1 if node is None or shape is None else scalar(node, shape)
        if not isinstance(value, int | float):
            return {}
        weights[path] = exact(value)
    total = sum(weights.values())
    return {path: weight / total for path, weight in weights.items()}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion against the stages: its name, how many rate it, a tick per stage."""

    id: str
    name: str
    raters: int
    ticks: tuple[tuple[str, bool], ...]  # the stage's path, whether it rates this criterion


def matrix(sheet: Sheet) -> list[MatrixRow]:
    """Which stage rates which criterion."""
    rated = {stage: _rated(sheet, stage) for stage in sheet.items("stages")}
    return [
        MatrixRow(
            id=(id := path.rpartition("/")[2]),
            name=sheet.text(f"{path}/name") or id,
            raters=sum(_people(sheet, stage) for stage, ids in rated.items() if id in ids),
            ticks=tuple((stage, id in ids) for stage, ids in rated.items()),
        )
        for path in sheet.items("criteria")
    ]


def _rated(sheet: Sheet, stage: str) -> tuple[str, ...]:
    typed = sheet.typed.get(f"{stage}/criteria")
    if f"{stage}/criteria" in sheet.failed and isinstance(typed, tuple):
        return typed
    return tuple(item.text for item in members(sheet.document.node(f"{stage}/criteria")))


def _people(sheet: Sheet, stage: str) -> int:
    if sheet.text(f"{stage}/rated").lower() == "false":
        return 0
    people = sheet.text(f"{stage}/interviewers") or "1"
    return int(people) if people.isdecimal() and len(people) < 4 else 0
