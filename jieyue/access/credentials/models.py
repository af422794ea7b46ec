from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.gates.models import OpeningPlan, Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class AccessProfile(SiteOwned):
    """通行权限: the zones a credential opens, and when (always, without a plan)."""

    read_permission: ClassVar[str | None] = AccessPermission.CREDENTIALS_READ

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    zones = models.ManyToManyField(Zone, related_name="profiles", verbose_name=_("zones"))
    plan = models.ForeignKey(
        OpeningPlan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="profiles",
        verbose_name=_("opening plan"),
    )
    is_default = models.BooleanField(_("for every new staff credential"), default=False)
    changed_in = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_access_profile_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    CARD = "card", _("card")
    FACE = "face", _("face")
    PLATE = "plate", _("number plate")
    QR = "qr", _("QR code")


class Holder(models.TextChoices):
    CONTRACTOR = "contractor", _("contractor")
    PERSON = "person", _("staff")
    VEHICLE = "vehicle", _("official vehicle")
    VISITOR = "visitor", _("visitor")


class Status(models.TextChoices):
    ACTIVE = "active", _("valid")
    BLOCKED = "blocked", _("blocked")
    ENDED = "ended", _("ended")
    LOST = "lost", _("lost")


class Credential(SiteOwned):
    """通行凭证: what somebody shows at a gate.

    subject: the card's number, the plate without separators, the staff number or guest code that
    a face terminal reports, or the public id of a QR pass; `colour` belongs to a plate, since the
    same characters exist in blue and yellow. holder_key: one stable key of whoever holds it
    ("person:12", "guest:88", "worker:5", "vehicle:川T12345"), so that card and face of one
    person share one state; plates of staff have their own ("car:川T12345|blue").
    label: what the guard reads. zones_only: codes that narrow the profile for this one (a visit).
    changed_in: the rules version of the last change.
    """

    read_permission: ClassVar[str | None] = AccessPermission.CREDENTIALS_READ
    unit_path = "unit_id"
    person_path = "person_id"

    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    subject = models.CharField(_("number"), max_length=40)
    colour = models.CharField(_("plate colour"), max_length=12, blank=True, default="")
    holder = models.CharField(_("holder"), max_length=10, choices=Holder)
    holder_key = models.CharField(max_length=60)
    label = models.CharField(_("name"), max_length=80)
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credentials",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    profile = models.ForeignKey(
        AccessProfile,
        on_delete=models.PROTECT,
        related_name="credentials",
        verbose_name=_("access profile"),
    )
    zones_only = models.JSONField(default=list, blank=True)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.ACTIVE)
    status_reason = models.CharField(_("why"), max_length=200, blank=True, default="")
    created_at = models.DateTimeField(_("given out at"))
    changed_in = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["kind", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "subject", "colour"],
                condition=~Q(status="ended"),
                name="one_living_credential_per_subject",
            )
        ]
        indexes = [
            models.Index(fields=["site", "changed_in"]),
            models.Index(fields=["site", "holder_key"]),
            models.Index(fields=["person"]),
        ]


class BlockKind(models.TextChoices):
    CARD = "card", _("card")
    ID_NUMBER = "id_number", _("identity number")
    PERSON = "person", _("staff number")
    PHONE = "phone", _("phone")
    PLATE = "plate", _("number plate")


class Block(SiteOwned):
    """限制名单: whom the gates refuse and visits may not invite, [since, until).

    subject: plate or card or staff number as in Credential; identity number and phone only as a
    keyed digest, with `hint` (last four characters) for people.
    """

    read_permission: ClassVar[str | None] = AccessPermission.BLOCKS_READ

    kind = models.CharField(_("kind"), max_length=9, choices=BlockKind)
    subject = models.CharField(max_length=64)
    hint = models.CharField(_("number"), max_length=40)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.CharField(_("by"), max_length=80)
    changed_in = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-since", "-id"]
        indexes = [models.Index(fields=["site", "kind", "subject"])]


class Measure(SiteOwned):
    """通行条件: what an order in force asks of holders before zones open, [since, until).

    holders: kinds of Holder it asks; zones: codes it guards, all if empty. What the gates say is
    `name`. Whoever has no Clearance that is good at the time is refused.
    """

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    holders = models.JSONField(default=list)
    zones = models.JSONField(default=list)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"))
    changed_in = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_measure_per_code")
        ]


class Clearance(SiteOwned):
    """Whether one holder meets a measure until `until`; `is_held` stops them whatever else."""

    read_permission: ClassVar[str | None] = AccessPermission.GATES_READ

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="clearances")
    holder_key = models.CharField(max_length=60)
    is_held = models.BooleanField(default=False)
    until = models.DateTimeField(_("until"))
    changed_in = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "holder_key"], name="one_clearance_per_measure_holder"
            )
        ]
        indexes = [models.Index(fields=["site", "changed_in"])]


class SigningKey(SiteOwned):
    """The site's Ed25519 pair that signs QR passes and snapshots for the gate rooms.

    The private half is encrypted at rest; readers and agents hold the public half only.
    tokens_until: when the last printed pass it signed dies.
    """

    public = models.CharField(max_length=44)
    private = models.TextField()
    created_at = models.DateTimeField(_("made at"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    tokens_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(retired_at=None), name="one_signing_key_in_force"
            )
        ]


class PlateRequest(SiteOwned):
    """车牌登记申请: a staff member asks that their own car be let in; the security officer decides.

    is_granted: null while it waits. credential_id: of the plate once it was let in.
    """

    read_permission: ClassVar[str | None] = AccessPermission.CREDENTIALS_READ
    unit_path = "person__unit_id"
    person_path = "person_id"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="plate_requests", verbose_name=_("person")
    )
    plate = models.CharField(_("number plate"), max_length=16)
    colour = models.CharField(_("plate colour"), max_length=12)
    asked_at = models.DateTimeField(_("asked at"))
    is_granted = models.BooleanField(_("may enter"), null=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    credential_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "plate", "colour"],
                condition=Q(is_granted=None),
                name="one_waiting_request_per_plate",
            )
        ]
