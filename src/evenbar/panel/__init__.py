"""The panel: people at work, in Django. Each app has the same six files; docs/architecture.md walks through them."""
