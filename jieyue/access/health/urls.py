"""Pages of this topic, below `/access/health/`."""

from django.urls import URLPattern, path

from jieyue.access.health import views

urlpatterns: list[URLPattern] = [
    path("", views.orders, name="health_orders"),
    path("declare/", views.declare, name="health_declare"),
    path("desk/", views.desk, name="health_desk"),
    path("desk/check/", views.check, name="health_check"),
    path("desk/isolate/", views.isolate, name="health_isolate"),
    path("desk/isolations/<int:isolation_id>/", views.end_isolation, name="health_isolation_end"),
    path("new/", views.new_order, name="health_order_new"),
    path("orders/<int:order_id>/", views.order, name="health_order"),
    path("orders/<int:order_id>/end/", views.end, name="health_order_end"),
    path("orders/<int:follows_id>/following/", views.new_order, name="health_order_following"),
    path("slot/", views.slot, name="health_slot"),
    path("trace/", views.trace, name="health_trace"),
]
