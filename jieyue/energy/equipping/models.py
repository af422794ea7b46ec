from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters.models import Level, Medium
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.sites.models import SiteOwned


class EquippingNeed(SiteOwned):
    """应配数量: how many meters of a medium a level needs in theory, GB 17167. Found on site."""

    read_permission: ClassVar[str | None] = EnergyPermission.METERS_READ

    medium = models.CharField(_("medium"), max_length=12, choices=Medium)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    needed = models.PositiveIntegerField(_("needed"))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(_("recorded by"), max_length=80)

    class Meta:
        ordering = ["medium", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "medium", "level"], name="one_need_per_medium_and_level"
            )
        ]
