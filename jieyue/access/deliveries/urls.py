"""Pages of this topic, below `/access/deliveries/`."""

from django.urls import URLPattern, path

from jieyue.access.deliveries import views

urlpatterns: list[URLPattern] = [
    path("of/<int:device_id>/", views.way_in, name="way_in"),
    path("of/<int:device_id>/key/", views.new_key, name="way_in_key"),
]
