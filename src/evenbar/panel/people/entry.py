"""What a name, an e-mail, a time zone and a password of an account may be: cleaned, or refused with one sentence."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from evenbar.panel.people.models import User
from evenbar.panel.people.time_zone import names
from evenbar.panel.refusal import Refused

NAME_LENGTH = 120


def clean_email(email: str) -> str:
    """An e-mail in lower case, as accounts are found by it."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(f"{email!r} is not an e-mail address.", status=400) from error
    return email


def clean_name(name: str) -> str:
    """A name on one line, without control characters."""
    name = re.sub(r"\s+", " ", name).strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise Refused(f"A name has 1 to {NAME_LENGTH} printable characters.", status=400)
    return name


def clean_time_zone(time_zone: str) -> str:
    """An IANA time zone that this machine knows."""
    if time_zone not in names():
        raise Refused(f"{time_zone!r} is not a time zone; write one like Europe/London.", status=400)
    return time_zone


def set_password(user: User, password: str) -> None:
    """Set a password that the rules for passwords accept, and save."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), status=400) from error
    user.set_password(password)
    user.save()
