"""Pages of this topic, below `/access/statistics/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
