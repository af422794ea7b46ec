"""Pages of this topic, below `/access/visitors/`."""

from django.urls import URLPattern, path

from jieyue.access.visitors import gate_views, host_views, office_views

urlpatterns: list[URLPattern] = [
    path("", host_views.visitors, name="visitors"),
    path("guests/<int:guest_id>/", gate_views.guest, name="visit_guest"),
    path("guests/<int:guest_id>/badge/", gate_views.badge, name="visit_badge"),
    path("guests/<int:guest_id>/leave/", gate_views.leave, name="visit_leave"),
    path("new/", host_views.invite, name="visit_new"),
    path("reception/", gate_views.reception, name="reception"),
    path("register/", office_views.register, name="visit_register"),
    path("stops/", office_views.visit_stops, name="visit_stops"),
    path("stops/<int:stop_id>/lift/", office_views.lift_stop, name="visit_stop_lift"),
    path("walk-in/", gate_views.walk_in, name="walk_in"),
    path("<str:number>/", host_views.visit, name="visit"),
    path("<str:number>/change/", host_views.change, name="visit_change"),
    path("<str:number>/do/", host_views.act, name="visit_do"),
    path("<str:number>/group/", host_views.group, name="visit_group"),
    path("<str:number>/write-up/", gate_views.write_up, name="visit_write_up"),
]
