"""Django's entry for the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The app `demo`."""

    name = "evenbar.panel.demo"
    label = "demo"
