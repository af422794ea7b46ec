from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.encrypted import EncryptedTextField
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class PermitState(models.TextChoices):
    """suspended: at once when the insurance ends, or by hand; it may be approved again."""

    APPROVED = "approved", _("in force")
    DRAFT = "draft", _("to be approved")
    ENDED = "ended", _("ended")
    REFUSED = "refused", _("refused")
    SUSPENDED = "suspended", _("suspended")


class WorkPermit(SiteOwned):
    """作业许可: a contractor's people may work here, [from_at, until_at).

    supervisor: who answers for them in the complex, `unit` being theirs. insurance_until: the
    last day that is covered. zones: codes that narrow the contractors' profile, all if empty.
    """

    read_permission: ClassVar[str | None] = AccessPermission.PERMITS_READ

    number = models.CharField(_("number"), max_length=20)
    company = models.CharField(_("company"), max_length=80)
    work = models.CharField(_("work"), max_length=200)
    supervisor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("answers for it")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    zones = models.JSONField(_("zones"), default=list, blank=True)
    insurance_until = models.DateField(_("insured until"))
    certificates = models.CharField(_("certificates seen"), max_length=300, blank=True)
    is_hot_work = models.BooleanField(_("work with fire or sparks"), default=False)
    fire_watch = models.CharField(_("fire watch"), max_length=80, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=PermitState, default=PermitState.DRAFT
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("asked by"), max_length=80)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_permit_per_number"),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="a_permit_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["site", "state", "until_at"])]

    def __str__(self) -> str:
        return self.number


class Worker(SiteOwned):
    """施工人员: one person of a permit. certificate: of the trade, such as welding, and its end."""

    read_permission: ClassVar[str | None] = AccessPermission.PERMITS_READ

    permit = models.ForeignKey(WorkPermit, on_delete=models.CASCADE, related_name="workers")
    name = models.CharField(_("full name"), max_length=40)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    phone_digest = models.CharField(max_length=64, blank=True, default="")
    id_number = EncryptedTextField(_("identity number"), blank=True, default="")
    id_digest = models.CharField(max_length=64, blank=True, default="")
    trade = models.CharField(_("trade"), max_length=40, blank=True)
    certificate = models.CharField(_("certificate"), max_length=60, blank=True)
    certificate_until = models.DateField(_("certificate until"), null=True, blank=True)
    is_active = models.BooleanField(_("works here"), default=True)
    pass_subject = models.CharField(max_length=40, blank=True, default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=80, blank=True, default="")
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        ordering = ["permit", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["permit", "id_digest"],
                condition=~Q(id_digest=""),
                name="each_worker_once_in_a_permit",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holder_key(self) -> str:
        return f"worker:{self.pk}"

    @property
    def is_inside(self) -> bool:
        return self.arrived_at is not None and (
            self.left_at is None or self.left_at < self.arrived_at
        )


class PermitPlate(SiteOwned):
    """A car of a contractor; why its lane does not open, in `problem`."""

    read_permission: ClassVar[str | None] = AccessPermission.PERMITS_READ

    permit = models.ForeignKey(WorkPermit, on_delete=models.CASCADE, related_name="plates")
    plate = models.CharField(_("number plate"), max_length=12)
    colour = models.CharField(_("colour"), max_length=12)
    problem = models.CharField(max_length=40, blank=True, default="")
    came_at = models.DateTimeField(null=True, blank=True)
    went_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plate"]
        constraints = [
            models.UniqueConstraint(
                fields=["permit", "plate", "colour"], name="each_car_once_in_a_permit"
            )
        ]

    @property
    def holder_key(self) -> str:
        return f"car:{self.plate}|{self.colour}"
