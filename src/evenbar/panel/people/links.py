"""The links that let somebody in: invitations, and the first administrator's link from the terminal.

An invitation's token is random and only its digest is kept. The first administrator's token is signed and kept
nowhere: it holds while it is young and there is no administrator.
"""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse

FIRST_ADMINISTRATOR = "evenbar first administrator"
FIRST_ADMINISTRATOR_HOURS = 24


def make_token() -> str:
    """256 random bits that fit in an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(name: str, token: str) -> str:
    """The full address of a link, on the address that this installation is reached at."""
    return str(settings.BASE_URL) + reverse(name, args=[token])


def make_first_administrator_link() -> str:
    """The link that `evenbar serve` prints while there is no administrator."""
    return address_of(
        "people:first-administrator", signing.TimestampSigner(salt=FIRST_ADMINISTRATOR).sign(make_token())
    )


def is_young_first_administrator_token(token: str) -> bool:
    """Whether this installation signed the token in the last day."""
    try:
        signing.TimestampSigner(salt=FIRST_ADMINISTRATOR).unsign(
            token, max_age=FIRST_ADMINISTRATOR_HOURS * 3600
        )
    except signing.BadSignature:
        return False
    return True
