"""Pages of this topic, below `/energy/targets/`."""

from django.urls import URLPattern, path

from jieyue.energy.targets import views

urlpatterns: list[URLPattern] = [
    path("", views.index, name="targets"),
    path("<int:target_id>/", views.target, name="target"),
    path("<int:target_id>/file/", views.file_target, name="target_file"),
    path("<int:target_id>/years/", views.record_year, name="target_year"),
    path("<int:target_id>/years/<int:year>/take/", views.take_year, name="target_year_take"),
    path("plans/<int:plan_id>/", views.plan, name="target_plan"),
    path("plans/<int:plan_id>/new/", views.new, name="target_new"),
]
