"""Django's entry for the app."""

from django.apps import AppConfig


class DecidingConfig(AppConfig):
    """The app `deciding`."""

    name = "evenbar.panel.deciding"
    label = "deciding"

    def ready(self) -> None:
        """Register the kinds of answers that are computed from ratings."""
        from evenbar.panel.deciding import estimates  # noqa: F401
