"""Pages of this topic, below `/access/health/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
