"""Evenbar: hiring machine-learning engineers on evidence. The rooms below are described in docs/architecture.md."""

__version__ = "0.1.0"
