"""Addresses of deciding."""

from django.urls import URLPattern

app_name = "deciding"
urlpatterns: list[URLPattern] = []
