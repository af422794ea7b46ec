"""Pages of this topic, below `/canteen/evaluation/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
