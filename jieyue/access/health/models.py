from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person


class Switch(models.TextChoices):
    """联防联控措施: what an order may ask. Each is chosen by itself, none comes with another."""

    DECLARATIONS = "declarations", _("health declarations")
    TEMPERATURE = "temperature", _("temperature at the gates")
    CONTRACTORS = "contractors", _("health check of contractors")
    DINING = "dining", _("staggered dining")
    MEETINGS = "meetings", _("limit of people in a meeting")
    TRACING = "tracing", _("contact tracing")


class Question(models.TextChoices):
    """What a declaration may ask; an order names those it needs."""

    SYMPTOMS = "symptoms", _("Do you have fever, cough or another symptom of this disease?")
    CONTACT = "contact", _("Were you near somebody who has it?")
    TRAVEL = "travel", _("Were you in a place the order names?")


class HealthOrder(SiteOwned):
    """启动令: measures against one disease, [since, until), by a leader on a legal basis.

    until is compulsory; `ended_at` is when it really ended (sunset, an earlier end, or the order
    that follows it). What was recorded under it is deleted `keep_days` later: `erased_at`, and
    `erased` how many rows of each kind. holders: whom the temperature is asked of.
    """

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_READ

    number = models.CharField(_("number"), max_length=20)
    disease = models.CharField(_("disease"), max_length=60)
    basis = models.CharField(_("legal basis"), max_length=200)
    basis_file_id = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=400)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    switches = models.JSONField(_("measures"), default=list)
    questions = models.JSONField(_("questions"), default=list)
    holders = models.JSONField(_("temperature of"), default=list)
    fever_c = models.DecimalField(_("fever from (°C)"), max_digits=3, decimal_places=1)
    again_min = models.PositiveSmallIntegerField(_("measure again after (min)"))
    declared_h = models.PositiveSmallIntegerField(_("a declaration holds for (h)"))
    meeting_limit = models.PositiveSmallIntegerField(_("most people in a meeting"), null=True)
    keep_days = models.PositiveSmallIntegerField(_("data kept after the end (days)"))
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    ordered_by = models.CharField(_("ordered by"), max_length=80)
    ordered_at = models.DateTimeField(_("ordered at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True, default="")
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True, default="")
    erased_at = models.DateTimeField(_("personal data deleted at"), null=True)
    erased = models.JSONField(default=dict)
    parameters_used = models.JSONField(default=dict)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_health_order_per_number"),
            models.UniqueConstraint(
                fields=["site"], condition=Q(ended_at=None), name="one_health_order_in_force"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="health_order_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DiningSlot(SiteOwned):
    """错峰就餐: when people of a unit eat under an order; [starts, ends) of the local day."""

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_READ

    order = models.ForeignKey(HealthOrder, on_delete=models.CASCADE, related_name="slots")
    unit_id = models.BigIntegerField()
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        ordering = ["starts", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "unit_id"], name="one_dining_slot_per_unit"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="dining_slot_has_time"),
        ]


class Declaration(SiteOwned):
    """健康申报: what somebody declared of themselves. Only the order's questions are kept.

    answers: question to yes (True) or no; a phone sends it once by its client_id.
    """

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_DECLARE
    person_path = "person_id"

    order = models.ForeignKey(HealthOrder, on_delete=models.CASCADE, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField()
    at = models.DateTimeField(_("declared at"))
    answers = models.JSONField()
    is_clear = models.BooleanField()
    until = models.DateTimeField(_("holds until"))

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_declaration_per_send")
        ]
        indexes = [models.Index(fields=["order", "person", "-at"])]


class Temperature(SiteOwned):
    """测温: one measurement at a gate. A first one above the limit asks for a second.

    subject: what the guard sees of the person (staff number or pass); holder_key as in
    Credential. verdict: see rules.Verdict. first: the measurement this one repeats. client_id:
    the phone's own, by which a measurement that is sent twice is stored once.
    """

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_RECORD

    client_id = models.UUIDField(null=True)
    order = models.ForeignKey(HealthOrder, on_delete=models.CASCADE, related_name="temperatures")
    holder_key = models.CharField(max_length=60)
    label = models.CharField(_("name"), max_length=80)
    celsius = models.DecimalField(_("temperature (°C)"), max_digits=3, decimal_places=1)
    thermometer = models.CharField(_("thermometer"), max_length=30)
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=80)
    verdict = models.CharField(_("result"), max_length=6)
    first = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="second"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "client_id"], name="one_temperature_per_send")
        ]
        indexes = [models.Index(fields=["order", "-at"])]


class Isolation(SiteOwned):
    """隔离观察记录: somebody was brought to the isolation room, and what became of it."""

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_RECORD

    order = models.ForeignKey(HealthOrder, on_delete=models.CASCADE, related_name="isolations")
    holder_key = models.CharField(max_length=60)
    label = models.CharField(_("name"), max_length=80)
    room = models.CharField(_("room"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"))
    by = models.CharField(_("by"), max_length=80)
    until = models.DateTimeField(_("until"), null=True)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "holder_key"],
                condition=Q(until=None),
                name="one_open_isolation_per_holder",
            )
        ]


class ContractorCheck(SiteOwned):
    """外包人员健康查验: whether a contractor's worker may come under an order."""

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_RECORD

    order = models.ForeignKey(HealthOrder, on_delete=models.CASCADE, related_name="checks")
    holder_key = models.CharField(max_length=60)
    label = models.CharField(_("name"), max_length=80)
    is_fit = models.BooleanField()
    at = models.DateTimeField(_("at"))
    by = models.CharField(_("by"), max_length=80)
    until = models.DateTimeField(_("holds until"))

    class Meta:
        ordering = ["-at", "-id"]


class HealthTally(SiteOwned):
    """How many a day, without persons; it outlives what it counts. kind: see tallies.KINDS."""

    read_permission: ClassVar[str | None] = AccessPermission.HEALTH_READ

    order = models.ForeignKey(HealthOrder, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField(_("day"))
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["day", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["order", "day", "kind"], name="one_health_tally")
        ]
