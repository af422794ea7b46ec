"""Pages of this topic, below `/access/faces/`."""

from django.urls import URLPattern, path

from jieyue.access.faces import own_views as own
from jieyue.access.faces import views

urlpatterns: list[URLPattern] = [
    path("", views.faces, name="faces"),
    path("deletions/<int:deletion_id>/", views.deletion, name="face_deletion"),
    path("mine/", own.mine, name="my_face"),
    path("mine/withdraw/", own.withdraw, name="my_face_withdraw"),
    path("readers/new/", views.reader, name="face_reader"),
    path("texts/new/", views.text, name="face_text"),
    path("uses/<int:use_id>/", views.use, name="face_use"),
    path("uses/<int:use_id>/assessment/", views.assessment, name="face_assessment"),
    path("uses/new/", views.use, name="face_use_new"),
]
