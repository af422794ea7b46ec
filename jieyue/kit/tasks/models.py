from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import KitPermission
from jieyue.kit.sites.models import Site, SiteOwned


class ScheduledRun(models.Model):
    """One due run of a timed job. The unique row is what keeps a second worker from repeating it.

    `site` is empty for a job that runs once for all sites.
    """

    job = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    site = models.ForeignKey(Site, null=True, on_delete=models.CASCADE, related_name="+")
    worker = models.CharField(max_length=80)
    attempts = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "due_at", "site"], name="each_due_run_once"),
            models.UniqueConstraint(
                fields=["job", "due_at"],
                condition=models.Q(site=None),
                name="each_common_due_run_once",
            ),
        ]


class TaskStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Task(SiteOwned):
    """Long work that somebody asked for: it shows its progress and can be left.

    `actor` is who asked, with the rights held then. `worker` holds the task while it runs; when
    its heartbeat stops, another worker takes the task again.
    """

    read_permission = KitPermission.TASKS_READ
    person_path = "person_id"

    kind = models.CharField(max_length=60)
    arguments = models.JSONField()
    actor = models.JSONField()
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=TaskStatus, default=TaskStatus.WAITING)
    progress = models.FloatField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    worker = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(status__in=["waiting", "running"]),
                name="open_tasks",
            ),
            models.Index(fields=["site", "-asked_at"]),
        ]
