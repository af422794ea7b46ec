"""Door 1: every page and API address."""

from django.urls import URLPattern, URLResolver, include, path

from jieyue.access.api import router as access_api
from jieyue.access.deliveries import root_urls
from jieyue.canteen.api import router as canteen_api
from jieyue.energy.api import router as energy_api
from jieyue.kit.api import api
from jieyue.kit.api_pages import reference

api.add_router("/access/", access_api)
api.add_router("/canteen/", canteen_api)
api.add_router("/energy/", energy_api)
operations = api.urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jieyue.dashboards.urls")),
    path("", include("jieyue.kit.shell_urls")),
    path("", include("jieyue.kit.urls")),
    path("VIID/", include(root_urls.viid(operations[0]))),
    path("access/", include("jieyue.access.urls")),
    path("account/", include("jieyue.people.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("api/", reference, name="api_reference"),
    path("api/v1/", operations),
    path("canteen/", include("jieyue.canteen.urls")),
    path("energy/", include("jieyue.energy.urls")),
    path("estate/", include("jieyue.estate.urls")),
    path("people/", include("jieyue.people.urls")),
    path("scorecards/", include("jieyue.scorecards.urls")),
    path("visit/", include("jieyue.access.visitors.public_urls")),
    path("visit/p/", include("jieyue.access.faces.public_urls")),
]
