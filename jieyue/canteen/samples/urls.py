"""Pages of this topic, below `/canteen/samples/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
