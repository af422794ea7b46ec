"""Pages of this topic, below `/energy/consumption/`."""

from django.urls import URLPattern, path

from jieyue.energy.consumption import views

urlpatterns: list[URLPattern] = [
    path("<str:number>/notes/", views.notes, name="step_notes"),
    path("<str:number>/adjustments/", views.adjustments, name="adjustments"),
    path("<str:number>/adjustments/new/", views.adjust, name="adjust"),
    path(
        "<str:number>/adjustments/<int:adjustment_id>/take-back/",
        views.take_back,
        name="take_back",
    ),
]
