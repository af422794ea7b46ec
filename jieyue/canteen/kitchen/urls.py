"""Pages of this topic, below `/canteen/kitchen/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
