"""Whether a whole text leans towards somebody's private life or towards the work, by the sum of its words.

Whole ways of saying a thing (``personal``) miss what nobody has listed. A question of the work nearly always has words
of the work; one about the person has words of private life, "you" and "your" near them, and little else. Every word,
every class of ``private-life`` and a few things about the sentence (``<your>``, ``<pure>``) has a weight in
``leaning.tsv``, for questions and for notes, and the weights of a text are added up. They are worked out from the
development half of the corpus by ``python -m tests.lint.leanings``: the file can be read, and a line of it corrected.
"""

from collections import Counter
from functools import cache
from importlib.resources import files
from math import sqrt

from evenbar.lint.grammar import forms
from evenbar.lint.weighing import at_work
from evenbar.lint.wording import Language, Match, Text, text_of

YOU = frozenset({"you", "you're", "you've", "you'd", "you'll", "yourself", "u"})
YOUR = frozenset({"your", "yours", "ur"})
THEY = frozenset(
    {"he", "she", "his", "her", "him", "they", "their", "candidate", "he's", "she's", "candidate's"}
)
ADDRESSED = YOU | YOUR | THEY
OF_WORK = ("subject-matter", "ml-tasks", "work-context", "work-nouns", "work-verbs", "people-matters")
MATTER = ("subject-matter", "ml-tasks")
CLASS, COUNT = 1.5, 0.7  # how much a class and a count weigh beside one word
MOST_PRIVATE, MOST_WORK = 3, 4  # more of them say no more
TOPIC_OF = {
    "kin": "family",
    "couple": "marital",
    "birth": "pregnancy",
    "sex": "sexuality",
    "age": "age",
    "faith": "religion",
    "people": "origin",
    "origin": "origin",
    "tongue": "language",
    "condition": "health",
    "body": "appearance",
    "pay": "salary",
    "means": "means",
    "law": "record",
    "union": "union",
    "politics": "politics",
    "soldiering": "military",
}


def leaning(text: Text, language: Language, *, asks: bool) -> float:
    """How far a text leans towards private life: above nought it does, and 0 where the language has no weights."""
    weights = _weights(language.code)
    if not weights:
        return 0.0
    column = 0 if asks else 1
    found = features(text, language)
    total = sum(weights[name][column] * value for name, value in found.items() if name in weights)
    return weights["<always>"][column] + total / (sqrt(sum(value**2 for value in found.values())) or 1)


def private_words(text: Text, language: Language, *, asks: bool) -> Match | None:
    """The words of private life that lean most, with the topic of their class."""
    weights, column = _weights(language.code), 0 if asks else 1

    def weight(match: Match) -> float:
        words = (plain(word) for word in text_of(match.quote).words)
        own = sum(weights.get(word, (0.0, 0.0))[column] for word in words)
        return own + CLASS * weights.get(f"<{match.topic}>", (0.0, 0.0))[column]

    matches = sorted(language.words("private-life").matches(text), key=lambda match: match.start)
    best = max(matches, key=weight, default=None)
    return best and Match(best.quote, best.start, best.end, TOPIC_OF.get(best.topic, ""))


def features(text: Text, language: Language) -> dict[str, float]:
    """What is counted of a text, by name: its words, their classes, the work in it, and what stands beside "you"."""
    found: dict[str, float] = dict.fromkeys(map(plain, text.vocabulary), 1.0)
    classes: Counter[str] = Counter()
    private = language.words("private-life")
    for part in text.sentences:
        sentence = text_of(part)
        matches = list(private.matches(sentence))
        classes.update(match.topic for match in matches)
        if matches:
            found |= dict.fromkeys(_surroundings(sentence, matches, language), CLASS)
    found |= {f"<{name}>": CLASS for name in classes}
    found["<private>"] = COUNT * min(MOST_PRIVATE, classes.total())
    found["<classes>"] = COUNT * min(MOST_PRIVATE, len(classes))
    for name in OF_WORK:
        count = len({match.quote.lower() for match in language.words(name).matches(text)})
        if count:
            found[f"<{name}>"] = COUNT * min(MOST_WORK, count)
    if text.raw.endswith("?"):
        found["<question>"] = COUNT
    if text.first in forms(language).past:
        found["<deed>"] = CLASS  # a note that opens with what was done: "Converted hourly pay"
    told_how = ("you", "would") in text.pairs and "how" in text.vocabulary
    if told_how or any(at_work(text_of(part), language) for part in text.sentences):
        found["<task>"] = CLASS  # "Show how you would lock a tree", "How would you test"
    return found


def _surroundings(sentence: Text, matches: list[Match], language: Language) -> set[str]:
    """How much of the work stands in a sentence beside its private words, and who stands before them."""
    spans = [(match.start, match.end) for match in matches]
    work = sum(
        not any(start <= match.start < end for start, end in spans)
        for name in MATTER
        for match in language.words(name).matches(sentence)
    )
    kind = ("pure", "one", "mixed")[min(2, work)]
    found = {f"<{kind}-addressed>" if _is_addressed(sentence) else f"<{kind}>"}
    order = {token[1]: index for index, token in enumerate(sentence.tokens)}
    for match in matches:
        at = order.get(match.start, 0)
        for name, people, reach in (("<your>", YOUR, 3), ("<you>", YOU, 5), ("<they>", THEY, 4)):
            if not people.isdisjoint(sentence.words[max(0, at - reach) : at]):
                found.add(name)
    return found


def _is_addressed(sentence: Text) -> bool:
    return not sentence.vocabulary.isdisjoint(ADDRESSED)


def plain(word: str) -> str:
    """A word without the endings of the plural and of possession."""
    word = word.removesuffix("'s")
    return (
        word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


@cache
def _weights(code: str) -> dict[str, tuple[float, float]]:
    """By name of what is counted, its weight in a question and in a note."""
    file = files("evenbar.lint") / "words" / code / "leaning.tsv"
    if not file.is_file():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: (float(asked), float(told)) for name, asked, told in rows}
