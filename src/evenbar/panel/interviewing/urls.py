"""Addresses of interviewing."""

from django.urls import URLPattern

app_name = "interviewing"
urlpatterns: list[URLPattern] = []
