from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen, Meal
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.sites.models import SiteOwned
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit


class MealChoice(SiteOwned):
    """报餐 / 停餐: whether a person will eat one meal. Without a row the person does as usual.

    `unit` is the person's unit when the choice was made.
    """

    read_permission: ClassVar[str | None] = CanteenPermission.SIGNUPS_READ
    unit_path = "unit_id"
    person_path = "person_id"

    canteen = models.ForeignKey(Canteen, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    meal = models.CharField(_("meal"), max_length=10, choices=Meal)
    day = models.DateField(_("day"))
    eats = models.BooleanField(_("eats"))
    chosen_by = models.CharField(_("by"), max_length=80)
    chosen_at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["-day", "unit", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "meal", "day"], name="one_choice_per_meal")
        ]
        indexes = [models.Index(fields=["site", "day"])]
