"""Pages of the gates."""

from django.urls import URLPattern, path

from jieyue.access.devices import views as devices
from jieyue.access.entries import views as entries

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("deliveries/", entries.deliveries, name="deliveries"),
    path("devices/", devices.devices, name="devices"),
    path("devices/new/", devices.new_device, name="new_device"),
    path("devices/<int:device_id>/", devices.device, name="device"),
    path("devices/<int:device_id>/key/", devices.renew_key, name="renew_key"),
    path("presence/", entries.presence, name="presence"),
]
