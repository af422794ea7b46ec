from django.apps import AppConfig


class Config(AppConfig):
    name = "jieyue.energy"

    def ready(self) -> None:
        """Hand the kit the sentences for what actions refuse."""
        from jieyue.energy import messages  # noqa: F401
