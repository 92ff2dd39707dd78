"""Rules on law: protected matters of the candidate's person, and a résumé shown to raters before they have rated.

How a protected matter is told from the same words as the subject of the work, sentence by sentence:

1. *Whole ways of saying it.* ``protected-asked`` holds what interviewers say to a candidate, ``protected-told`` what
   is written about one. "Who looks after the children when you travel?" needs nothing more.
2. *Whose it is.* A name of an attribute or a relative (``protected-attributes``) and a fact of a life
   (``protected-facts``) count after "your" ("your religion"), unless something of the work stands between or behind
   them ("your users' religion", "your age column"). In a note facts count after "his" or "her", unless the sentence
   has spoken of a user or a patient before.
3. *What is done.* A fact counts as well where "you" is its subject with a verb of one's own life
   (``personal-verbs``: "have you been arrested") and nothing of the work stands in the sentence
   (``subject-matter``: data, model, users).
4. *Short forms.* "Married? Kids?" has no subject at all; it counts where nothing of the work stands in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from evenbar.lint.grammar import forms
from evenbar.lint.rule import Hit, also_on_ratings, rule
from evenbar.lint.subject import ANCHOR, CRITERION, QUESTION, Card, Piece, Rating
from evenbar.lint.wording import Language, Match, Text, text_of

ABOUT = (*CRITERION, *ANCHOR, "look-alike", "question.listen-for", "job.summary", "job.task", "job.outcome")
NAMES = ("stage.name", "title")
APART = re.compile(r"[;:,]\s+|\s[-–—]\s|\s(?:but|so)\s")
LEAST = 4  # words of a clause that stands by itself
SETTING = frozenset({"would", "do", "could", "can", "will", "should", "asks", "tells"})
PRONOUNS = frozenset({"his", "her", "he", "she", "him", "candidate", "he's", "she's"})
BETWEEN = re.compile(r"[,;:()]| - | – | but ")
WEAK = 2.4  # the most that weak words weigh, however many
SHORT = 6  # words of a sentence without a subject
REMEMBERED = 4_000  # texts whose judgement is kept, since a text is read again and again while one types
MUCH = 3  # weight of the work in a sentence that sets a task, whatever words it has
MARGIN = 1.5  # by how much protected words must outweigh the work
REACH = 8  # words between "you" and what it has

TOPICS = {
    "age": ("age", "what the work needs, in the same words to everyone"),
    "family": (
        "family",
        "what the rota or the travel demands, to everyone: “One week in three is on call. Can you do that?”",
    ),
    "pregnancy": (
        "pregnancy or parental leave",
        "nothing about it; leave is planned with people once they are hired",
    ),
    "marital": ("marital status", "nothing about it; no task depends on it"),
    "sexuality": ("sexuality or gender", "nothing about it; no task depends on it"),
    "religion": (
        "religion",
        "whether everyone can work the hours that the job has: “Releases are on Saturdays. Can you work them?”",
    ),
    "origin": ("origin", "nothing about it; the right to work is checked after an offer, for everyone"),
    "language": (
        "accent or native language",
        "for the piece of communication that the job needs, judged by what it says: a note, an explanation",
    ),
    "health": (
        "health or disability",
        "whether everyone can do the task, with adjustments: “Is there anything we should arrange for the interview?”",
    ),
    "genetic": ("genetic or family medical history", "nothing about it; no task depends on it"),
    "record": (
        "arrests or convictions",
        "nothing in an interview; where a check is required by law it follows an offer, by its own procedure",
    ),
    "citizenship": (
        "citizenship",
        "only, of everyone and outside the ratings: “Are you allowed to work in this country?”",
    ),
    "salary": ("past pay", "for the candidate's expectation, after giving the range of this job"),
    "union": ("union membership", "nothing about it; no task depends on it"),
    "politics": ("politics", "nothing about it; no task depends on it"),
    "appearance": ("appearance", "nothing about it; no task depends on it"),
    "military": (
        "military service or discharge",
        "what the candidate did there that the task needs, as with any other job",
    ),
}


@lru_cache(maxsize=REMEMBERED)
def asked(text: Text, language: Language) -> Match | None:
    """The earliest protected matter that a text asks of the person whom it addresses."""
    found = [
        match
        for match in language.words("protected-asked").matches(text)
        if not _of_much_work(text, match, language)
    ]
    facts = list(language.words("protected-facts").matches(text))
    if not text.vocabulary.isdisjoint(_voice(language, "yours")):
        named = [*language.words("protected-attributes").matches(text), *facts]
        found += [match for match in named if _belongs(text, match, _voice(language, "yours"), language)]
    if facts and (len(text.words) <= 2 * SHORT or not text.vocabulary.isdisjoint(_voice(language, "you"))):
        found += _lived(text, language)
    return _best(found) or _best(_outweighing(text, language, to_you=True))


@lru_cache(maxsize=REMEMBERED)
def told(text: Text, language: Language) -> Match | None:
    """The earliest protected matter that a text tells of a candidate."""
    found = [
        match
        for match in language.words("protected-told").matches(text)
        if not _of_users(text, match, language)
    ]
    found += [
        match for match in language.words("protected-facts").matches(text) if _is_told(text, match, language)
    ]
    found = [match for match in found if not _worked_on(text, match, language)]
    return _best(found) or _best(_outweighing(text, language, to_you=False))


@cache
def _voice(language: Language, kind: str) -> frozenset[str]:
    """The small words of a class: you, yours, theirs."""
    return frozenset(word for word, topic in language.words("voices").single.items() if topic == kind)


def _best(found: list[Match]) -> Match | None:
    return min(found, key=lambda match: (match.start, -match.end), default=None)


def _belongs(text: Text, match: Match, owners: frozenset[str], language: Language) -> bool:
    work = language.words("subject-matter")
    first, last = _span(text, match)
    if any(work.has(word) for word in _behind(text, last)):
        return False
    for index in range(first - 1, max(-1, first - 5), -1):
        word = text.words[index]
        if word in owners:
            return True
        if work.has(word.removesuffix("'s")) or work.has(word) or _broken(text, index):
            return False
    return False


def _behind(text: Text, last: int) -> tuple[str, ...]:
    """The two words behind a match, as far as no comma or stop comes between."""
    for count, index in enumerate(range(last, min(last + 2, len(text.words) - 1))):
        if _broken(text, index):
            return text.words[last + 1 : last + 1 + count]
    return text.words[last + 1 : last + 3]


def _broken(text: Text, index: int) -> bool:
    """Whether a stop or a comma stands between a word and the next."""
    gap = text.raw[text.tokens[index][2] : text.tokens[index + 1][1]]
    return any(mark in gap for mark in ",.;:?!()")


def _span(text: Text, match: Match) -> tuple[int, int]:
    """The first and last word of a match, by order."""
    starts = [token[1] for token in text.tokens]
    return bisect_right(starts, match.start) - 1, bisect_right(starts, match.end - 1) - 1


def _lived(text: Text, language: Language) -> Iterator[Match]:
    """Facts that "you" have, are or do, and facts in a sentence without a subject."""
    facts = language.words("protected-facts")
    for part in text.sentences:
        sentence = text_of(part)
        matches = list(facts.matches(sentence))
        if not matches or _of_work(sentence, matches, language):
            continue
        offset = text.raw.find(part)
        for match in matches:
            first = _span(sentence, match)[0]
            if (
                _done_by_you(sentence, first, language)
                or _short(sentence, text, language)
                or _of_nothing_else(sentence, match, text, language)
            ):
                yield Match(match.quote, match.start + offset, match.end + offset, match.topic)


def _of_work(sentence: Text, matches: list[Match], language: Language) -> bool:
    """Whether something of the work stands in a sentence, the matches themselves aside."""
    work = language.words("subject-matter")
    inside = [(match.start, match.end) for match in matches]
    return any(
        work.has(word) and not any(start <= at < end for start, end in inside)
        for word, at, _ in sentence.tokens
    )


def _done_by_you(sentence: Text, fact: int, language: Language) -> bool:
    """Whether "you" stands before a fact, with a verb of one's own life between them."""
    personal, helpers = language.words("personal-verbs").single, _voice(language, "helper")
    for word in ("you", "you're", "you've"):
        for at in sentence.at.get(word, ()):
            if not at < fact <= at + REACH:
                continue
            helper = sentence.words[at - 1] if at else ""
            # "you have two children" is a statement about you; "asks you to count children" is not
            states = word != "you" or helper in helpers or personal.get(sentence.words[at + 1]) == ""
            if states and _reaches(sentence, at, fact, language):
                return True
    return False


def _reaches(sentence: Text, at: int, fact: int, language: Language) -> bool:
    """Whether the words between "you" and the fact are a verb of one's own life."""
    personal, passed = language.words("personal-verbs").single, _voice(language, "between")
    helper = sentence.words[at - 1] if at else ""
    between = [word for word in sentence.words[at + 1 : fact] if not word.endswith("ly")]
    if sentence.words[at] != "you" or helper in ("are", "were"):
        return len(between) <= SHORT - 1
    while between and between[0] in passed:
        between = between[1:]
    if not between:
        return helper in ("do", "did", "have", "will")
    leads_on = personal.get(between[0]) == "leads on"
    return any(personal.get(word) == "" for word in (between[1:4] if leads_on else between[:1]))


def _short(sentence: Text, text: Text, language: Language) -> bool:
    """Whether a sentence asks without a subject: "Any children?"."""
    return (
        len(sentence.words) <= SHORT
        and sentence.raw.endswith("?")
        and sentence.vocabulary.isdisjoint(
            _voice(language, "of the work") | _voice(language, "we") | {"would"}
        )
        and not any(language.words("subject-matter").has(word) for word in text.vocabulary)
    )


def _outweighing(text: Text, language: Language, *, to_you: bool) -> list[Match]:
    """Words of protected matters that outweigh what a text says of the work.

    A strong word counts two, a weak one one; being said to or of the candidate adds one. A word of the work counts one
    in the same sentence and a third in another, a word of its surroundings half of that, "how would you test" one and a
    half. What stands in quotation marks is a word spoken of and does not count.
    """
    if not _may_outweigh(text, language, to_you=to_you):
        return []
    parts = [text_of(part) for part in (text.sentences if to_you else _clauses(text))]
    weighed = [list(_weighed(part, language, to_you=to_you)) for part in parts]
    if not any(weighed):
        return []
    work = [_weight_of_work(part, language) + (0 if to_you else _is_deed(part, language)) for part in parts]
    found, offset = [], 0
    for part, own, matches in zip(parts, work, weighed, strict=True):
        offset = text.raw.find(part.raw, offset)
        against = own + (sum(work) - own) / 3 if to_you else own
        for match, weight in matches:
            if weight >= against + MARGIN:
                found.append(replace(match, start=match.start + offset, end=match.end + offset))
    return found


def _may_outweigh(text: Text, language: Language, *, to_you: bool) -> bool:
    """Whether a text has a strong word, or a weak one with somebody whom it may be about."""
    if language.words("protected-strong").first(text) is not None:
        return True
    kinds = ("you", "yours") if to_you else ("theirs", "bar")
    about = PRONOUNS.union(*(_voice(language, kind) for kind in kinds))
    ends = text.raw.endswith(("…", "..."))
    if text.vocabulary.isdisjoint(about) and not ends:
        return False
    return language.words("protected-weak").first(text) is not None


def _clauses(text: Text) -> list[str]:
    """The parts of a note between commas and stops. A short one goes with the part before: it goes on with a list."""
    parts: list[str] = []
    for sentence in text.sentences:
        begin = 0
        for cut in [*APART.finditer(sentence), None]:
            part = sentence[begin : cut.start() if cut else len(sentence)].strip()
            begin = cut.end() if cut else 0
            if (
                parts
                and part
                and len(text_of(part).words) < LEAST
                and text.raw.find(parts[-1]) >= 0
                and begin != 0
            ):
                parts[-1] = text.raw[
                    text.raw.find(parts[-1]) : text.raw.find(part, text.raw.find(parts[-1])) + len(part)
                ]
            elif part:
                parts.append(part)
    return parts


def _worked_on(text: Text, match: Match, language: Language) -> bool:
    """Whether a match is what a deed of the work is about: "counted sick days", "left citizenship out"."""
    if text_of(match.quote).first in PRONOUNS:
        return False
    return any(match.quote in part and _is_deed(text_of(part), language) for part in _clauses(text))


def _is_deed(clause: Text, language: Language) -> bool:
    """Whether a clause of a note opens with a deed of the work: "counted", "left out"."""
    known, words = forms(language), language.words("note-deeds").single
    if not clause.tokens or clause.raw[clause.tokens[0][2] :].startswith("-"):
        return False
    verb = known.past.get(clause.first) or known.third.get(clause.first)
    return verb is not None and verb in words


def _weighed(sentence: Text, language: Language, *, to_you: bool) -> Iterator[tuple[Match, float]]:
    """The words of protected matters in a sentence with their weights; several strengthen each other."""
    strong = [
        match
        for match in language.words("protected-strong").matches(sentence)
        if not _quoted(sentence, match)
    ]
    weak = [
        match
        for match in language.words("protected-weak").matches(sentence)
        if not _inside(match, strong) and not _quoted(sentence, match)
    ]
    more = 0.0
    if to_you:
        more = (len({match.quote for match in [*strong, *weak]}) - 1) / 2
    more += _is_said_of_the_candidate(sentence, language, to_you=to_you)
    yield from ((match, 2 + more) for match in strong)
    yield from ((match, min(1 + more, WEAK)) for match in weak)


def _is_said_of_the_candidate(sentence: Text, language: Language, *, to_you: bool) -> bool:
    if sentence.raw.endswith(("…", "...")) and to_you:
        return True  # a sentence for the candidate to end: "I was born on …"
    if not to_you:
        return not sentence.vocabulary.isdisjoint(
            _voice(language, "theirs") | _voice(language, "bar") | PRONOUNS
        )
    if not sentence.vocabulary.isdisjoint(_voice(language, "yours")):
        return True
    others = [at for word in _voice(language, "you") for at in sentence.at.get(word, ())]
    return any(at not in _at_work(sentence, language) for at in others)


def _at_work(sentence: Text, language: Language) -> frozenset[int]:
    """Where "you" is somebody at work: "how would you test", "asks you to plan"."""
    found = set()
    for word in ("you", "you'd", "you'll"):
        for at in sentence.at.get(word, ()):
            after = sentence.words[at + 1 : at + 4]
            before = sentence.words[max(0, at - 4) : at]
            if word == "you" and (not before or before[-1] not in SETTING):
                continue
            if _sets_a_task(after[1:] if after[:1] == ("to",) else after, before, language):
                found.add(at)
    return frozenset(found)


def _sets_a_task(after: tuple[str, ...], before: tuple[str, ...], language: Language) -> bool:
    """Whether the verb after "you" is one of the work: a listed one, or after "how" any that is not private."""
    match = language.words("work-verbs").first(text_of(" ".join(after)))
    if match is not None and match.start == 0:
        return True
    moods = language.words("moods").single
    if before[-1:] in (("asks",), ("tells",)):
        return True
    asked = any(moods.get(word) == "question" for word in before)
    return (
        asked
        and bool(after)
        and after[0] in forms(language).bare - language.words("private-verbs").single.keys()
    )


def _inside(match: Match, others: list[Match]) -> bool:
    return any(other.start <= match.start and match.end <= other.end for other in others)


def _quoted(sentence: Text, match: Match) -> bool:
    if "_" in sentence.raw[max(0, match.start - 1) : match.end + 1]:
        return True  # a name in code: discharge_code
    before = sentence.raw[: match.start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _weight_of_work(sentence: Text, language: Language) -> float:
    """What a sentence says of the work."""
    matter = {
        match.quote.lower()
        for name in ("subject-matter", "ml-tasks")
        for match in language.words(name).matches(sentence)
    }
    around = {match.quote.lower() for match in language.words("work-context").matches(sentence)} - matter
    return len(matter) + len(around) / 2 + (1.5 if _at_work(sentence, language) else 0)


def _of_nothing_else(sentence: Text, match: Match, text: Text, language: Language) -> bool:
    """Whether a sentence speaks to the candidate of a plain fact, and the whole text of nothing of the work."""
    if sentence.vocabulary.isdisjoint(_voice(language, "you") | _voice(language, "yours")):
        return False
    return _plain(match, language) and not _of_work(text, [], language)


def _plain(match: Match, language: Language) -> bool:
    """Whether a fact is one whatever stands around it."""
    return language.words("protected-ambiguous").first(text_of(match.quote)) is None


def _is_told(text: Text, match: Match, language: Language) -> bool:
    first = _span(text, match)[0]
    work = language.words("subject-matter")
    before = text.words[:first]
    if _belongs(text, match, _voice(language, "theirs"), language):
        return not _has_users(text_of(text.raw[: match.start]), language)
    segment = _segment(text, match)
    if _of_work(segment, [], language):
        return False
    if _plain(match, language) and not _of_work(_sentence(text, match), [], language):
        return True
    if not segment.vocabulary.isdisjoint(_voice(language, "says")) and _plain(match, language):
        return not any(work.has(word) for word in before)
    if text.words[0] in forms(language).past:
        return False
    return first <= 2 and len(segment.words) <= 4 and segment.raw[:1].isupper() and len(text.words) <= 12


def _sentence(text: Text, match: Match) -> Text:
    """The sentence that a match stands in."""
    for part in text.sentences:
        at = text.raw.find(part)
        if at <= match.start < at + len(part):
            return text_of(part)
    return text


def _of_much_work(text: Text, match: Match, language: Language) -> bool:
    """Whether the sentence of a match is about the work through and through."""
    return _weight_of_work(_sentence(text, match), language) >= MUCH


def _of_users(text: Text, match: Match, language: Language) -> bool:
    """Whether the same clause has spoken of users or patients before: "passengers with a wheelchair"."""
    if text_of(match.quote).first in PRONOUNS:
        return False
    return _has_users(text_of(_segment(text, match).raw.partition(match.quote)[0]), language)


def _has_users(text: Text, language: Language) -> bool:
    """Whether people whom the work is about stand in a text."""
    return any(match.topic == "people" for match in language.words("subject-matter").matches(text))


def _segment(text: Text, match: Match) -> Text:
    """What stands between the commas around a match."""
    starts = [cut.end() for cut in BETWEEN.finditer(text.raw) if cut.end() <= match.start]
    ends = [cut.start() for cut in BETWEEN.finditer(text.raw) if cut.start() >= match.end]
    begin, end = max(starts, default=0), min(ends, default=len(text.raw))
    return text_of(text.raw[begin:end].strip())


def _hit(where: str, match: Match, *, asks: bool) -> Hit:
    name, instead = TOPICS.get(
        match.topic, ("a protected matter", "what the work needs, in the same words to everyone")
    )
    if asks:
        found = f"“{match.quote}” asks the candidate about {name}."
    else:
        found = f"“{match.quote}” speaks of {name}, which has no part in a rating."
    verb = (
        "Ask " if asks else "Write what was said or done in the task; if the job needs something here, ask "
    )
    return Hit(
        where, found, f"{verb}{instead}{'' if instead.endswith('”') else '.'}", match.quote, topic=match.topic
    )


def _in_piece(piece: Piece, language: Language, *, asks: bool) -> Iterator[Hit]:
    match = (asked if asks else told)(text_of(piece.text), language)
    if match is not None:
        yield _hit(piece.where, match, asks=asks)


@rule("protected-topic", family="law", severity="error", strength="strong")
def protected_topic(card: Card) -> Iterator[Hit]:
    """A question, a bar or a note touches a protected matter of the candidate.

    What it does
    ------------
    Finds questions, probes, twists, criteria, anchors, look-alikes, job texts, names of stages and evidence that ask
    for, wish for or record a protected matter of the candidate, straight out or by a proxy: age, family, pregnancy,
    marital status, sexuality and gender, religion, origin and race, accent and native language, disability and
    health, genetic information, arrests and convictions, citizenship beyond the right to work, past pay, union,
    politics, appearance, military service and discharge.

    The same words as the subject of the work are fine: a column, a group in an audit, the users of a product.

    Why it matters
    --------------
    Strong: experiments with matched applications find again and again that such matters change who is invited, at
    equal merit. In many places asking is itself evidence of discrimination; the law shown beside the finding is dated.

    No answer to such a question can be rated on a level of a criterion. It can only move the other ratings.

    Example
    -------
    Who looks after the children when you travel?

    Better
    ------
    The job has four nights of travel a month. Can you do that? (Asked of everyone, and not rated.)

    Source
    ------
    Quillian, Pager, Hexel and Midtboen (2017), Meta-analysis of field experiments shows no change in racial
    discrimination in hiring over time, PNAS 114(41). United States Equal Employment Opportunity Commission,
    Prohibited Employment Policies/Practices. United Kingdom, Equality Act 2010, sections 4 and 60.

    Known problems
    --------------
    Judged by words and sentences. It can miss a new roundabout way of asking, and it is no legal advice.
    """
    for piece in card.pieces(*QUESTION):
        yield from _in_piece(piece, card.language, asks=True)
    for piece in card.pieces(*ABOUT):
        yield from _in_piece(piece, card.language, asks=False)
    for piece in card.pieces(*NAMES):
        hits = list(_in_piece(piece, card.language, asks=True)) or _in_piece(piece, card.language, asks=False)
        yield from hits


@also_on_ratings("protected-topic")
def protected_evidence(rating: Rating) -> Iterator[Hit]:
    """Evidence that records a protected matter."""
    match = told(text_of(rating.text), rating.language)
    if match is not None:
        yield _hit(rating.where, match, asks=False)


@rule("resume-shown", family="law", severity="warning", strength="mixed")
def resume_shown(card: Card) -> Iterator[Hit]:
    """A stage shows the résumé to people who have not rated yet.

    What it does
    ------------
    Finds rated stages with `show_resume: true`.

    Why it matters
    --------------
    Mixed: names, schools, dates and employers on a résumé carry origin, age and class into the first impression, and
    the first impression leans on the ratings that follow. Trials of hiding them help in some places and not in others.

    Interviewers who read about the person beforehand ask different people different things, which costs the
    interview its structure.

    Example
    -------
    show_resume: true

    Better
    ------
    Leave it out. The résumé opens for a rater as soon as their own ratings are submitted.

    Source
    ------
    Bertrand and Mullainathan (2004), Are Emily and Greg more employable than Lakisha and Jamal?, American Economic
    Review 94(4). Behaghel, Crépon and Le Barbanchon (2015), Unintended effects of anonymous résumés, American
    Economic Journal: Applied Economics 7(3), for the other side.

    Known problems
    --------------
    A stage that goes through a candidate's own past work may need to know which work that is. A one-page project
    summary, asked of everyone, does that without the rest.
    """
    for stage in card.card.stages:
        if stage.rated and stage.show_resume:
            yield Hit(
                f"stages/{stage.id}/show_resume",
                f"The stage “{stage.name}” shows the résumé before the ratings are in.",
                "Take `show_resume` away; ask everyone for a one-page summary of a project instead.",
            )
