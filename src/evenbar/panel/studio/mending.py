"""Answers to findings, as edits of the text: mend one, accept one with a reason, take an acceptance back. Pure.

An answer is an order like those of ``structure``: ``mend no-bar decision/bar``, ``accept too-few-raters
criteria/framing``, ``take-back too-few-raters criteria/framing``. What it answers is looked up in the present text.
"""

from collections.abc import Mapping

from evenbar.lint.fix import edited_text
from evenbar.panel.studio.opened import opened
from evenbar.panel.studio.proof import Proof
from evenbar.panel.studio.structure import Done
from evenbar.scorecard.editing import Uneditable, insert_item, remove_item

VERBS = ("mend", "accept", "take-back")
GONE = "That finding is not there any more."
REASON = "Write in one sentence why the panel accepts it."
MOST_REASON = 500


def is_answer(order: str) -> bool:
    """Whether an order is an answer to a finding."""
    return order.split(" ", 1)[0] in VERBS


def answer(text: str, order: str, given: Mapping[str, str], proof: Proof) -> Done:
    """Carry out an answer; `given` holds the reasons that were typed. Uneditable says why it cannot be."""
    verb, *rest = order.split()
    if len(rest) == 1:  # the whole scorecard is the empty path
        rest = [*rest, ""]
    match verb, rest:
        case "mend", [rule, where]:
            return _mend(text, proof, rule, where)
        case "accept", [rule, where]:
            return _accept(text, proof, rule, where, because=given.get(f"new-because {rule} {where}", ""))
        case "take-back", [rule, where]:
            return _take_back(text, proof, rule, where)
    raise Uneditable(f"The order {order!r} is not known.")


def _mend(text: str, proof: Proof, rule: str, where: str) -> Done:
    edits = [
        found.edit for found in proof.findings if found.rule == rule and found.where == where and found.edit
    ]
    if not edits:
        raise Uneditable(GONE)
    mended = edited_text(text, edits[0])
    if mended is None:
        raise Uneditable("This place is written in a way that only you can mend.")
    return Done(mended, f"Mended: {rule}.", undo=True)


def _accept(text: str, proof: Proof, rule: str, where: str, *, because: str) -> Done:
    found = [each for each in proof.said if each.finding.rule == rule and each.finding.where == where]
    if not any(each.can_accept for each in found):
        raise Uneditable(GONE)
    reason = " ".join(because.split())[:MOST_REASON]
    if not reason:
        raise Uneditable(REASON)
    entry = {"rule": rule, "where": _standing(text, where), "because": reason}
    return Done(insert_item(text, "suppress", entry), f"Accepted with a reason: {rule}.", undo=True)


def _standing(text: str, where: str) -> str:
    """The place, or what lacks it: a suppression names something that stands in the text."""
    document = opened(text)
    while where and document.node(where) is None:
        where = where.rpartition("/")[0]
    if not where:
        raise Uneditable("This is about the whole scorecard, which has no place to be accepted at.")
    return where


def _take_back(text: str, proof: Proof, rule: str, where: str) -> Done:
    for index, accepted in enumerate(proof.accepted):
        if (accepted.entry.rule, accepted.entry.where) == (rule, where):
            place = f"suppress/{index}" if len(proof.accepted) > 1 else "suppress"
            return Done(remove_item(text, place), f"Taken back: {rule}.", undo=True)
    raise Uneditable("That acceptance is not there any more.")
