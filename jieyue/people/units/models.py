from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned


class Unit(SiteOwned):
    """入驻单位: an organisation that works in the complex, or a contractor on it."""

    unit_path = "id"

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=20)
    is_contractor = models.BooleanField(_("contractor"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="one_unit_per_code"),
            models.UniqueConstraint(fields=["site", "name"], name="one_unit_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
