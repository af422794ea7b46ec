"""Pages of this topic, below `/canteen/experiments/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
