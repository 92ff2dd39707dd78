"""Who may see which scorecard and version; and a published text, parsed once per fingerprint."""

from functools import lru_cache

from evenbar.panel.studio.models import Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard as Document


def parsed(version: Version) -> Document:
    """The version's scorecard as dataclasses, cached by fingerprint."""
    return _parsed(version.fingerprint, version.text)


@lru_cache(maxsize=128)
def _parsed(fingerprint: str, text: str) -> Document:  # noqa: ARG001 - the fingerprint keys the cache cheaply
    return read(text)
