"""Rules on how a question is asked: vague, for an opinion, leading, answered by yes, or two at once."""

import re
from collections.abc import Iterator
from functools import lru_cache

from evenbar.lint.grammar import BEING, HAVING, MODALS, forms
from evenbar.lint.rule import Hit, rule
from evenbar.lint.sentences import Sentence, sentences
from evenbar.lint.subject import Card, Piece
from evenbar.lint.tied import from_taste, loose
from evenbar.lint.wording import Language, text_of

ASKED = ("question.ask", "question.variant")
BESIDE = ("question.probe", "question.twist")
QUOTED = re.compile(r"\"[^\"]{0,400}\"|“[^”]{0,400}”")
TAG = re.compile(
    r"n['’]t (?:you|it|we|they)\W*$|\b(?:trust|hope|assume|suppose|presume)\W*$|^you must have\b"
    r"|^tell me you\b|^(?:i|we)['’]?d? (?:would )?expect\b"
    r"|^as (?:every|any|we all)\b|^the right answer\b",
    re.I,
)
FINITE = 6  # words of a statement within which its verb comes
SHORT = 14  # words of a sentence that asks for nothing definite
REACH = 25  # characters before a word in which "your" may stand
SECOND_PERSON = frozenset({"you", "you're", "you've", "you'd", "you'll"})
_HAVE_YOU = re.compile(
    r"^(?:so,? |and )*have you (?:ever )?(\w+(?:ed|wn|en|ilt|de|un|ne|ad)) (.{3,80}?)( before)?\?", re.I
)
_DO_YOU_KNOW = re.compile(
    r"^(?:so,? |and )*(?:do you know|are you familiar with|have you used|did you use) (.{2,60}?)( before)?\?",
    re.I,
)


def in_sentences(card: Card, words: str, *kinds: str) -> Iterator[tuple[Piece, str, Sentence]]:
    """Each text whose asking sentences have words of a list: the text, the words, the sentence; the first of each."""
    for piece in card.pieces(*kinds):
        found = _first(piece.text, words, card.language)
        if found is not None:
            yield piece, *found


@lru_cache(maxsize=4_000)
def _first(raw: str, words: str, language: Language) -> tuple[str, Sentence] | None:
    for sentence in sentences(raw, language):
        if not sentence.asking and "your" not in sentence.text.vocabulary and words != "vague":
            continue
        match = language.words(words).first(sentence.text)
        quote = match.quote.strip() if match else ""
        if words == "vague" and not quote:
            quote = _of_oneself(sentence, language)
        if words == "opinions" and not quote:
            quote = from_taste(sentence, language) if loose(raw, language) else ""
        if quote and not _has_case(raw, sentence, language):
            return quote, sentence
    return None


def _of_oneself(sentence: Sentence, language: Language) -> str:
    """A short sentence that asks for "your style", "your career", and for no event and no piece of work."""
    text = sentence.text
    if len(text.words) > SHORT or "your" not in text.vocabulary or not sentence.asking:
        return ""
    if any(language.words(name).first(text) for name in ("one-event", "ml-tasks", "something-definite")):
        return ""
    selves = language.words("of-oneself").matches(text)
    found = [
        match for match in selves if "your " in text.raw[max(0, match.start - REACH) : match.start].lower()
    ]
    return text.raw if found else ""


def _has_case(raw: str, but: Sentence, language: Language) -> bool:
    """Whether another sentence of a text speaks of ML work, so that the question is about that."""
    tasks = language.words("ml-tasks")
    return any(sentence is not but and tasks.first(sentence.text) for sentence in sentences(raw, language))


@rule("vague-question", family="questions", severity="warning", strength="strong")
def vague_question(card: Card) -> Iterator[Hit]:
    """A question names no event, artefact, situation or task, so that any talk answers it.

    What it does
    ------------
    Finds the questions that everybody has prepared for and nobody can rate: tell me about yourself, strengths and
    weaknesses, where do you see yourself, why us, how do you handle pressure.

    Why it matters
    --------------
    Strong: structured questions about one event or one task predict work about twice as well as open talk. What a
    vague question brings out is practice in interviews.

    Example
    -------
    Tell me about your experience with deployment.

    Better
    ------
    Tell me about one model of yours that went wrong in service.

    Source
    ------
    Sackett, Zhang, Berry and Lievens (2022), Revisiting meta-analytic estimates of validity in personnel selection,
    Journal of Applied Psychology 107(11). Levashina, Hartwell, Morgeson and Campion (2014), The structured employment
    interview, Personnel Psychology 67(1).

    Known problems
    --------------
    A vague opening that nobody rates is only courtesy; keep it out of the scorecard.
    """
    for piece, quote, _ in in_sentences(card, "vague", *ASKED):
        about = f"“{piece.criterion.name}”" if piece.criterion else "the criterion"
        yield Hit(
            piece.where,
            f"“{quote}” asks for no event, artefact, situation or task.",
            f"Ask for one event that shows {about}: “Tell me about the last time …”, or set a case with its facts.",
            quote,
        )


@rule("opinion-question", family="questions", severity="warning", strength="judgement")
def opinion_question(card: Card) -> Iterator[Hit]:
    """A question asks for taste, belief or a forecast of the field.

    What it does
    ------------
    Finds questions for what somebody thinks of a technique, likes best, or expects of the next years.

    Why it matters
    --------------
    Our judgement: nothing makes one opinion better than another on a level of a criterion, so the interviewer's own
    opinion becomes the key.

    Example
    -------
    What do you think of transformers?

    Better
    ------
    Here are 4,000 labelled letters. Choose between these two models and say which figure would change your choice.

    Source
    ------
    Our judgement, from the rule that each question needs something to listen for by level. Campion, Palmer and Campion
    (1997), A review of structure in the selection interview, Personnel Psychology 50(3), on job-related questions.

    Known problems
    --------------
    A recommendation with its reasons ("Which of these two would you release?") is a task and is not found.
    """
    for piece, quote, _ in in_sentences(card, "opinions", *ASKED):
        yield Hit(
            piece.where,
            f"“{quote}” asks for an opinion, and nothing in it makes one answer better than another.",
            "Put a case with figures in front of the candidate and ask for a decision, with what would change it.",
            quote,
        )


@lru_cache(maxsize=4_000)
def _leads(raw: str, language: Language, *, probing: bool = False) -> str | None:
    """The words by which a text carries the answer that it wants."""
    told = sentences(QUOTED.sub("…", raw), language)
    last = max((place for place, sentence in enumerate(told) if sentence.asking), default=-1)
    for place, sentence in enumerate(told):
        asks = "?" in sentence.text.raw or TAG.search(sentence.text.raw) is not None
        match = language.words("leading").first(sentence.text) if asks else None
        if match is None and (place < last or (last >= 0 and not sentence.asking)):
            match = language.words("premises").first(sentence.text)
        if match is not None:
            return match.quote.strip(" ,")
        if _asserts(sentence, language, probing=probing):
            return sentence.text.raw
    return None


def _asserts(sentence: Sentence, language: Language, *, probing: bool) -> bool:
    """Whether a sentence is a statement but for its mark: "You led it?", "So the data team was to blame?"."""
    words = sentence.text.words
    rest = words[1:] if words[:1] in (("so",), ("and",), ("but",), ("then",)) else words
    if sentence.mood != "asserts" or not rest:
        return False
    if rest[0] in SECOND_PERSON:
        return True
    if probing:
        return False  # a probe may speak as the person whom the answer is for
    finite = BEING | HAVING | MODALS | forms(language).past.keys()
    return words[0] in ("so", "then") and any(word in finite for word in rest[1:FINITE])


@rule("leading-question", family="questions", severity="warning", strength="strong")
def leading_question(card: Card) -> Iterator[Hit]:
    """A question carries the answer that it wants.

    What it does
    ------------
    Finds tags (don't you?, right?), openings that expect agreement (wouldn't you agree, surely), a premise that settles
    the matter (given that this is clearly best), and statements with a question mark.

    Why it matters
    --------------
    Strong: people agree with what a question suggests, more so with somebody who decides about them. The answer then
    tells how well the candidate reads the interviewer.

    Example
    -------
    You do write tests for your pipelines, don't you?

    Better
    ------
    Which faults do the tests of your last pipeline catch, and which get past them?

    Source
    ------
    Krosnick and Presser (2010), Question and questionnaire design, in Handbook of Survey Research, on acquiescence.
    Loftus (1975), Leading questions and the eyewitness report, Cognitive Psychology 7(4).

    Known problems
    --------------
    What stands between quotation marks counts as somebody else's words and is not looked at.
    """
    for piece in card.pieces(*ASKED):
        quote = _leads(piece.text, card.language)
        if quote:
            yield Hit(
                piece.where,
                f"“{quote}” tells the candidate which answer is wanted.",
                "Ask openly what was done and why, with which, how or what; leave your own view out.",
                quote if quote in piece.text else "",
            )


@rule("leading-probe", family="questions", severity="warning", strength="strong")
def leading_probe(card: Card) -> Iterator[Hit]:
    """A probe or a twist suggests the answer.

    What it does
    ------------
    Looks at probes and twists for the turns that make a leading question: tags, surely, wouldn't it be better.

    Why it matters
    --------------
    Strong: a suggestion is taken up, and afterwards nobody can say whether the candidate would have come to it. That
    help is given to some candidates and not to others.

    Example
    -------
    Wouldn't a grouped split be better here?

    Better
    ------
    How do the rows of one household fall on the two sides of the split?

    Source
    ------
    Levashina, Hartwell, Morgeson and Campion (2014), The structured employment interview, Personnel Psychology 67(1),
    on probing. Loftus (1975), Leading questions and the eyewitness report, Cognitive Psychology 7(4).
    """
    for piece in card.pieces(*BESIDE):
        quote = _leads(piece.text, card.language, probing=True)
        if quote:
            yield Hit(
                piece.where,
                f"“{quote}” hands the candidate the answer.",
                "Ask for what they see, did or would check, without naming it.",
                quote if quote in piece.text else "",
            )


@rule("yes-no-question", family="questions", severity="warning", strength="strong")
def yes_no_question(card: Card) -> Iterator[Hit]:
    """A question can be answered by yes or no and asks for nothing more.

    What it does
    ------------
    Finds texts in which every question opens with do, is, have, can and the like, and no task or open question
    follows. A request in the form of a question ("Would you walk me through …") is fine.

    Why it matters
    --------------
    Strong: a yes is no evidence. What follows depends on the interviewer, so candidates get different interviews and
    ratings of them cannot be compared.

    Example
    -------
    Have you ever deployed a model to production?

    Better
    ------
    Tell me about one model that you brought into production, from the first release to today.

    Source
    ------
    Campion, Palmer and Campion (1997), A review of structure in the selection interview, Personnel Psychology 50(3).
    United States Office of Personnel Management (2008), Structured Interviews: A Practical Guide.
    """
    for piece in card.pieces(*ASKED):
        asked = [sentence for sentence in sentences(piece.text, card.language) if sentence.asking]
        if card.language.words("logistics").first(text_of(piece.text)) is not None:
            continue
        if asked and all(sentence.mood == "yes-no" for sentence in asked):
            quote = asked[0].text.raw
            yield Hit(piece.where, f"“{quote}” can be answered by one word.", _opened(quote), quote)


def _opened(quote: str) -> str:
    """What to ask instead of a question for yes or no, as near to it as its words allow."""
    event = _HAVE_YOU.match(quote)
    used = _DO_YOU_KNOW.match(quote)
    if used:
        return f"Ask for a piece of work: “Tell me about the last piece of work in which you used {used[1]}.”"
    if event:
        return f"Ask for the event: “Tell me about one time you {event[1]} {event[2]}.”"
    return "Ask for the event or set the task: “Tell me about one time …”, “Show me how you would …”."
