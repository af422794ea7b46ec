"""Pages of this topic, below `/energy/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
