"""Pages of this topic, below `/energy/watch/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
