"""Pages of the scorecards, by address."""

from django.urls import URLPattern

app_name = "scorecards"
urlpatterns: list[URLPattern] = []
