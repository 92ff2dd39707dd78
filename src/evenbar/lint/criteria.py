"""Rules on criteria: what is rated. A criterion names something that people do at work, one thing a row.

What a criterion rests on (task, evidence, definition) is for ``grounds``.
"""

import re
from collections.abc import Iterator

from evenbar.lint.deeds import absent, mind, unobservable
from evenbar.lint.grammar import forms, opening, second_deed
from evenbar.lint.rule import Hit, rule
from evenbar.lint.subject import Card, Piece
from evenbar.lint.wording import Language, Match, Text, WordList, text_of
from evenbar.scorecard.criterion import Criterion

_ON_PAPER = frozenset({"years", "degree", "employer", "certificate"})
_MANNER = frozenset({"confidence", "likability", "speed"})
_JOINS = re.compile(
    r",? and also |,? and |,? & | ?/ ?| plus | \+ |,? as well as |,? along with |,? together with |; "
)
_PARTS = re.compile(r"[.;,] (?:and |also |then )?|[.;] |,? and (?:also )?| as well as | while ")
_COMMA = re.compile(r"([^,]+), ([^,]+)")
_MOST_WORDS_OF_A_TRAIT = 5
_NEAR = 6  # words between a verb of showing and the paper that it shows


def _definition(criterion: Criterion) -> Text:
    return text_of(criterion.definition or "")


def _earliest(found: WordList, *texts: Text) -> Match | None:
    return next((match for match in map(found.first, texts) if match), None)


def _deed(text: Text, language: Language) -> bool:
    """Whether a definition opens with something that people do."""
    if not text.tokens or unobservable(text, language) or mind(text, language) or absent(text, language):
        return False
    if opening(text, language).kind in {"past", "other"} or text.raw.endswith("?"):
        return False
    vague = language.words("vague-deeds").first(text)
    return not (vague and vague.start <= text.tokens[opening(text, language).at][1])


@rule("credential-only", family="criteria", severity="error", strength="strong")
def credential_only(card: Card) -> Iterator[Hit]:
    """A criterion is met by a degree, certificate, title, number of years or publication.

    What it does
    ------------
    Finds criteria whose name is such a thing, or whose definition speaks of one and of nothing that is done.

    Why it matters
    --------------
    Years of experience and of schooling predict performance far less well than what people show in structured
    interviews and work samples. Where such a bar is not needed for the work it also keeps groups of people out.

    Example
    -------
    Seniority: eight or more years in machine learning.

    Better
    ------
    Runs models in production: puts a model into service so that it stays right.

    Source
    ------
    Van Iddekinge, Arnold, Frieder and Roth (2019), A meta-analysis of the criterion-related validity of prehire work
    experience, Personnel Psychology. Schmidt and Hunter (1998), The validity and utility of selection methods in
    personnel psychology, Psychological Bulletin. Griggs v. Duke Power Co. (1971), 401 U.S. 424.
    """
    for criterion in card.card.criteria:
        match = _credential(criterion, card.language)
        if match:
            part, quote = match
            yield Hit(
                f"criteria/{criterion.id}/{part}",
                f"“{quote}” is on paper: the criterion names nothing that the candidate does.",
                "Name what people with it are expected to do better, and rate that deed.",
                quote,
            )


def _credential(criterion: Criterion, language: Language) -> tuple[str, str] | None:
    name, definition, listed = text_of(criterion.name), _definition(criterion), language.words("credentials")
    if definition.tokens and _deed(definition, language) and not _holds(definition, language):
        return None
    whole = language.words("credential-names").first(name)
    if whole and len(whole.quote) >= len(name.raw.strip(" .")):
        return "name", whole.quote
    part, text = ("definition", definition) if definition.tokens else ("name", name)
    found = listed.first(text)
    if found is None and 0 < len(definition.words) <= 2:
        part, found = "name", listed.first(name)
    return (part, found.quote) if found and (part == "definition" or not _deed(name, language)) else None


def _holds(definition: Text, language: Language) -> bool:
    """Whether what a definition tells of is having or showing a paper: "provides two certificates"."""
    at = opening(definition, language).at
    if definition.words[at] in language.words("paper-verbs").single:
        return True
    if definition.words[at] not in language.words("paper-shows").single:
        return False
    found = language.words("credentials").first(definition)
    if found is None:
        return False
    between = text_of(definition.raw[: found.start]).words[at:]
    return len(between) <= _NEAR and not any(
        word in language.words("clause-words").single for word in between
    )


@rule("culture-fit", family="criteria", severity="error", strength="mixed")
def culture_fit(card: Card) -> Iterator[Hit]:
    """A criterion asks for fit, likeness or company and names no behaviour.

    What it does
    ------------
    Finds fit, chemistry, "one of us", the beer test and the like in the definition, or in the name where the
    definition names nothing that is done.

    Why it matters
    --------------
    Interviewers who rate fit favour people who share their pastimes and paths, and cannot say afterwards what was
    shown. What a team needs of its members can be written as behaviour and asked of everyone.

    Example
    -------
    Culture fit: somebody we would enjoy having a drink with.

    Better
    ------
    Collaborates and uses feedback: works so that a shared result gets better when people disagree about it.

    Source
    ------
    Rivera (2012), Hiring as cultural matching: the case of elite professional service firms, American Sociological
    Review.
    """
    for criterion in card.card.criteria:
        name, definition, listed = (
            text_of(criterion.name),
            _definition(criterion),
            card.language.words("culture-fit"),
        )
        match, part = listed.first(definition), "definition"
        if match is None and not _deed(definition, card.language):
            match, part = listed.first(name), "name"
        if match:
            yield Hit(
                f"criteria/{criterion.id}/{part}",
                f"“{match.quote}” rates likeness to the panel, not something that the candidate does.",
                "Ask what the team would miss, and write that as behaviour: names a comment taken with the change it "
                "caused, credits others for a stated part.",
                match.quote,
            )


@rule("trait-noun", family="criteria", severity="warning", strength="mixed")
def trait_noun(card: Card) -> Iterator[Hit]:
    """A criterion names a trait of a person rather than something that they do.

    What it does
    ------------
    Finds names such as passion or leadership, and definitions such as "is honest and reliable", where no behaviour
    is named. A trait word is fine where the definition says what is done.

    Why it matters
    --------------
    Raters agree less on what somebody is than on what somebody did, and a trait takes its colour from the whole
    impression. Behaviour can be asked for, noted and compared.

    Example
    -------
    Leadership: a natural leader.

    Better
    ------
    Leads a post-mortem: runs the review of a failed release so that it ends with a check that did not exist before.

    Source
    ------
    Thorndike (1920), A constant error in psychological ratings, Journal of Applied Psychology. OPM (2008), Structured
    Interviews: A Practical Guide.
    """
    for criterion in card.card.criteria:
        found = _trait(criterion, card.language)
        if found:
            part, quote = found
            yield Hit(
                f"criteria/{criterion.id}/{part}",
                f"“{quote}” is a trait: it says what somebody is, not what they do.",
                "Name an occasion in the job where it shows, and rate what is done then.",
                quote,
            )


def _trait(criterion: Criterion, language: Language) -> tuple[str, str] | None:
    name, definition, listed = text_of(criterion.name), _definition(criterion), language.words("traits")
    if _credential(criterion, language):
        return None
    if definition.tokens and _deed(definition, language):
        return None
    if not definition.tokens and _deed(name, language):
        return None
    in_name = listed.first(name)
    if in_name and len(name.words) <= _MOST_WORDS_OF_A_TRAIT:
        return "name", in_name.quote
    in_definition = listed.first(definition)
    if in_definition is None and definition.tokens:
        in_definition = language.words("vague-deeds").first(definition)
    return ("definition", in_definition.quote) if in_definition else None


@rule("double-barrelled", family="criteria", severity="warning", strength="mixed")
def double_barrelled(card: Card) -> Iterator[Hit]:
    """A criterion joins two behaviours that one person may do well and badly.

    What it does
    ------------
    Looks at names that join two parts. They are two criteria where the parts are of different areas of work (the
    list ``areas``), or where the definition tells of two deeds. Pairs that belong together are fine: precision and
    recall, data and model versions.

    Why it matters
    --------------
    Someone who is strong in one half and weak in the other gets a level that is true of neither, and each rater
    weighs the halves in their own way.

    Example
    -------
    Coding and mentoring.

    Better
    ------
    Two rows: Writes tested pipeline code. Grows junior colleagues.

    Source
    ------
    Fowler (1995), Improving Survey Questions, on items that ask two things; the rule is general in measurement.

    Known problems
    --------------
    Areas are known by their words. A pair that your team rates as one belongs into the list ``pairs``.
    """
    for criterion in card.card.criteria:
        name = text_of(criterion.name)
        sides = _sides(name, card.language)
        definition = _definition(criterion)
        part = "name"
        if not (sides and _two(name, sides, definition, card.language)):
            sides, part = _two_told(definition, card.language), "definition"
        if sides:
            yield Hit(
                f"criteria/{criterion.id}/{part}",
                f"The criterion joins “{sides[0]}” with “{sides[1]}”: one person may do one well and the other badly.",
                f"Make two criteria of it, or keep “{sides[0]}” and drop the rest.",
                name.raw if part == "name" else definition.raw,
            )


def _sides(name: Text, language: Language) -> tuple[str, str] | None:
    """The two parts that a name joins, unless they are a pair that belongs together."""
    joined = _JOINS.search(name.raw) or _COMMA.fullmatch(name.raw)
    if joined is None or language.words("pairs").first(name):
        return None
    if joined.re is _COMMA:
        return joined.group(1), joined.group(2)
    left, right = name.raw[: joined.start()].strip(), name.raw[joined.end() :].strip()
    if right.casefold().startswith("also "):
        right = right[5:]
    return (left, right) if left and right else None


def _two(name: Text, sides: tuple[str, str], definition: Text, language: Language) -> bool:
    left, right = (text_of(side) for side in sides)
    known, tellers = forms(language), language.words("companions").single
    acted = left.first in known.third
    if acted and (
        right.first not in known.third or known.third[right.first] in tellers or len(left.words) == 1
    ):
        return False
    areas = [{match.topic for match in language.words("areas").matches(side)} for side in (left, right)]
    if areas[0] and areas[1]:
        return not areas[0] & areas[1] and not _shared_head(left, right)
    if acted or _COMMA.fullmatch(name.raw):
        return False
    return _deeds(definition, language) > 1


def _deeds(definition: Text, language: Language) -> int:
    """How many deeds a definition tells of, one after the other; what only tells of the first does not count."""
    known, tellers = forms(language).third, language.words("companions").single
    back = language.words("pointing-back").single.keys()
    parts = [text_of(part) for part in _PARTS.split(definition.raw) if part.strip()]
    return sum(
        part.first in known and known[part.first] not in tellers and back.isdisjoint(part.words)
        for part in parts
    )


def _two_told(definition: Text, language: Language) -> tuple[str, str] | None:
    """Two deeds of different areas that a definition tells of."""
    found = second_deed(definition, language, told_by="companions")
    if found is None or opening(definition, language).kind != "verb":
        return None
    cut = definition.tokens[found.at][1]
    first = definition.raw[:cut].rstrip(" ,").removesuffix(" and").rstrip(" ,")
    second = definition.raw[cut:].rstrip(". ")
    known = language.words("areas")
    areas = [{match.topic for match in known.matches(text_of(part))} for part in (first, second)]
    return (first, second) if areas[0] and areas[1] and not areas[0] & areas[1] else None


def _shared_head(left: Text, right: Text) -> bool:
    """ "training and serving parity": both parts stand before one noun."""
    return len(left.words) == 1 and len(right.words) == 2 and right.words[1] in _HEADS


_HEADS = frozenset(
    {
        "parity",
        "versions",
        "hand-over",
        "handover",
        "gap",
        "gaps",
        "consistency",
        "sets",
        "rows",
        "errors",
        "skew",
    }
)


@rule("proxy", family="criteria", severity="error", strength="mixed")
def proxy(card: Card) -> Iterator[Hit]:
    """A criterion or a level counts something that only goes along with good work.

    What it does
    ------------
    Finds years, degrees, universities, employers, certificates, accent, speed of answering, confidence, likeability
    and work in free time in names, definitions, summaries and signals. Look-alikes and ``not_this`` may name them:
    there they warn.

    Why it matters
    --------------
    Such marks favour people with time, money or a certain manner, and say little about the work once the work itself
    is rated. Manner moves ratings more than it moves performance.

    Example
    -------
    Answers confidently and without pausing.

    Better
    ------
    Names the figure at which the recommendation flips.

    Source
    ------
    Barrick, Shaffer and DeGrassi (2009), What you see may not be what you get, Journal of Applied Psychology. Van
    Iddekinge, Arnold, Frieder and Roth (2019), A meta-analysis of the criterion-related validity of prehire work
    experience, Personnel Psychology. Deprez-Sims and Morris (2010), Accents in the workplace, International Journal
    of Psychology.

    Known problems
    --------------
    The same words may be the subject of the work (a model's confidence, five years of sales): exceptions stand in
    the list ``proxies``.
    """
    found = ((criterion, _credential(criterion, card.language)) for criterion in card.card.criteria)
    credentials = {f"criteria/{criterion.id}/{told[0]}" for criterion, told in found if told}
    for piece in card.pieces("criterion.name", "criterion.definition", "anchor.summary", "anchor.signal"):
        match = _proxy(piece, credentials, card.language)
        if match:
            yield Hit(
                piece.where,
                f"“{match.quote}” counts {_COUNTED[match.topic]}, which only goes along with the work.",
                _INSTEAD[match.topic],
                match.quote,
            )


_COUNTED = {
    "years": "time served",
    "degree": "schooling",
    "employer": "a former employer",
    "certificate": "a certificate",
    "accent": "how somebody speaks",
    "speed": "how fast somebody is",
    "confidence": "how sure somebody seems",
    "likability": "how pleasant somebody is",
    "free time": "what is done or earned outside the job",
}
_WORK = "Write what was done with it in the work: the decision taken, the fault found, the figure that moved."
_INSTEAD = dict.fromkeys(_COUNTED, _WORK) | {
    "accent": "Rate what is said, and whether the listener drew the right conclusion from it.",
    "speed": "Rate what is found and how it is checked. Give everyone the same time; speed is no evidence.",
    "confidence": "Rate what is claimed against what is shown: names the figure, its interval, what would refute it.",
    "likability": "Rate what happens to shared work: a comment taken, a dispute settled by a test, a credit given.",
    "free time": "Ask for the same thing from paid work or study; not everyone has evenings to give.",
}


def _proxy(piece: Piece, credentials: set[str], language: Language) -> Match | None:
    text, listed = text_of(piece.text), language.words("proxies")
    match = listed.first(text)
    if match is None:
        return None
    if piece.where in credentials and match.topic in _ON_PAPER:
        return None
    if match.topic in _MANNER and _in_clause(text, match, language):
        return None
    return match


def _in_clause(text: Text, match: Match, language: Language) -> bool:
    """Whether words stand in a clause of what the deed is about: "finds inputs that the model answers quickly"."""
    if opening(text, language).kind != "verb":
        return False
    stretch = re.split(r"[.;] |, (?:and|but|then) ", text.raw[: match.start])[-1]
    before = text_of(stretch).vocabulary
    return not before.isdisjoint(language.words("clause-words").single)
