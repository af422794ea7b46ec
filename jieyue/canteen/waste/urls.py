"""Pages of this topic, below `/canteen/waste/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
