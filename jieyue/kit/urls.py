from django.urls import path

from jieyue.kit.parameters import views as parameters

app_name = "kit"
urlpatterns = [
    path("parameters/", parameters.index, name="parameters"),
    path("parameters/<str:code>/", parameters.parameter, name="parameter"),
    path(
        "parameters/<str:code>/versions/<int:version_id>/",
        parameters.decide,
        name="parameter_decide",
    ),
]
