"""When two records may be one person: the same e-mail, or the same name once case, accents and order are gone.

Pure functions over rows that visibility.py has let through; deciding that two are one is always a person's work.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from evenbar.panel.hiring.models import Candidate


@dataclass(frozen=True, slots=True)
class Likeness:
    """A record that may be the same person, and why one may think so."""

    candidate: Candidate
    by_email: bool

    @property
    def why(self) -> str:
        """The reason in words."""
        return "same e-mail" if self.by_email else "same name"


def folded(name: str) -> str:
    """A name without case, accents, punctuation and order: "Øst, Åsa" and "asa ØST" are alike."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(sorted(re.findall(r"\w+", letters)))


def alike(
    candidates: Iterable[Candidate], *, name: str, email: str, but: int | None = None
) -> list[Likeness]:
    """The records that share an e-mail or a folded name, those by e-mail first."""
    wanted, address = folded(name), email.strip().lower()
    found = []
    for candidate in candidates:
        by_email = bool(address) and candidate.email.lower() == address
        if candidate.pk != but and (by_email or (wanted and folded(candidate.name) == wanted)):
            found.append(Likeness(candidate, by_email))
    return sorted(found, key=lambda each: (not each.by_email, each.candidate.pk))


def pairs(candidates: Iterable[Candidate]) -> list[tuple[Candidate, Candidate, str]]:
    """Every two records that may be one person, the older one first."""
    rows = sorted(candidates, key=lambda each: each.pk)
    found: dict[tuple[int, int], tuple[Candidate, Candidate, str]] = {}
    for why, key in (("same e-mail", _address), ("same name", _name)):
        groups: dict[str, list[Candidate]] = {}
        for row in rows:
            groups.setdefault(key(row), []).append(row)
        for value, group in groups.items():
            for other in group[1:] if value else ():
                found.setdefault((group[0].pk, other.pk), (group[0], other, why))
    return list(found.values())


def _address(candidate: Candidate) -> str:
    return candidate.email.lower()


def _name(candidate: Candidate) -> str:
    return folded(candidate.name)
