"""Rules on suppressions: what a scorecard accepts on purpose must be there, have a reason and name a rule."""

from collections.abc import Iterator

from evenbar.lint.rule import Edit, Hit, Rule, rule, rules
from evenbar.lint.subject import Card
from evenbar.scorecard.plan import Suppression
from evenbar.scorecard.suggesting import suggestion

_WORDS_OF_A_REASON = 3


def covers(suppression: Suppression, where: str) -> bool:
    """Whether a place is the suppression's or inside it."""
    return where == suppression.where or where.startswith(suppression.where + "/")


@rule("unused-suppression", family="suppression", severity="warning", strength="judgement")
def unused_suppression(card: Card) -> Iterator[Hit]:
    """A suppression accepts a finding that is not there.

    What it does
    ------------
    Looks whether the rule of each entry under `suppress` finds anything at the place that the entry names or
    inside it. Which rules are selected, and how severe they are, makes no difference.

    Why it matters
    --------------
    A suppression that outlives its finding waits for the next one at the same place and hides it unread.

    Example
    -------
    A stage rated seven criteria and the card suppressed `too-many-criteria` there. The stage was split; the
    entry stayed.

    Better
    ------
    Take the entry away when its finding is mended.

    Source
    ------
    Our judgement. Linters of program code report unused suppressions for the same reason.

    Known problems
    --------------
    A finding that depends on the day, such as a review date past, may not be there yet.

    Fix safety
    ----------
    Safe: the entry accepts nothing, so nothing new is reported when it goes.
    """
    known = rules()
    for index, entry in enumerate(card.card.suppress):
        named = known.get(entry.rule)
        if named is None or named.family == "suppression" or _finds(named, card, entry):
            continue
        where = f"suppress/{index}"
        yield Hit(
            where,
            f"“{entry.rule}” finds nothing at {entry.where}, so there is nothing to accept.",
            "Take the entry away.",
            edit=Edit(where, None),
        )


def _finds(named: Rule, card: Card, entry: Suppression) -> bool:
    found = named.on_card(card) if named.on_card else ()
    return any(covers(entry, hit.where) for hit in found)


@rule("suppression-without-reason", family="suppression", severity="warning", strength="judgement")
def suppression_without_reason(card: Card) -> Iterator[Hit]:
    """A finding is accepted and nobody says why.

    What it does
    ------------
    Asks that each entry under `suppress` has a `because` of at least three words.

    Why it matters
    --------------
    Whoever reviews the scorecard next cannot tell a decision from a finding that was in the way.

    Example
    -------
    `{rule: too-many-criteria, where: stages/onsite, because: ok}`

    Better
    ------
    `{rule: too-many-criteria, where: stages/onsite, because: The loop has only two stages until spring.}`

    Source
    ------
    Our judgement. A reason written down is the least that a later reader needs to judge whether it still holds.
    """
    for index, entry in enumerate(card.card.suppress):
        words = entry.because.split()
        if len(words) >= _WORDS_OF_A_REASON:
            continue
        says = f"“{entry.because}” is no reason" if words else "no reason is given"
        yield Hit(
            f"suppress/{index}/because" if words else f"suppress/{index}",
            f"“{entry.rule}” is accepted at {entry.where} and {says}.",
            "Write in `because` why the panel accepts it, and until when.",
        )


@rule("unknown-rule", family="suppression", severity="warning", strength="judgement")
def unknown_rule(card: Card) -> Iterator[Hit]:
    """A suppression names a rule that does not exist.

    What it does
    ------------
    Looks up the `rule` of each entry under `suppress`. A rule of this family cannot be suppressed either, and
    is named too.

    Why it matters
    --------------
    The entry accepts nothing, while its readers believe that it does.

    Example
    -------
    `{rule: to-many-criteria, where: stages/onsite, because: The loop has only two stages until spring.}`

    Better
    ------
    `{rule: too-many-criteria, where: stages/onsite, because: The loop has only two stages until spring.}`

    Source
    ------
    Our judgement. `evenbar rule` lists the names.
    """
    known = rules()
    for index, entry in enumerate(card.card.suppress):
        named = known.get(entry.rule)
        if named is None:
            yield Hit(
                f"suppress/{index}/rule",
                f"There is no rule “{entry.rule}”{suggestion(entry.rule, known)}",
                "Write the name of the rule as `evenbar rule` lists it.",
                quote=entry.rule,
            )
        elif named.family == "suppression":
            yield Hit(
                f"suppress/{index}/rule",
                f"“{entry.rule}” is a rule on suppressions, which cannot be suppressed.",
                "Mend what it finds and take this entry away.",
                quote=entry.rule,
            )
