"""Pages of this topic, below `/canteen/food-safety/`."""

from django.urls import URLPattern, path

from jieyue.canteen.food_safety import ledger_pages, report_pages, views

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="food_safety"),
    path("appointments/", report_pages.appoint, name="safety_appoint"),
    path("appointments/<int:appointment_id>/end/", report_pages.dismiss, name="safety_dismiss"),
    path("check/", views.daily, name="daily_check"),
    path("check/<str:code>/<day:day>/print/", report_pages.print_day, name="daily_check_print"),
    path("findings/<int:finding_id>/fix/", views.fix, name="finding_fix"),
    path("findings/<int:finding_id>/verify/", views.verify, name="finding_verify"),
    path("ledgers/<slug:kind>/", ledger_pages.ledger, name="safety_ledger"),
    path("month/<str:code>/<day:month>/", report_pages.month, name="safety_month"),
    path("week/<str:code>/<day:week>/", report_pages.week, name="safety_week"),
]
