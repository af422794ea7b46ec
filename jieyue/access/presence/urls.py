"""Pages of this topic, below `/access/presence/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
