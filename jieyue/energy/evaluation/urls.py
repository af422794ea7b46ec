"""Pages of this topic, below `/energy/evaluation/`."""

from django.urls import URLPattern, path

from jieyue.energy.evaluation import views

urlpatterns: list[URLPattern] = [
    path("", views.index, name="evaluation"),
    path("<str:code>/draft/", views.draft, name="evaluation_draft"),
]
