"""Pages of this topic, below `/canteen/day/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
