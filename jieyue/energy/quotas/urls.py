"""Pages of this topic, below `/energy/quotas/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
