"""Django finds tables here; each is defined beside its topic."""

from jieyue.kit.editions.models import Edition
from jieyue.kit.files.models import StoredFile
from jieyue.kit.idempotency.models import KeptReply
from jieyue.kit.journal.models import Delivery, Entry, PendingSeal, Seal
from jieyue.kit.numbers.models import NumberSeries
from jieyue.kit.parameters.models import ParameterVersion
from jieyue.kit.sites.models import Site
from jieyue.kit.tasks.models import ScheduledRun, Task
from jieyue.kit.workdays.models import CalendarDay, CalendarYear

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Delivery",
    "Edition",
    "Entry",
    "KeptReply",
    "NumberSeries",
    "ParameterVersion",
    "PendingSeal",
    "ScheduledRun",
    "Seal",
    "Site",
    "StoredFile",
    "Task",
]
