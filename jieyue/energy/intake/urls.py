"""Pages of this topic, below `/energy/readings/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
