"""Pages of this topic, below `/access/parking/`."""

from django.urls import URLPattern, path

from jieyue.access.parking import views

urlpatterns: list[URLPattern] = [
    path("", views.parking, name="parking"),
    path("at/<int:space_id>/", views.space, name="parking_space"),
    path("at/<int:space_id>/reserve/", views.reserve, name="parking_reserve"),
    path("cars/", views.cars, name="parking_cars"),
    path("hours/", views.occupancy, name="parking_hours"),
    path("spaces/", views.spaces, name="parking_spaces"),
    path("spaces/<int:space_id>/", views.edit, name="parking_space_edit"),
    path("spaces/import/", views.import_sheet, name="parking_import"),
    path("spaces/new/", views.edit, name="parking_space_new"),
    path("watch/", views.board, name="parking_watch"),
]
