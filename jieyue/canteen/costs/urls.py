"""Pages of this topic, below `/canteen/costs/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
