"""Pages of this topic, below `/energy/factors/`."""

from django.urls import URLPattern, path

from jieyue.energy.factors import views

urlpatterns: list[URLPattern] = [path("", views.factors, name="factors")]
