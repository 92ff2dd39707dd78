"""Rules on questions that no job asks: riddles, textbook algorithms, definitions, knowledge by heart."""

from collections.abc import Iterator
from functools import lru_cache

from evenbar.lint.asking import ASKED
from evenbar.lint.rule import Hit, rule
from evenbar.lint.sentences import sentences
from evenbar.lint.subject import Card
from evenbar.lint.tied import from_a_book, loose
from evenbar.lint.wording import Language, Text, text_of

SHORT = 4  # words after "what is" in a question for a definition


def _of_the_job(text: Text, language: Language) -> bool:
    """Whether a text speaks of ML work."""
    return language.words("ml-tasks").first(text) is not None


def _listed(card: Card, name: str, found: str, instead: str) -> Iterator[Hit]:
    """Questions with words of a list, unless the text speaks of the job's own work."""
    words = card.language.words(name)
    for piece in card.pieces(*ASKED):
        text = text_of(piece.text)
        match = words.first(text)
        if match is not None and not _of_the_job(text, card.language):
            yield Hit(piece.where, f"“{match.quote}” {found}", instead, match.quote)


@rule("brain-teaser", family="questions", severity="error", strength="strong")
def brain_teaser(card: Card) -> Iterator[Hit]:
    """A question is a riddle, a trick or an estimate with nothing of the job in it.

    What it does
    ------------
    Finds golf balls in buses, round manhole covers, prisoners with hats, animals that one would be, and their like. An
    estimate about the work ("how many labelled clips would you need") is fine.

    Why it matters
    --------------
    Strong: riddles tell apart those who have met the riddle. They are not related to the tasks of the job, candidates
    find them unfair, and interviewers who like them tend to look down on others.

    Example
    -------
    How many golf balls fit in a school bus?

    Better
    ------
    Roughly how many labelled clips do you need to tell a 2 % from a 3 % miss rate? Talk me through the estimate.

    Source
    ------
    Highhouse, Nye and Zhang (2019), Dark motives and elective use of brainteaser interview questions, Applied
    Psychology 68(2). Honer, Wright and Sablynski (2007), Puzzle interviews: what are they and what do they measure?,
    Applied H.R.M. Research 11(2).
    """
    yield from _listed(
        card,
        "brain-teasers",
        "is a puzzle that no task of this job contains.",
        "Set a small piece of the work, with its data: an estimate that the team had to make, a fault to find.",
    )


@rule("algorithm-puzzle", family="questions", severity="error", strength="judgement")
def algorithm_puzzle(card: Card) -> Iterator[Hit]:
    """A question sets a textbook exercise on data structures or algorithms without an ML task.

    What it does
    ------------
    Finds linked lists to reverse, trees to invert, palindromes, sorted arrays, complexity for its own sake, unless the
    text speaks of ML work: features, labels, training, users.

    Why it matters
    --------------
    Our judgement: such exercises reward weeks of practice with their kind rather than the work, and solving them aloud
    while watched measures nerves as well. Work samples predict work.

    Example
    -------
    Reverse a singly linked list on the whiteboard.

    Better
    ------
    This function joins clicks to impressions and the nightly run takes nine hours. Make it finish by six without
    changing the labels.

    Source
    ------
    Behroozi, Shirolkar, Barik and Parnin (2020), Does stress impact technical interview performance?, ESEC/FSE 2020.
    Sackett, Zhang, Berry and Lievens (2022), Revisiting meta-analytic estimates of validity in personnel selection,
    Journal of Applied Psychology 107(11), on work samples.

    Known problems
    --------------
    Where the job is about data structures, say so in the text ("our feature index"), or accept it with a reason.
    """
    yield from _listed(
        card,
        "puzzles",
        "is a textbook exercise; no ML task stands behind it.",
        "Take code of the kind that the team runs, with its data, and ask to mend or speed it up.",
    )


@rule("definition-recall", family="questions", severity="warning", strength="judgement")
def definition_recall(card: Card) -> Iterator[Hit]:
    """A question asks for what a textbook says.

    What it does
    ------------
    Finds questions for a definition, a formula, a list, the difference between two terms, or how a method works in
    general. A text that tells a case first is left alone.

    Why it matters
    --------------
    Our judgement: anybody with a search engine or an AI tool answers it, and knowing a term is not using it. It is the
    kind of question whose answers changed first when such tools came.

    Example
    -------
    Explain the difference between bagging and boosting.

    Better
    ------
    Training loss falls and validation loss rises after the second epoch here. What do you try first, and what result
    would prove you wrong?

    Source
    ------
    Our judgement. Campion, Campion and Hudson (1994), Structured interviewing: a note on incremental validity and
    alternative question types, Journal of Applied Psychology 79(6), on questions about events and situations.

    Known problems
    --------------
    Explaining to a layperson is a criterion of its own: name the listener and the decision, and it is a task.
    """
    for piece in card.pieces(*ASKED):
        quote = _recalls(piece.text, card.language)
        if quote:
            yield Hit(
                piece.where,
                f"“{quote}” asks for what a textbook says.",
                "Put a plot, a diff or a result on the table where the term decides something, and ask what to do.",
                quote,
            )


@lru_cache(maxsize=4_000)
def _recalls(raw: str, language: Language) -> str | None:
    found = sentences(raw, language)
    if any(sentence.mood == "tells" and len(sentence.text.words) > 5 for sentence in found):
        return None
    for sentence in found:
        match = language.words("definitions").first(sentence.text)
        if match is not None:
            return match.quote.strip()
        if loose(raw, language) and from_a_book(sentence, language):
            return sentence.text.raw
        if _bare_what_is(sentence.text, language) or _bare_explain(sentence.text, language):
            return sentence.text.raw
    return None


def _bare_what_is(text: Text, language: Language) -> bool:
    """Whether a sentence is "What is" and a term."""
    words = text.words
    while words[:1] and words[0] in ("so", "and", "ok", "first"):
        words = words[1:]
    if words[:1] == ("what's",):
        rest = words[1:]
    elif words[:2] in (("what", "is"), ("what", "are")):
        rest = words[2:]
    else:
        return False
    if not 0 < len(rest) <= SHORT or rest[0] == "the" or not text.raw.endswith("?"):
        return False
    return language.words("deictics").single.keys().isdisjoint(rest)


def _bare_explain(text: Text, language: Language) -> bool:
    """Whether a sentence is "Explain" and a term: no listener, nothing on the table."""
    words = text.words
    while words[:1] and words[0] in ("can", "could", "you", "please", "briefly"):
        words = words[1:]
    rest = words[1:]
    told = {"to", "for", "from", "why", "with", "what", "how", "a", "after", "when", "one"}
    return (
        words[:1] in (("explain",), ("define",), ("state",), ("derive",), ("recite",))
        and 0 < len(rest) <= SHORT + 2
        and told.isdisjoint(rest)
        and language.words("deictics").single.keys().isdisjoint(rest)
    )


@rule("knowledge-question", family="questions", severity="warning", strength="judgement")
def knowledge_question(card: Card) -> Iterator[Hit]:
    """A question is of the kind that asks for knowledge.

    What it does
    ------------
    Finds questions with `kind: knowledge`.

    Why it matters
    --------------
    Our judgement: what somebody can recite is neither an event nor a task, so no level of a criterion describes it. Job
    knowledge shows itself in a design, a review or a piece of work.

    Example
    -------
    kind: knowledge

    Better
    ------
    kind: code-review, with a diff in which the knowledge is needed to find the fault.

    Source
    ------
    Our judgement; see definition-recall.

    Known problems
    --------------
    Some jobs must know a rule by heart, for instance in a regulated field. Accept it with that reason.
    """
    for criterion in card.card.criteria:
        for question in criterion.questions:
            if question.kind == "knowledge":
                yield Hit(
                    f"criteria/{criterion.id}/questions/{question.id}/kind",
                    f"“{question.id}” asks for knowledge by its kind.",
                    "Make it a design, a code review or a situation in which the knowledge is used.",
                )
