"""The one e-mail that people send: an invitation. A mail server that fails never undoes the invitation."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from evenbar.panel.people.actions import INVITATION_DAYS
from evenbar.panel.people.models import User

log = logging.getLogger(__name__)


def send_invitation(user: User, url: str, *, inviter: str) -> bool:
    """Send the link; false when the mail server did not take it, so that the inviter hands the link over instead."""
    context = {"user": user, "url": url, "inviter": inviter, "organisation": settings.ORGANISATION}
    text = render_to_string("people/mail/invitation.txt", context | {"days": INVITATION_DAYS})
    subject = f"{settings.ORGANISATION}: your invitation to Evenbar"
    try:
        return bool(send_mail(subject, text, None, [user.email]))
    except (OSError, SMTPException) as error:
        log.warning("The invitation of account %s could not be sent: %s", user.pk, error)
        return False
