"""Addresses of the proof-reader's rules."""

from django.urls import path

from evenbar.panel.studio import rule_pages

app_name = "rules"
urlpatterns = [
    path("", rule_pages.rule_list, name="rules"),
    path("<slug:name>/", rule_pages.rule, name="rule"),
]
