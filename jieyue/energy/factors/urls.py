"""Pages of this topic, below `/energy/factors/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
