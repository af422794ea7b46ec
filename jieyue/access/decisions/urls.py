"""Pages of this topic, below `/access/decisions/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
