"""Addresses of ledger."""

from django.urls import URLPattern, path

from evenbar.panel.ledger import views

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    path("", views.lines, name="lines"),
    path("verification/", views.verification, name="verification"),
    path("export.csv", views.export, name="export"),
]
