"""Pages that read many domains and change none."""

from django.urls import URLPattern, path

from jieyue.dashboards.today.views import today

app_name = "dashboards"
urlpatterns: list[URLPattern] = [
    path("", today, name="today"),
]
