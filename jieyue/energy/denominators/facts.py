from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class AreaRecorded(Fact):
    """A floor area from a day on; neither building nor unit: of the complex."""

    name: ClassVar[str] = "energy.denominators.area_recorded"
    label = _("Floor area for statistics recorded")

    figure_id: int
    building_id: int | None
    unit_id: int | None
    kind: str
    since_on: date
    area_m2: Decimal


@dataclass(frozen=True, kw_only=True)
class ExtraPersonsRecorded(Fact):
    """Water users beside the head-counts, from a day on."""

    name: ClassVar[str] = "energy.denominators.extra_persons_recorded"
    label = _("Further water users recorded")

    row_id: int
    unit_id: int | None
    kind: str
    since_on: date
    persons: int
