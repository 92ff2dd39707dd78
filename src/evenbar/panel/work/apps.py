"""Django's entry for the app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The app `work`."""

    name = "evenbar.panel.work"
    label = "work"
