"""Pages of this topic, below `/canteen/stock/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
