"""Door 2: every timed job, in local time, and every kind of background work."""

from jieyue.kit.tasks import Work

TASKS: dict[str, Work] = {}
