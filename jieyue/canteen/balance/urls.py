"""Pages of this topic, below `/canteen/balance/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
