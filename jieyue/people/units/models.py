from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.people.permissions import PeoplePermission


class UnitKind(models.TextChoices):
    ORGAN = "organ", _("government organ")
    INSTITUTION = "institution", _("public institution")
    CENTRE = "centre", _("service centre")
    CONTRACTOR = "contractor", _("contractor on site")
    OTHER = "other", _("other")


class HeadCountKind(models.TextChoices):
    """Kinds of 用能人数; approved posts (编制人数) are no persons and a field of the unit."""

    ESTABLISHED = "established", _("established staff on post")
    CONTRACT = "contract", _("long-term contract staff")
    SECONDED = "seconded", _("seconded for six months or more")
    PROPERTY = "property", _("property service staff on site")
    CANTEEN = "canteen", _("canteen staff on site")
    OTHER = "other", _("other staff")


class Unit(SiteOwned):
    """入驻单位: an organisation that works in the complex, or a contractor on it."""

    unit_path = "id"

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind, default=UnitKind.ORGAN)
    approved_posts = models.PositiveIntegerField(_("approved posts"), null=True, blank=True)
    is_contractor = models.BooleanField(_("contractor"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_on = models.DateField(_("moved in on"), null=True, blank=True)
    left_on = models.DateField(_("moved out on"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_unit_per_code"),
            models.UniqueConstraint(fields=["site", "name"], name="one_unit_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class HeadCount(SiteOwned):
    """How many persons of one kind a unit has from a day on, until a later row says otherwise.

    Source: STANDARDS 1.3. A correction of the same day is a new row with a higher `id`; the
    last one counts.
    """

    read_permission = PeoplePermission.UNITS_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="head_counts")
    kind = models.CharField(_("kind"), max_length=12, choices=HeadCountKind)
    since_on = models.DateField(_("since"))
    persons = models.PositiveIntegerField(_("number of persons"))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["since_on", "id"]
        indexes = [models.Index(fields=["site", "unit", "kind", "since_on"])]
