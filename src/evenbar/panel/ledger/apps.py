"""Django's entry for the app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The app `ledger`."""

    name = "evenbar.panel.ledger"
    label = "ledger"
