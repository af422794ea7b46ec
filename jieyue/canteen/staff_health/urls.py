"""Pages of this topic, below `/canteen/staff-health/`."""

from django.urls import URLPattern, path

from jieyue.canteen.staff_health import views

urlpatterns: list[URLPattern] = [
    path("", views.morning, name="morning_checks"),
    path("<int:check_id>/clear/", views.clear, name="morning_clear"),
    path("duty/", views.duty, name="duty"),
    path("handlers/", views.handlers, name="food_handlers"),
    path("handlers/<int:handler_id>/end/", views.end, name="food_handler_end"),
    path("handlers/<int:person_id>/certificate/", views.certificate, name="health_certificate"),
]
