"""Pages of the meter watch, below `/energy/watch/`."""

from django.urls import URLPattern, path

from jieyue.energy.watch import settings_views, views

urlpatterns: list[URLPattern] = [
    path("", views.board, name="watch"),
    path("bulk/", views.bulk, name="watch_bulk"),
    path("mine/", settings_views.wishes, name="watch_wishes"),
    path("settings/", settings_views.settings_page, name="watch_settings"),
    path("settings/duty/", settings_views.duty, name="watch_duty"),
    path("settings/exempt/", settings_views.exempt, name="watch_exempt"),
    path(
        "settings/exempt/<int:exemption_id>/end/",
        settings_views.end_exemption,
        name="watch_end_exemption",
    ),
    path("<str:number>/", views.episode, name="episode"),
]
