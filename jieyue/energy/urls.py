"""Pages of energy and water, by address."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "energy"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("jieyue.energy.overview.urls")),
    path("allocation/", include("jieyue.energy.allocation.urls")),
    path("consumption/", include("jieyue.energy.consumption.urls")),
    path("evaluation/", include("jieyue.energy.evaluation.urls")),
    path("equipping/", include("jieyue.energy.equipping.urls")),
    path("factors/", include("jieyue.energy.factors.urls")),
    path("meters/", include("jieyue.energy.meters.urls")),
    path("quotas/", include("jieyue.energy.quotas.urls")),
    path("readings/", include("jieyue.energy.intake.urls")),
    path("rounds/", include("jieyue.energy.rounds.urls")),
    path("statistics/", include("jieyue.energy.statistics.urls")),
    path("targets/", include("jieyue.energy.targets.urls")),
    path("watch/", include("jieyue.energy.watch.urls")),
    path("water/", include("jieyue.energy.water.urls")),
]
