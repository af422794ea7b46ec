from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class MealsChosen(Fact):
    """One person signed up for, or off from, one or more meals of one canteen."""

    name: ClassVar[str] = "canteen.signups.meals_chosen"
    label = _("Signed up for or off from meals")

    person_id: int
    unit_id: int
    canteen_id: int
    eats: bool
    first_on: date
    last_on: date
    meals: list[str]
    changed: int
