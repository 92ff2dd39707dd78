"""Django's entry for the app."""

from django.apps import AppConfig


class DecidingConfig(AppConfig):
    """The app `deciding`."""

    name = "evenbar.panel.deciding"
    label = "deciding"
