import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from jieyue.kit.tasks.worker import Worker
from jieyue.schedule import JOBS


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C. Several may run at once, on one or many machines."""

    help = "Run timed jobs, what follows each recorded fact, and background work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="do what is due now, then end (for tests)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        worker = Worker(JOBS, clock=timezone.now)
        if options["once"]:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: worker.stop())
        worker.run()
