"""Addresses that allauth offers and this product does not: accounts have no e-mail address.

They stand before allauth's own. A forgotten password is reset by the system administrator.
"""

from django.urls import path

from jieyue.people.accounts import views

urlpatterns = [
    path("email/", views.not_offered),
    path("password/reset/", views.not_offered),
    path("password/set/", views.not_offered),
    path("signup/", views.not_offered),
]
