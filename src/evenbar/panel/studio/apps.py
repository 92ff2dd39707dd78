"""Django's entry for the app."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """The app `studio`."""

    name = "evenbar.panel.studio"
    label = "studio"
