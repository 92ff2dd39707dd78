"""Who may see which scorecard and version; and a published text, parsed once per fingerprint."""

from evenbar.panel.studio.models import Version
from evenbar.scorecard.reading import read
from evenbar.scorecard.scorecard import Scorecard as Document

KEPT = 256  # parsed versions, so that a long-lived worker does not grow for ever
_known: dict[str, Document] = {}


def parsed(version: Version) -> Document:
    """The version's scorecard as dataclasses, parsed once per fingerprint; a deferred text is then never fetched."""
    document = _known.get(version.fingerprint)
    if document is None:
        if len(_known) >= KEPT:
            _known.clear()
        document = _known[version.fingerprint] = read(version.text)
    return document
