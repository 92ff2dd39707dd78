"""A packaged scorecard as a text that a team begins with: its own id and title, and comments that help to edit it."""

import re

from evenbar.scorecard import library
from evenbar.scorecard.editing import set_value
from evenbar.scorecard.writing_out import written_out

_HELP = {
    "job": "The work ahead. Put your own tasks here first: criteria point at them by id.",
    "criteria": (
        "What is rated. `include` takes the library's words at a version as they are. Beside it you may set weight, "
        "why_weight, minimum, target, tasks and questions: an id asks one of the library's questions, and one of "
        "your own has its text. `evenbar scorecard show ID` shows a criterion of the library."
    ),
    "stages": (
        "The conversations. Let two people rate every criterion apart, and nobody more than five. `order` names the "
        "questions in the order in which they are asked."
    ),
    "decision": "Agree on the rule and the bar before you meet anyone.",
}
_WRITTEN = "What is rated. Every word may be changed. Give a weight that differs its why_weight."
_WIDTH = 96


def begun(name: str, *, id: str | None = None, title: str | None = None, whole: bool = False) -> str:
    """A text begun from a packaged scorecard, with its includes written out where ``whole``; KeyError for no name."""
    text = library.text(name)
    text = written_out(text) if whole else text
    for path, value in (("scorecard", id), ("title", title)):
        text = set_value(text, path, value) if value is not None else text
    for key, words in _HELP.items():
        includes = re.search(r"^ *- \{?include:", text, re.MULTILINE)
        said = _WRITTEN if key == "criteria" and not includes else words
        text = re.sub(rf"^{key}:", f"{_comment(said)}{key}:", text, count=1, flags=re.MULTILINE)
    return f"{_comment(_first(name, id or name))}#\n{text}"


def _first(name: str, id: str) -> str:
    return (
        f"Begun from Evenbar's {name}. Change what is not your job, then try `evenbar scorecard check {id}.yaml` "
        f"and `evenbar lint {id}.yaml`."
    )


def _comment(words: str) -> str:
    lines = [""]
    for word in words.split():
        line = f"{lines[-1]} {word}".strip()
        lines[-1:] = [line] if len(line) <= _WIDTH else [lines[-1], word]
    return "".join(f"# {line}\n" for line in lines)
