"""Pages of this topic, below `/energy/rounds/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
