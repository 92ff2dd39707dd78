"""Django's entry for the app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """The app `insight`."""

    name = "evenbar.panel.insight"
    label = "insight"

    def ready(self) -> None:
        """Make its kinds of answers known to background work."""
        from evenbar.panel.insight import questions  # noqa: F401 - registering is what it is imported for
