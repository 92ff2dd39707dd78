"""How a line is sealed: keyed hashes over canonical JSON. Pure functions; rows are read and written elsewhere."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

BEGINNING = "0" * 64


def keyed(text: str) -> str:
    """SHA-256 HMAC of a text under the ledger key, as 64 hex digits."""
    return hmac.new(settings.LEDGER_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def digest(text: str) -> str:
    """A keyed digest of a text: proves later what it was, tells nothing without the key."""
    return keyed("text " + text)


def seal_of(
    *,
    number: int,
    at: str,
    actor: int | None,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
    previous: str,
) -> str:
    """The seal of a line: it depends on every field of it and on the seal before it."""
    content = json.dumps(
        [number, at, actor, action, subject, facts, previous],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return keyed("line " + content)


def proof_of(number: int, seal: str) -> str:
    """The keyed proof that a line is the newest one."""
    return keyed(f"head {number} {seal}")
