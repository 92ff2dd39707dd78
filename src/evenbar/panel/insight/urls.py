"""Addresses of Insight."""

from django.urls import path

from evenbar.panel.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.insight, name="insight"),
    path("interviewers/", views.interviewers, name="interviewers"),
    path("reliability/", views.reliability, name="reliability"),
    path("criteria/", views.criteria, name="criteria"),
    path("how/", views.how, name="how"),
    path("interviewers.csv", views.interviewers_csv, name="interviewers-csv"),
    path("reliability.csv", views.reliability_csv, name="reliability-csv"),
    path("criteria.csv", views.criteria_csv, name="criteria-csv"),
    path("ratings.csv", views.ratings_csv, name="ratings-csv"),
]
