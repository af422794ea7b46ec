from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.people.permissions import PeoplePermission
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class ChainStep(SiteOwned):
    """Who decides at one step of requests of a kind, from an amount upwards.

    The steps that count are those of the largest `from_yuan` the request reaches.
    """

    read_permission = PeoplePermission.APPROVALS_READ

    kind = models.CharField(_("kind"), max_length=60)
    from_yuan = models.DecimalField(_("from (yuan)"), max_digits=14, decimal_places=2, default=0)
    position = models.PositiveSmallIntegerField(_("step"))
    permission = models.CharField(_("right"), max_length=80, blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["kind", "from_yuan", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "from_yuan", "position"], name="one_step_per_position"
            ),
            models.CheckConstraint(
                condition=models.Q(person=None, permission__gt="")
                | models.Q(person__isnull=False, permission=""),
                name="a_right_or_a_person_decides",
            ),
        ]


class ApprovalStatus(models.TextChoices):
    OPEN = "open", _("waiting")
    GRANTED = "granted", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Approval(SiteOwned):
    """审批: a request that passes through its steps in order."""

    read_permission = PeoplePermission.APPROVALS_READ
    unit_path = "unit_id"
    person_path = "asked_by_id"

    kind = models.CharField(_("kind"), max_length=60)
    subject_id = models.BigIntegerField()
    number = models.CharField(_("number"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120)
    link = models.CharField(max_length=200, blank=True)
    amount_yuan = models.DecimalField(
        _("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    status = models.CharField(
        _("status"), max_length=10, choices=ApprovalStatus, default=ApprovalStatus.OPEN
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "subject_id"],
                condition=models.Q(status="open"),
                name="one_open_approval_per_subject",
            )
        ]


class Step(models.Model):
    """One decision of a request. `person` decides alone; otherwise whoever holds `permission`."""

    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    permission = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    delegated_by = models.CharField(max_length=80, blank=True)
    is_agreed = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    urged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["approval", "position"], name="steps_in_order")
        ]
