"""Pages of this topic, below `/access/statistics/`."""

from django.urls import URLPattern, path

from jieyue.access.statistics import views

urlpatterns: list[URLPattern] = [
    path("", views.statistics, name="statistics"),
]
