"""Django's entry for the app."""

from django.apps import AppConfig


class InterviewingConfig(AppConfig):
    """The app `interviewing`."""

    name = "evenbar.panel.interviewing"
    label = "interviewing"
