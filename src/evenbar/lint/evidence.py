"""Rules on evidence: what an interviewer writes beside a rating. They whisper at review and stop nobody.

A note counts as evidence where it tells something that was said or done: a verb of doing, words in quotation marks, a
figure, or enough of the matter itself. Precision comes first here, because a good note that is marked teaches people to
look away.
"""

import re
from collections.abc import Iterator

from evenbar.lint.grammar import forms
from evenbar.lint.rule import Hit, rating_rule
from evenbar.lint.subject import Rating
from evenbar.lint.wording import Language, Match, Text, text_of

QUOTES = re.compile(r"[\"“”„«]|(?<!\w)['‘][A-Za-z][^'’]{2,120}['’](?!\w)")
GRADES = re.compile(r"\b\d{1,2}\s?/\s?\d{1,2}\b|\b\d{2,3}\s?%|\b\d+\s?(?:stars?|points?)\b", re.I)
FIGURE = re.compile(r"\d")
ANYBODY = frozenset(
    {"others", "rest", "everyone", "everybody", "anyone", "anybody", "all", "most", "two", "three", "last"}
)
NAMING = ("a", "an", "the", "his", "her", "their")
MATTER = 3  # words of the matter itself that make a note evidence without a verb
TOO_SHORT = 2  # words


def tells(text: Text, language: Language) -> bool:
    """Whether a note tells something that was said or done."""
    if QUOTES.search(text.raw) or FIGURE.search(GRADES.sub("", text.raw)):
        return True
    if not language.words("number-words").single.keys().isdisjoint(text.words):
        return True
    judging, known = language.words("judging").single, forms(language)
    verbs = known.past | known.third
    judged = list(language.words("judging").matches(text))
    for at, (_, start, end) in enumerate(text.tokens):
        part_of_judgement = any(match.start <= start and end <= match.end for match in judged)
        if not part_of_judgement and _is_deed(text, at, judging, verbs):
            return True
    matter = {
        word
        for word, start, end in text.tokens
        if _is_matter(word, judging, language)
        and not any(match.start <= start and end <= match.end for match in judged)
    }
    return len(matter) >= MATTER


def _is_deed(text: Text, at: int, judging: dict[str, str], verbs: dict[str, str]) -> bool:
    """Whether a word is a verb of doing. After "a", "the" or "good" the same word is a noun or an adjective."""
    word = text.words[at]
    if word not in verbs or word in judging:
        return False
    before = text.words[at - 1] if at else ""
    return before not in ("very", "well", "too", "so", "quite") and (
        before not in NAMING or word.endswith("ed")
    )


def _is_matter(word: str, judging: dict[str, str], language: Language) -> bool:
    return (
        len(word) > 2
        and word not in judging
        and word not in language.words("function-words").single
        and word not in language.words("work-nouns").single
        and word not in language.words("intensifiers").single
        and not word.endswith("ly")
    )


@rating_rule("adjective-without-behaviour", severity="warning", strength="strong")
def adjective_without_behaviour(rating: Rating) -> Iterator[Hit]:
    """Evidence judges and tells nothing that was said or done.

    What it does
    ------------
    Finds notes made of words of judgement, with no verb of doing, no words in quotation marks, no figure and nothing of
    the matter. "Weak on rollback: described copying the old file back by hand" is evidence; "weak" is not.

    Why it matters
    --------------
    Strong: a general impression colours every rating that one person gives, and notes of behaviour taken at the time
    counter it. An adjective cannot be checked by anybody who was not there.

    Example
    -------
    Very strong on the ML side, super sharp.

    Better
    ------
    Predicted 0.70 before we showed the hidden score of 0.71, from the overlap of households.

    Source
    ------
    Thorndike (1920), A constant error in psychological ratings, Journal of Applied Psychology 4(1). Bernardin and
    Walter (1977), Effects of rater training and diary-keeping on psychometric error in ratings, Journal of Applied
    Psychology 62(1).

    Known problems
    --------------
    A few notes of nouns alone are read as judgement when they are short. Add what was said, and the mark goes.
    """
    text = text_of(rating.text)
    judging = rating.language.words("judging")
    words = [word for word, topic in judging.single.items() if topic == "word" and word in text.vocabulary]
    phrase = next((match for match in judging.matches(text) if match.topic == "word"), None)
    if (words or phrase) and not tells(text, rating.language):
        first = min((text.at[word][0] for word in words), default=None)
        quote = (
            text.raw[slice(*text.tokens[first][1:])] if first is not None else phrase.quote if phrase else ""
        )
        yield Hit(
            rating.where,
            f"“{quote}” judges, and nothing here says what was said or done.",
            "Add the words or the step that made you think so, as close to what happened as you can.",
            quote,
        )


@rating_rule("comparison-with-candidate", severity="warning", strength="strong")
def comparison_with_candidate(rating: Rating) -> Iterator[Hit]:
    """Evidence measures the candidate against other people in the process.

    What it does
    ------------
    Finds notes that compare with other candidates, the last interview, the team or a person named in this opening.

    Why it matters
    --------------
    Strong: after a weak candidate the next one looks strong, and after a strong one weak. A level is met or not by what
    its anchor says, whoever came before.

    Example
    -------
    Better than the last candidate, who never got to a baseline.

    Better
    ------
    Started from the value of last week as a baseline and put 0.41 beside it.

    Source
    ------
    Wexley, Yukl, Kovacs and Sanders (1972), Importance of contrast effects in employment interviews, Journal of Applied
    Psychology 56(1). Radbruch and Schiprowski (2025), Interview sequences and the formation of subjective assessments,
    Review of Economic Studies.

    Known problems
    --------------
    Candidate models, features or items are the subject of the work and are left alone.
    """
    text = text_of(rating.text)
    found = rating.language.words("comparisons").matches(text)
    people = sorted(
        (match for match in found if not _of_the_case(text, match, rating.language)),
        key=lambda match: match.start,
    )
    quote = people[0].quote.strip() if people else _named(rating)
    if quote:
        yield Hit(
            rating.where,
            f"“{quote}” measures this candidate against somebody else.",
            "Say what this candidate did, and set it beside the anchors.",
            quote,
        )


def _of_the_case(text: Text, match: Match, language: Language) -> bool:
    """Whether "the others" or "everyone" are annotators, shops or users that the sentence has spoken of."""
    if text_of(match.quote).vocabulary.isdisjoint(ANYBODY):
        return False
    before = text_of(text.raw[: match.start])
    return language.words("subject-matter").first(before) is not None


def _named(rating: Rating) -> str:
    """The name of another candidate in a note, whole or by its first word."""
    for name in rating.others:
        for part in (name, name.partition(" ")[0]):
            if len(part) > 2 and part[0].isupper() and part != rating.candidate.partition(" ")[0]:
                found = re.search(rf"\b{re.escape(part)}\b", rating.text)
                if found:
                    return found.group()
    return ""


@rating_rule("mind-reading", severity="info", strength="mixed")
def mind_reading(rating: Rating) -> Iterator[Hit]:
    """Evidence guesses what the candidate felt, wanted or meant.

    What it does
    ------------
    Finds guesses at feelings and motives (seemed bored, probably just wants the title) and at body language.

    Why it matters
    --------------
    Mixed: people read feelings and motives off strangers with more confidence than success, and differently across
    cultures and disabilities. Nerves in an interview say little about the work.

    Example
    -------
    Seemed nervous, probably rehearsed the story.

    Better
    ------
    Told the story in the same words again when asked what was measured; could not name the figure.

    Source
    ------
    Barrick, Shaffer and DeGrassi (2009), What you see may not be what you get, Journal of Applied Psychology 94(6).
    Powell, Stanley and Brown (2018), Meta-analysis of the relation between interview anxiety and interview performance,
    Canadian Journal of Behavioural Science 50(4).
    """
    match = rating.language.words("guessed").first(text_of(rating.text))
    if match is not None:
        yield Hit(
            rating.where,
            f"“{match.quote}” guesses at what went on inside somebody.",
            "Write what was said or done that made you think so, or leave it out.",
            match.quote,
        )


@rating_rule("second-hand", severity="warning", strength="strong")
def second_hand(rating: Rating) -> Iterator[Hit]:
    """Evidence comes from somebody else than the candidate in this interview.

    What it does
    ------------
    Finds notes that rest on the recruiter, a referee, a colleague, the résumé or another interview.

    Why it matters
    --------------
    Strong: ratings predict because they are independent. One opinion heard beforehand and written down twice counts
    twice.

    Example
    -------
    The recruiter said he was great at their last company.

    Better
    ------
    What the candidate said or did in this interview; otherwise no evidence, which is a rating of its own.

    Source
    ------
    Kahneman, Sibony and Sunstein (2021), Noise: A Flaw in Human Judgment. Dougherty, Turban and Callender (1994),
    Confirming first impressions in the employment interview, Journal of Applied Psychology 79(5).
    """
    match = rating.language.words("second-hand").first(text_of(rating.text))
    if match is not None:
        quote = match.quote.strip()
        yield Hit(
            rating.where,
            f"“{quote}” is not from the candidate in this interview.",
            "Rate from what you heard and saw here; if that is nothing, choose “no evidence”.",
            quote,
        )


@rating_rule("evidence-too-short", severity="info", strength="judgement")
def evidence_too_short(rating: Rating) -> Iterator[Hit]:
    """Evidence is a word or two.

    What it does
    ------------
    Finds notes of one or two words, and notes that only point elsewhere (see above, as discussed). A missing note is
    for the form that asks for it.

    Why it matters
    --------------
    Our judgement: at the debrief nobody can build on a word, and a year later nobody can answer for it.

    Example
    -------
    Good.

    Better
    ------
    Named the cost of both errors before choosing the threshold.

    Source
    ------
    Our judgement. United States Office of Personnel Management (2008), Structured Interviews: A Practical Guide, on
    notes.
    """
    text = text_of(rating.text)
    empty = rating.language.words("empty-notes").single.keys()
    if text.words and (len(text.words) <= TOO_SHORT or set(text.words) <= empty):
        yield Hit(
            rating.where,
            f"“{text.raw}” is too short for anybody else to build on.",
            "Write one sentence of what was said or done.",
            text.raw,
        )
