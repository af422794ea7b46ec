from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    name = "jieyue"

    def ready(self) -> None:
        """Hand the doors' tables to the kit, which may import nothing above itself."""
        from jieyue.kit import discovery, journal, shell, tasks
        from jieyue.navigation import NAVIGATION
        from jieyue.reactions import REACTIONS
        from jieyue.schedule import TASKS

        autodiscover_modules("messages", "permissions", "parameters")
        for name in ("messages", "parameters"):
            discovery.import_from_topics(name)
        journal.connect(REACTIONS)
        shell.connect(NAVIGATION)
        tasks.connect(TASKS)
