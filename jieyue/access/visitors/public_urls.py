"""Pages without an account, below `/visit/`."""

from django.urls import URLPattern, path

from jieyue.access.visitors import public_views as views

app_name = "visit"
urlpatterns: list[URLPattern] = [
    path("<slug:site_code>/", views.ask, name="ask"),
    path("p/<str:key>/", views.own_pass, name="pass"),
    path("p/<str:key>/code/", views.code, name="code"),
    path("p/<str:key>/copy/", views.copy, name="copy"),
]
