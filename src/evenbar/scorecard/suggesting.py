"""The nearest known word to a mistyped one, as the end of a sentence."""

import difflib
from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean "weight"?`` where something is near, else a full stop."""
    options = [option for option in known if option]
    near = difflib.get_close_matches(word, options, n=1) if len(word) <= 40 and len(options) <= 100 else []
    return f'; did you mean "{near[0]}"?' if near else "."
