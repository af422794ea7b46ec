"""Pages of this topic, below `/energy/consumption/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
