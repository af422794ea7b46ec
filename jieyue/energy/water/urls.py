"""Pages of this topic, below `/energy/water/`."""

from django.urls import URLPattern, path

from jieyue.energy.water import balance_pages, desk_pages, fixture_pages, zone_pages

urlpatterns: list[URLPattern] = [
    path("", desk_pages.desk, name="water"),
    path("checks/", fixture_pages.index, name="fixture_checks"),
    path("checks/<slug:number>/", fixture_pages.check, name="fixture_check"),
    path("checks/<slug:number>/end/", fixture_pages.end, name="fixture_check_end"),
    path("leaks/", desk_pages.leaks, name="water_leaks"),
    path("leaks/<slug:number>/", desk_pages.leak, name="water_leak"),
    path("tests/", balance_pages.index, name="water_tests"),
    path("tests/new/", balance_pages.new, name="water_test_new"),
    path("tests/<slug:number>/", balance_pages.test, name="water_test"),
    path("tests/<slug:number>/close/", balance_pages.close, name="water_test_close"),
    path("tests/<slug:number>/intake/", balance_pages.intake, name="water_test_intake"),
    path("tests/<slug:number>/lines/new/", balance_pages.line, name="water_line_new"),
    path("tests/<slug:number>/lines/<int:line_id>/", balance_pages.line, name="water_line"),
    path(
        "tests/<slug:number>/lines/<int:line_id>/drop/", balance_pages.drop, name="water_line_drop"
    ),
    path("tests/<slug:number>/print/", balance_pages.print_test, name="water_test_print"),
    path("zones/", zone_pages.index, name="water_zones"),
    path("zones/events/new/", zone_pages.new_event, name="water_event_new"),
    path("zones/new/", zone_pages.edit, name="water_zone_new"),
    path("zones/night-use/new/", zone_pages.new_night_use, name="water_night_use_new"),
    path(
        "zones/night-use/<int:night_use_id>/end/",
        zone_pages.end_night_use,
        name="water_night_use_end",
    ),
    path("zones/<int:zone_id>/", zone_pages.edit, name="water_zone"),
]
