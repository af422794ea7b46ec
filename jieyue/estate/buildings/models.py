from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.estate.permissions import EstatePermission
from jieyue.kit.sites.models import SiteOwned


class Building(SiteOwned):
    """楼栋: one building of a complex. Gross area is 建筑面积, with the garage in it."""

    read_permission = EstatePermission.ROOMS_READ

    code = models.CharField(_("code"), max_length=8)
    name = models.CharField(_("name"), max_length=60)
    gross_area_m2 = models.DecimalField(
        _("gross floor area (m²)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    garage_area_m2 = models.DecimalField(
        _("of it garage (m²)"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_building_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class Floor(SiteOwned):
    """楼层: level 1 is the ground floor, below it -1."""

    read_permission = EstatePermission.ROOMS_READ

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="floors")
    level = models.SmallIntegerField(_("level"))

    class Meta:
        ordering = ["building", "level"]
        constraints = [
            models.UniqueConstraint(fields=["building", "level"], name="one_floor_per_level"),
            models.CheckConstraint(condition=~models.Q(level=0), name="no_floor_zero"),
        ]
