from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned


class Building(SiteOwned):
    """楼栋: one building of a complex."""

    code = models.CharField(_("code"), max_length=8)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_building_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class Floor(SiteOwned):
    """楼层: level 1 is the ground floor, below it -1."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="floors")
    level = models.SmallIntegerField(_("level"))

    class Meta:
        ordering = ["building", "level"]
        constraints = [
            models.UniqueConstraint(fields=["building", "level"], name="one_floor_per_level")
        ]
