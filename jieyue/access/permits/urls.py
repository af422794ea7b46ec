"""Pages of this topic, below `/access/permits/`."""

from django.urls import URLPattern, path

from jieyue.access.permits import views

urlpatterns: list[URLPattern] = [
    path("", views.permits, name="permits"),
    path("new/", views.edit, name="permit_new"),
    path("<str:number>/", views.permit, name="permit"),
    path("<str:number>/check/", views.check, name="permit_check"),
    path("<str:number>/do/", views.act, name="permit_do"),
    path("<str:number>/edit/", views.edit, name="permit_edit"),
    path("<str:number>/workers/", views.workers, name="permit_workers"),
]
