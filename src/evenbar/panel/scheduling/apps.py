"""Django's entry for the app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """The app `scheduling`."""

    name = "evenbar.panel.scheduling"
    label = "scheduling"
