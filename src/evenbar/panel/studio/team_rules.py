"""What the organisation has set for the proof-reader: ``evenbar.toml`` in the data folder, for studio and kit alike.

It is read again when the file changes. A file with a fault is never half used: the usual rules hold, and the fault is
told on the pages.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from evenbar.lint.settings import AS_IT_COMES, Settings
from evenbar.lint.team import FILE, MOST_BYTES, Unusable, settings_of
from evenbar.panel.studio.proof import Proof, proof_of


@dataclass(frozen=True, slots=True)
class TeamRules:
    """The settings that hold, and the sentence why they are not the file's, where it has a fault."""

    settings: Settings = AS_IT_COMES
    fault: str = ""


AS_USUAL = TeamRules()


def team_rules() -> TeamRules:
    """The organisation's rules as its file stands now; the usual ones without a file."""
    path = Path(settings.DATA) / FILE
    try:
        state = path.stat()
    except FileNotFoundError:
        return AS_USUAL
    except OSError as error:
        return _unreadable(error)
    return _read(path, state.st_mtime_ns, state.st_size)


def proof_on(text: str, day: date | None = None) -> Proof:
    """What the organisation's rules find in a text, today unless a day is given."""
    return proof_of(text, team_rules().settings, day or timezone.localdate())


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, size: int) -> TeamRules:  # noqa: ARG001 - they tell one state of the file from another
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        return TeamRules(settings_of(content, name=FILE))
    except OSError as error:
        return _unreadable(error)
    except Unusable as fault:
        return TeamRules(fault=str(fault))


def _unreadable(error: OSError) -> TeamRules:
    return TeamRules(fault=f"{FILE} cannot be read: {(error.strerror or str(error)).lower()}.")
