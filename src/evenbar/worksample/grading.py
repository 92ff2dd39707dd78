"""Grading: facts from data, beside what the baselines reach on the same variant. Never a rating.

A run that cannot be graded is no evidence, with an alert that says why; it is never a low level. The same package,
variant and submission give the same bytes, which is what an appeal is decided by.
"""

import fnmatch
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenbar.worksample.bands import suggestions
from evenbar.worksample.bounded_text import read_text
from evenbar.worksample.defence import Kit, kit
from evenbar.worksample.making import REFERENCES, digest, versions
from evenbar.worksample.package import Package
from evenbar.worksample.refusal import Unusable
from evenbar.worksample.sample import Fact
from evenbar.worksample.submission import KB, check_files
from evenbar.worksample.variant import Files, Point, Told
from evenbar.worksample.written import plain

GRADED, NO_EVIDENCE = "graded", "no-evidence"


@dataclass(frozen=True, slots=True)
class Result:
    """What a grading run leaves.

    Parameters
    ----------
    status : graded, or no-evidence
    alert : why there is no evidence, for whoever runs the site; empty when graded
    fault : whose it is when there is none: submission or package
    facts : by id: value, and what naive, competent and oracle reach on this variant
    suggested : by criterion: the level that the facts suggest; shown to a reviewer after their own
    points : what is known of each planted thing
    """

    status: str
    provenance: Mapping[str, Any]
    alert: str = ""
    fault: str = ""
    facts: Mapping[str, Mapping[str, float | None]] | None = None
    suggested: Mapping[str, int | None] | None = None
    points: tuple[Point, ...] = ()
    kit: Kit | None = None

    @property
    def found(self) -> tuple[Point, ...]:
        """What the submission got right."""
        return tuple(point for point in self.points if point.right)

    @property
    def missed(self) -> tuple[Point, ...]:
        """What it got wrong."""
        return tuple(point for point in self.points if not point.right)


def grade(
    package: Package, hidden: Files, record: Mapping[str, Any], submission: Mapping[str, bytes]
) -> Result:
    """Grade the files of a submission against a variant's hidden files.

    For a sample of code, ``submission`` holds besides the candidate's files what their run left in the closed box.
    """
    if record["package"] != package.hash:
        raise Unusable(
            f"the variant was made by {record['sample']} at {record['package'][:12]}, and this one is at"
            f" {package.hash[:12]}; an appeal is graded with the archived package (--package FOLDER)."
        )
    provenance = {
        "sample": package.name,
        "package": package.hash,
        "seed_id": record["seed_id"],
        "submission": digest(submission),
        "versions": versions(),
        "made_with": record.get("versions"),
    }
    try:
        _check_texts(package, submission)
        told = package.grade(hidden, submission)
        facts = rounded(package, told)
    except Unusable as refusal:
        return Result(NO_EVIDENCE, provenance, alert=str(refusal), fault="submission")
    except Exception as error:  # a fault of ours must never count against a candidate
        alert = f"the grader of {package.name} failed: {type(error).__name__}: {error}"
        return Result(NO_EVIDENCE, provenance, alert=alert, fault="package")
    return Result(
        GRADED,
        provenance,
        facts=_beside(package, facts, hidden),
        suggested=suggestions(package.sample.criteria, facts),
        points=told.points,
        kit=kit(package, told.points, record),
    )


def _check_texts(package: Package, submission: Mapping[str, bytes]) -> None:
    """What came back is what was asked for, and texts and code are plain text, whoever reads them later."""
    expected = (*package.sample.submission, *package.sample.outputs)
    check_files(dict(submission), expected)
    for one in expected:
        for name in fnmatch.filter(submission, one.file) if one.kind in ("text", "code") else ():
            read_text(submission[name], name=name, most=one.most_kb * KB)


def rounded(package: Package, told: Told) -> dict[str, float | None]:
    """The facts as they are told: each of the sample's, rounded to its decimals, within its range."""
    strange = set(told.facts) ^ {fact.id for fact in package.sample.facts}
    if strange:
        raise ValueError(f"the grader and worksample.yaml differ on the facts {', '.join(sorted(strange))}")
    facts: dict[str, float | None] = {}
    for fact in package.sample.facts:
        value = told.facts[fact.id]
        facts[fact.id] = None if value is None else _within(fact, float(value))
    return facts


def _within(fact: Fact, value: float) -> float:
    """A value rounded; ValueError where it lies outside the range that the fact can have."""
    known = round(value, fact.decimals)
    low, high = (
        -math.inf if fact.least is None else fact.least,
        math.inf if fact.most is None else fact.most,
    )
    if not math.isfinite(known) or not low <= known <= high:
        raise ValueError(f"the fact {fact.id} is {value:g}, outside the range that worksample.yaml gives it")
    return known


def _beside(
    package: Package, facts: Mapping[str, float | None], hidden: Files
) -> dict[str, dict[str, float | None]]:
    references = json.loads(hidden[REFERENCES])
    return {
        fact.id: {
            "value": facts[fact.id],
            **{name: _round(values.get(fact.id), fact.decimals) for name, values in references.items()},
        }
        for fact in package.sample.facts
    }


def _round(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals)


def as_json(result: Result) -> dict[str, Any]:
    """A result for programs; the same result gives the same bytes."""
    return {
        "status": result.status,
        "alert": result.alert or None,
        "fault": result.fault or None,
        **dict(result.provenance),
        "facts": plain(result.facts),
        "suggested": plain(result.suggested),
        "found": [_point(point) for point in result.found],
        "missed": [_point(point) for point in result.missed],
        "defence": result.kit.as_json() if result.kit else None,
    }


def _point(point: Point) -> dict[str, Any]:
    return {"about": point.about, "did": point.did, "because": point.because}
