"""Django's entry for the app."""

from django.apps import AppConfig


class HiringConfig(AppConfig):
    """The app `hiring`."""

    name = "evenbar.panel.hiring"
    label = "hiring"
