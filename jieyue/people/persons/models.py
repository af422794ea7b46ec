from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.kit.sites.models import SiteOwned
from jieyue.people.units.models import Unit


class Person(SiteOwned):
    """Somebody who works in the complex; `unit` is the unit of the current posting."""

    unit_path = "unit_id"
    person_path = "id"

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="persons", verbose_name=_("unit")
    )
    staff_no = models.CharField(_("staff number"), max_length=20)
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        ordering = ["staff_no"]
        constraints = [
            models.UniqueConstraint(fields=["site", "staff_no"], name="one_person_per_staff_no")
        ]

    def __str__(self) -> str:
        return self.name
