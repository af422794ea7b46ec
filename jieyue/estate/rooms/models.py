from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.estate.buildings.models import Floor
from jieyue.kit.sites.models import SiteOwned


class Room(SiteOwned):
    """房间: `area_m2` is usable area (使用面积), not gross floor area."""

    floor = models.ForeignKey(Floor, on_delete=models.PROTECT, related_name="rooms")
    number = models.CharField(_("number"), max_length=12)
    use = models.CharField(_("use"), max_length=20)
    area_m2 = models.DecimalField(_("usable area (m²)"), max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="one_room_per_no")]

    def __str__(self) -> str:
        return self.number
