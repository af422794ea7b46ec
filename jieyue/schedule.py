"""Door 2: every timed job, in local time, and every kind of background work."""

from jieyue.kit.journal import actions as journal
from jieyue.kit.journal import sealing
from jieyue.kit.tasks import Job, Work, due_runs

JOBS = [
    Job("* * * * *", sealing.seal_all, every_site=False),
    Job("20 3 * * *", due_runs.forget_old, every_site=False),
]

TASKS: dict[str, Work] = {
    "kit.journal.verify": journal.verify,
}
