from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jieyue.energy.permissions import EnergyPermission
from jieyue.estate.buildings.models import Building
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class AreaKind(models.TextChoices):
    """Parts of a floor area that an indicator may leave out, STANDARDS 1.4."""

    TOTAL = "total", _("whole area")
    GARAGE = "garage", _("underground garage")
    SERVER_ROOM = "server_room", _("server room")
    CANTEEN = "canteen", _("canteen")
    LEASED_OUT = "leased_out", _("leased out")


class AreaFigure(SiteOwned):
    """建筑面积: of a building, a unit or the complex (neither), from a day on. Never changed.

    Of two on one day the later row counts. is_metered_apart: what is leased out is left out of
    the boundary only when it has meters of its own.
    """

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "unit_id"

    building = models.ForeignKey(
        Building, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AreaKind)
    since_on = models.DateField(_("since"))
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=12, decimal_places=2)
    is_metered_apart = models.BooleanField(_("has meters of its own"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["since_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(building=None) | Q(unit=None), name="area_of_one_thing"
            ),
            models.CheckConstraint(condition=Q(area_m2__gte=0), name="area_not_negative"),
        ]
        indexes = [models.Index(fields=["site", "kind", "since_on"])]


class ExtraKind(models.TextChoices):
    """Persons who use water, or energy, and are on no unit's list, STANDARDS 1.3."""

    VISITORS = "visitors", _("visitors handling affairs, daily mean")
    OTHER_WATER = "other_water", _("other water users")


class ExtraPersons(SiteOwned):
    """用水人数 beside the head-counts: of a unit, or of the complex, from a day on."""

    read_permission: ClassVar[str | None] = EnergyPermission.STATISTICS_READ
    unit_path = "unit_id"

    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ExtraKind)
    since_on = models.DateField(_("since"))
    persons = models.PositiveIntegerField(_("number of persons"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["since_on", "id"]
