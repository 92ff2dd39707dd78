"""Pseudonyms: the same for the same person on every page of an installation, and telling nothing without its secret.

They do not follow the order of accounts, of names or of estimates. With another secret key all of them change.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from django.conf import settings

from evenbar.panel.hiring.models import ALPHABET

SHORTEST = 5  # signs: for a thousand people two alike are a matter of one in sixty


def pseudonyms(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """A pseudonym for each id: "Interviewer 7F3KQ". Where two would be alike both get longer ones."""
    codes = {each: _code(kind, each) for each in sorted(set(ids))}
    length = SHORTEST
    while len({code[:length] for code in codes.values()}) < len(codes):
        length += 1
    return {each: f"{kind} {code[:length]}" for each, code in codes.items()}


def _code(kind: str, number: int) -> str:
    key = sha256(b"evenbar insight pseudonym " + settings.SECRET_KEY.encode()).digest()
    digest = hmac.new(key, f"{kind} {number}".encode(), sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest)
