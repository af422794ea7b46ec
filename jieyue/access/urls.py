"""Pages of the gates, by address."""

from django.urls import URLPattern, URLResolver, include, path

from jieyue.access.devices import views as devices
from jieyue.access.entries import views as entries

app_name = "access"
urlpatterns: list[URLPattern | URLResolver] = [
    path("console/", include("jieyue.access.console.urls")),
    path("credentials/", include("jieyue.access.credentials.urls")),
    path("decisions/", include("jieyue.access.decisions.urls")),
    path("deliveries/", entries.deliveries, name="deliveries"),
    path("deliveries/", include("jieyue.access.deliveries.urls")),
    path("devices/", devices.devices, name="devices"),
    path("devices/new/", devices.new_device, name="new_device"),
    path("devices/<int:device_id>/", devices.device, name="device"),
    path("devices/<int:device_id>/key/", devices.renew_key, name="renew_key"),
    path("edge/", include("jieyue.access.edge.urls")),
    path("faces/", include("jieyue.access.faces.urls")),
    path("gates/", include("jieyue.access.gates.urls")),
    path("health/", include("jieyue.access.health.urls")),
    path("muster/", include("jieyue.access.muster.urls")),
    path("parking/", include("jieyue.access.parking.urls")),
    path("permits/", include("jieyue.access.permits.urls")),
    path("plates/read/", include("jieyue.access.plate_photos.urls")),
    path("presence/", entries.presence, name="presence"),
    path("presence/", include("jieyue.access.presence.urls")),
    path("statistics/", include("jieyue.access.statistics.urls")),
    path("visitors/", include("jieyue.access.visitors.urls")),
]
