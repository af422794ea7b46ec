from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jieyue.access.permissions import AccessPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.encrypted import EncryptedTextField
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class Purpose(models.TextChoices):
    """Why somebody comes. 信访 goes to the dedicated reception, never through a host."""

    BUSINESS = "business", _("business")
    DELIVERY = "delivery", _("delivery")
    INSPECTION = "inspection", _("inspection or study")
    INTERVIEW = "interview", _("interview")
    LETTERS = "letters", _("letters and visits (petition)")
    MEETING = "meeting", _("meeting")
    OTHER = "other", _("other")
    REPAIR = "repair", _("repair")
    TRAINING = "training", _("training")


class Way(models.TextChoices):
    ASKED = "asked", _("asked for by the visitor")
    INVITED = "invited", _("invited")
    WALK_IN = "walk_in", _("came unannounced")


class State(models.TextChoices):
    """left: everybody who came has gone, and may come again until the visit ends."""

    ARRIVED = "arrived", _("on site")
    CANCELLED = "cancelled", _("cancelled")
    CONFIRMED = "confirmed", _("is expected")
    ENDED = "ended", _("ended")
    LEFT = "left", _("has gone")
    NO_SHOW = "no_show", _("did not come")
    REFUSED = "refused", _("not confirmed")
    REQUESTED = "requested", _("to be confirmed")


class Document(models.TextChoices):
    """What proves who somebody is."""

    HK_MACAO = "hk_macao", _("permit for Hong Kong and Macao residents")
    ID_CARD = "id_card", _("identity card")
    OFFICER = "officer", _("military or police card")
    OTHER = "other", _("other document")
    PASSPORT = "passport", _("passport")
    TAIWAN = "taiwan", _("permit for Taiwan residents")


class Visit(SiteOwned):
    """来访: who comes to whom, [from_at, until_at), and what became of it.

    host is null at the dedicated reception. zones: codes that narrow the visitors' profile, all
    of it if empty. held_at: security must clear it first (`cleared_by`). department_*: where the
    host's unit must agree too. written_up_*: an urgent repair is let in at once and completed
    by then. forgotten_at: names and numbers are gone, the counts stay.
    """

    read_permission: ClassVar[str | None] = AccessPermission.VISITORS_READ
    unit_path = "unit_id"
    person_path = "host_id"

    number = models.CharField(_("number"), max_length=20)
    host = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name=_("host"),
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    way = models.CharField(_("how it came about"), max_length=7, choices=Way)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    note = models.CharField(_("more about the purpose"), max_length=200, blank=True)
    items = models.CharField(_("things brought along"), max_length=200, blank=True)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    zones = models.JSONField(_("zones"), default=list, blank=True)
    is_escorted = models.BooleanField(_("the host fetches the visitor"), default=False)
    wants_meal = models.BooleanField(_("a meal is wanted"), default=False)
    wants_parking = models.BooleanField(_("a parking space is wanted"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REQUESTED)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.CharField(_("asked by"), max_length=80)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    needs_department = models.BooleanField(default=False)
    department_at = models.DateTimeField(null=True, blank=True)
    department_by = models.CharField(max_length=80, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.CharField(max_length=80, blank=True)
    write_up_by = models.DateTimeField(_("to be written up by"), null=True, blank=True)
    written_up_at = models.DateTimeField(null=True, blank=True)
    written_up_by = models.CharField(max_length=80, blank=True)
    write_up_told_at = models.DateTimeField(null=True, blank=True)
    host_told_at = models.DateTimeField(null=True, blank=True)
    guard_told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_visit_per_number"),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="a_visit_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["site", "from_at"]),
            models.Index(fields=["site", "state", "until_at"]),
            models.Index(fields=["host", "from_at"]),
        ]

    def __str__(self) -> str:
        return self.number


class Guest(SiteOwned):
    """来访人员: one person of a visit; companions are full rows.

    key: opens the guest's phone page, without an account, until the visit is over. id_digest and
    phone_digest are keyed: the same person is known again, and blocks are found, without the
    number. tail: last four characters, what the gate compares. Exit without entry leaves
    arrived_at empty. face_consent: version agreed to, empty without.
    """

    read_permission: ClassVar[str | None] = AccessPermission.VISITORS_READ
    unit_path = "visit__unit_id"
    person_path = "visit__host_id"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="guests")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("full name"), max_length=40)
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    phone_digest = models.CharField(max_length=64, blank=True, default="")
    document = models.CharField(
        _("document"), max_length=8, choices=Document, default=Document.ID_CARD
    )
    id_number = EncryptedTextField(_("identity number"), blank=True, default="")
    id_digest = models.CharField(max_length=64, blank=True, default="")
    key = EncryptedTextField(blank=True, default="")
    key_digest = models.CharField(max_length=64, null=True, unique=True)
    consent = models.CharField(max_length=20, blank=True, default="")
    consented_at = models.DateTimeField(null=True, blank=True)
    face_consent = models.CharField(max_length=20, blank=True, default="")
    face_consented_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(_("identity checked at"), null=True, blank=True)
    checked_by = models.CharField(_("identity checked by"), max_length=80, blank=True)
    is_photo_compared = models.BooleanField(default=False)
    badge = models.CharField(_("badge"), max_length=20, blank=True, default="")
    badge_back_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    arrived_by = models.CharField(max_length=80, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        ordering = ["visit", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "badge"],
                condition=~Q(badge="") & Q(badge_back_at=None),
                name="one_guest_per_badge_outside",
            )
        ]
        indexes = [
            models.Index(fields=["site", "id_digest"]),
            models.Index(fields=["site", "left_at", "arrived_at"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holder_key(self) -> str:
        return f"guest:{self.pk}"

    @property
    def is_inside(self) -> bool:
        return self.arrived_at is not None and self.left_at is None


class VisitPlate(SiteOwned):
    """A car of a visit. credential_id: what opens the lane for it; why not, in `problem`."""

    read_permission: ClassVar[str | None] = AccessPermission.VISITORS_READ
    unit_path = "visit__unit_id"
    person_path = "visit__host_id"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="plates")
    plate = models.CharField(_("number plate"), max_length=12)
    colour = models.CharField(_("colour"), max_length=12)
    credential_id = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=40, blank=True, default="")
    came_at = models.DateTimeField(_("drove in"), null=True, blank=True)
    went_at = models.DateTimeField(_("drove out"), null=True, blank=True)

    class Meta:
        ordering = ["plate"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "plate", "colour"], name="each_car_once_in_a_visit"
            )
        ]

    @property
    def holder_key(self) -> str:
        return f"car:{self.plate}|{self.colour}"


class VisitStop(SiteOwned):
    """停止接待: visits to a unit, or to all if null, are stopped [since, until) with a reason."""

    read_permission: ClassVar[str | None] = AccessPermission.VISITORS_READ

    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    by = models.CharField(_("by"), max_length=80)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_stop_ends_later")
        ]


class PublicAttempt(models.Model):
    """One try at a visitors' page without an account, by a digest of where it came from.

    It belongs to no site: who guesses at addresses has not said which. Kept for hours.
    """

    source = models.CharField(max_length=64)
    what = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "what", "at"])]
