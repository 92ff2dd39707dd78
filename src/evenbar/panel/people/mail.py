"""The one e-mail that people send: an invitation. A mail server that fails never undoes the invitation.

Without a mail server the letter is printed where the server runs; the inviter is told and hands the link over.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from evenbar.panel.people.actions import INVITATION_DAYS
from evenbar.panel.people.models import User

log = logging.getLogger(__name__)


def send_invitation(user: User, url: str, *, inviter: str) -> str:
    """Send the link: "sent", "printed" without a mail server, "failed" when the server did not take it."""
    context = {"user": user, "url": url, "inviter": inviter, "organisation": settings.ORGANISATION}
    text = render_to_string("people/mail/invitation.txt", context | {"days": INVITATION_DAYS})
    subject = "Your invitation to Evenbar"
    try:
        send_mail(subject, text, None, [user.email])
    except (OSError, SMTPException) as error:
        log.warning("The invitation of account %s could not be sent: %s", user.pk, error)
        return "failed"
    return "printed" if settings.EMAIL_BACKEND.endswith("console.EmailBackend") else "sent"
