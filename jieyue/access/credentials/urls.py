"""Pages of this topic, below `/access/credentials/`."""

from django.urls import URLPattern, path

from jieyue.access.credentials import desk_views as desk
from jieyue.access.credentials import own_views as own
from jieyue.access.credentials import views

urlpatterns: list[URLPattern] = [
    path("", views.credentials, name="credentials"),
    path("new/", views.credential_new, name="credential_new"),
    path("import/", views.credentials_import, name="credentials_import"),
    path("<int:credential_id>/", views.credential, name="credential"),
    path("<int:credential_id>/<str:name>/", views.step, name="credential_step"),
    path("blocks/", desk.blocks_page, name="blocks"),
    path("blocks/<int:block_id>/", desk.block, name="block"),
    path("blocks/new/", desk.block_new, name="block_new"),
    path("mine/", own.mine, name="my_credentials"),
    path("mine/<int:credential_id>/give-up/", own.plate_give_up, name="my_plate_give_up"),
    path("mine/<int:credential_id>/lost/", own.lost, name="my_credential_lost"),
    path("mine/plates/new/", own.plate_new, name="my_plate_new"),
    path("pass/", own.my_pass, name="my_pass"),
    path("pass/code/", own.my_code, name="my_code"),
    path("plates/", desk.plate_requests, name="plate_requests"),
    path("plates/<int:request_id>/", desk.plate_decide, name="plate_decide"),
    path("profiles/", desk.profiles_page, name="profiles"),
    path("profiles/<int:profile_id>/", desk.profile, name="profile"),
    path("profiles/new/", desk.profile, name="profile_new"),
]
