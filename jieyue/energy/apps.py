from django.apps import AppConfig


class Config(AppConfig):
    name = "jieyue.energy"

    def ready(self) -> None:
        """Hand the kit the sentences for what actions refuse and what its search box finds, and
        standards their evidence."""
        from jieyue.energy import messages  # noqa: F401
        from jieyue.energy.evaluation import sources
        from jieyue.energy.meters.search import search as search_meters
        from jieyue.kit import search

        search.register(search_meters)
        sources.register()
