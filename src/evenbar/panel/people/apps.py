"""Django's entry for the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "evenbar.panel.people"
    label = "people"

    def ready(self) -> None:
        from evenbar.panel.people import signing_in

        signing_in.connect()
