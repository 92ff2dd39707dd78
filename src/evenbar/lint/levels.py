"""The rule on evidence that a level rules out: a plain gap under a high level, plain strength under a low one."""

import re
from collections.abc import Iterator

from evenbar.lint.grammar import forms
from evenbar.lint.rule import Hit, rating_rule
from evenbar.lint.subject import Rating
from evenbar.lint.wording import Language, Text, text_of

HIGH, LOW = 4, 2
CLAUSE = re.compile(r"[,;:.!?]\s+|\s[-–—]\s|\s(?:and|but|then|yet)\s", re.I)
STRENGTHS = 4  # clauses of good work and signs of it that a low level rules out together


@rating_rule("level-contradicted", severity="warning", strength="judgement")
def level_contradicted(rating: Rating) -> Iterator[Hit]:
    """Evidence tells of something that the level beside it rules out.

    What it does
    ------------
    Under a 4 or 5, finds notes that tell of gaps (did not mention, could not say, needed three hints) and of no deed
    that makes up for them. Under a 1 or 2, finds notes that tell of three or more plain strengths and of no gap.

    Why it matters
    --------------
    Our judgement: either the level or the note is not what the interviewer meant, and this is the last moment at which
    they remember which.

    Example
    -------
    5: Did not mention a baseline at any point, even when asked.

    Better
    ------
    2: Did not mention a baseline at any point, even when asked.

    Source
    ------
    Our judgement, from the rule that a level is chosen by its anchor: Smith and Kendall (1963), Retranslation of
    expectations, Journal of Applied Psychology 47(2).

    Known problems
    --------------
    Not doing something can be strength ("did not stop at the first leak"); the list knows many of these turns, and the
    anchor knows best. Nothing is said of a 3.
    """
    text = text_of(rating.text)
    if rating.level is None or not text.words:
        return
    if rating.level >= HIGH:
        gap = _gap_alone(text, rating.language)
        if gap:
            yield Hit(
                rating.where,
                f"“{gap}” is a gap, and the level beside it is {rating.level}.",
                "Set the level that the note describes, or add what the candidate did that earns this one.",
                gap,
            )
    elif rating.level <= LOW:
        strength = _strength_alone(text, rating.language)
        if strength:
            yield Hit(
                rating.where,
                f"“{strength}” and what follows is strong work, and the level beside it is {rating.level}.",
                "Set the level that the note describes, or add the gap that keeps it down.",
                strength,
            )


def _clauses(text: Text) -> list[Text]:
    return [text_of(part) for part in CLAUSE.split(text.raw) if part.strip()]


def _gap_alone(text: Text, language: Language) -> str:
    """The first gap of a note in which gaps outweigh deeds. A stumble counts where no deed makes up for it."""
    gaps, stumbles = language.words("gaps"), language.words("soft-gaps")
    first, lacking, done, saved = "", 0, 0, False
    for clause in _clauses(text):
        hard, soft = gaps.first(clause), stumbles.first(clause)
        match = soft or hard
        if match is not None:
            lacking += 1 if soft is None else 0
            first = first or match.quote.strip(" ,;:.")
        else:
            done += _is_strength(clause, language)
            saved = saved or _is_deed(clause, language)
    if not first or language.words("made-up-for").first(text) is not None:
        return ""
    if lacking == 0:
        return "" if saved else first
    return first if done == 0 or lacking > done + 1 else ""


def _strength_alone(text: Text, language: Language) -> str:
    """The first strength of a note that tells of several and of no gap."""
    if any(language.words(name).first(text) for name in ("gaps", "soft-gaps", "shortfalls")):
        return ""
    clauses = [clause for clause in _clauses(text) if _is_strength(clause, language)]
    signs = sum(1 for _ in language.words("strong-signs").matches(text))
    enough = len(clauses) >= STRENGTHS - 1 or (clauses and len(clauses) + signs >= STRENGTHS)
    return clauses[0].raw if enough else ""


def _is_strength(clause: Text, language: Language) -> bool:
    """Whether a clause opens with a deed of good work, whoever is named before it."""
    strong = language.words("strong-deeds").single
    past = forms(language).past | forms(language).third
    for word in clause.words[:4]:
        if word in past or word in strong:
            # the first verb decides: in "assumed the labels were right" labels are no deed
            return past.get(word, word) in strong and language.words("shortfalls").first(clause) is None
    return False


def _is_deed(clause: Text, language: Language) -> bool:
    """Whether a clause opens with a deed that saves a note from its stumble."""
    past, weak = forms(language).past, language.words("weak-deeds").single
    strong = language.words("strong-deeds").single
    return any(
        past.get(word, word) in strong or past.get(word, "be") not in weak for word in clause.words[:4]
    )
