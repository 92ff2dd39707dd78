"""The fields of each part of the editor: the job, one criterion, the weights, the stages, the decision. Pure."""

from typing import Any

from evenbar.panel.studio.origin import taken_at
from evenbar.panel.studio.sheet import Sheet, Shown, families, matrix
from evenbar.scorecard.scorecard import LABELS, LEVELS


def section(sheet: Sheet, part: str) -> dict[str, Any]:
    """What the template of a part shows."""
    match part:
        case "job":
            return _job(sheet)
        case "weights":
            return _weights(sheet)
        case "stages":
            return _stages(sheet)
        case "decision":
            return {
                "fields": sheet.fields(
                    "decision",
                    rule="The rule",
                    bar="The bar",
                    minimums_are="Minimums are",
                    review_by="Review by",
                )
            }
    return _criterion(sheet, part)


def part_of(path: str) -> str:
    """The part of the editor in which a path is shown."""
    first, _, rest = path.partition("/")
    if first == "criteria" and rest:
        return f"criteria/{rest.split('/')[0]}"
    return first if first in ("stages", "decision") else "job"


def _job(sheet: Sheet) -> dict[str, Any]:
    labels = {level: sheet.field(f"scale/labels/{level}", f"Level {level}") for level in LEVELS}
    return {
        "fields": {
            "title": sheet.field("title", "Title"),
            **sheet.fields(
                "job",
                level="Level",
                summary="The job in a sentence",
                outcomes="What the hire is to reach",
                stack="Tools in use",
                references="Occupational codes",
            ),
        },
        "tasks": [
            {"path": path, "does": sheet.field(f"{path}/does", "The hire will")}
            for path in sheet.items("job/tasks")
        ],
        "labels": [(level, LABELS[level], shown) for level, shown in labels.items()],
    }


def _criterion(sheet: Sheet, path: str) -> dict[str, Any]:
    tasks = tuple(
        (task.rpartition("/")[2], sheet.text(f"{task}/does") or task.rpartition("/")[2])
        for task in sheet.items("job/tasks")
    )
    return {
        "criterion": path,
        "criterion_id": path.rpartition("/")[2],
        "is_included": sheet.document.node(f"{path}/include") is not None,
        # Asked only where the middle of the page is made; most saves answer without it.
        "included": lambda: taken_at(sheet.document.text, path),
        "fields": {
            **sheet.fields(
                path,
                name="Criterion",
                definition="What it means here",
                not_this="What it is not",
                family="Family",
                weight="Weight",
                why_weight="Why this weight",
                minimum="Must-have level",
                target="Target level",
                covers="Stands for these standard criteria",
                evidence="Where evidence comes from",
                fairness="What must not count",
                sources="Sources",
                codes="Occupational codes",
                review_by="Review by",
            ),
            "tasks": sheet.field(f"{path}/tasks", "Needed for these tasks", tasks),
        },
        "anchors": [_anchor(sheet, f"{path}/anchors/{level}", level) for level in LEVELS],
        "look_alikes": [
            {"path": item, **sheet.fields(item, says="Sounds like a high level", level="Is worth")}
            for item in sheet.items(f"{path}/look_alikes")
        ],
        "questions": [_question(sheet, item) for item in sheet.items(f"{path}/questions")],
    }


def _anchor(sheet: Sheet, path: str, level: int) -> dict[str, Any]:
    fields = sheet.fields(
        path,
        summary=f"Level {level}",
        axis="What moves against the level below",
        signals="Signals, one a line",
        example="Something said or done",
    )
    more = sum(bool(fields[key].value) for key in ("axis", "signals", "example"))
    troubled = any(fields[key].errors for key in ("axis", "signals", "example"))
    return {"level": level, "word": sheet.word(level), "more": more, "troubled": troubled, **fields}


def _question(sheet: Sheet, path: str) -> dict[str, Any]:
    fields = sheet.fields(
        path,
        ask="Ask",
        kind="Kind",
        minutes="Minutes",
        probes="Probes, one a line",
        twist="Twist",
        twist_at="Twist at minute",
        diff="The change with something planted in it",
        variants="Variants, one a line",
        ai_exposure="How far an AI tool answers it alone",
        review_by="Review by",
    )
    listen: list[tuple[int, Shown]] = [
        (level, sheet.field(f"{path}/listen_for/{level}", f"Listen for, level {level}")) for level in LEVELS
    ]
    return {
        "path": path,
        "id": path.rpartition("/")[2],
        "troubled": bool(sheet.document.problems_at(path)),
        "listen": listen,
        **fields,
    }


def _weights(sheet: Sheet) -> dict[str, Any]:
    """Every weight with its reason, family by family, so that they can be set against each other."""
    return {
        "weights": [
            (
                family,
                [
                    {
                        "name": row.name,
                        **sheet.fields(row.path, weight="Weight", why_weight="Why this weight"),
                    }
                    for row in rows
                ],
            )
            for family, rows in families(sheet)
        ]
    }


def _stages(sheet: Sheet) -> dict[str, Any]:
    stages = [
        {
            "path": path,
            "id": path.rpartition("/")[2],
            **sheet.fields(
                path,
                name="Name",
                minutes="Minutes",
                interviewers="Interviewers",
                rated="Ratings",
                ai_policy="AI tools",
                show_resume="Résumé",
                order="Questions in the order in which they are asked, one id a line",
            ),
        }
        for path in sheet.items("stages")
    ]
    return {
        "stages": stages,
        "matrix": matrix(sheet),
        "criteria_fields": [f"{stage['path']}/criteria" for stage in stages],
    }
