"""Pages of this topic, below `/energy/rounds/`."""

from django.urls import URLPattern, path

from jieyue.energy.rounds import views

urlpatterns: list[URLPattern] = [
    path("", views.rounds, name="rounds"),
    path("<int:round_id>/", views.walk, name="round"),
    path("<int:round_id>/finish/", views.finish, name="round_finish"),
    path("plans/<int:plan_id>/", views.plan, name="round_plan"),
    path("plans/<int:plan_id>/start/", views.start, name="round_start"),
    path("plans/new/", views.plan, name="round_plan_new"),
    path("scan/<str:qr_key>/", views.scan, name="round_scan"),
]
