"""The face on a visitor's page without an account, below `/visit/p/`."""

from django.urls import URLPattern, path

from jieyue.access.faces import guest_views as views

app_name = "visit_face"
urlpatterns: list[URLPattern] = [path("<str:key>/face/", views.own, name="own")]
