"""Pages of this topic, below `/access/plates/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
