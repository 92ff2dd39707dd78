"""Django's entry for the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "evenbar.panel.people"
    label = "people"
