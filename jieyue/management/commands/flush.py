from typing import Any

from django.core.management.commands.flush import Command as FlushCommand

from jieyue.kit.journal import guard


class Command(FlushCommand):
    """Django's `flush`, which the journal's guard would refuse; the guard returns afterwards."""

    def handle(self, **options: Any) -> None:
        guard.remove(using=options["database"])
        super().handle(**options)
        guard.install(using=options["database"])
