"""Pages of this topic, below `/energy/statistics/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
