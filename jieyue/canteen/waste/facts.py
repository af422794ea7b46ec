from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class WasteWeighed(Fact):
    """A container of waste was weighed; `corrects` is the weighing it stands in for."""

    name: ClassVar[str] = "canteen.waste.weighed"
    label = _("Waste weighed")

    weighing_id: int
    canteen_id: int
    day: date
    stage: str
    net_kg: Decimal
    corrects: int | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PlatesChecked(Fact):
    """Trays that came back were looked at."""

    name: ClassVar[str] = "canteen.waste.plates_checked"
    label = _("Clean plates checked")

    canteen_id: int
    day: date
    meal: str
    inspected: int
    clean: int


@dataclass(frozen=True, kw_only=True)
class ContainerSet(Fact):
    """A container's empty mass was entered or changed; active False takes it out of use."""

    name: ClassVar[str] = "canteen.waste.container_set"
    label = _("Container set")

    canteen_id: int
    container: str
    tare_kg: Decimal
    active: bool


@dataclass(frozen=True, kw_only=True)
class LeftoverRegistered(Fact):
    """What was left after a meal was registered, with what becomes of it."""

    name: ClassVar[str] = "canteen.waste.leftover_registered"
    label = _("Leftover registered")

    leftover_id: int
    canteen_id: int
    day: date
    meal: str
    what: str
    mass_kg: Decimal
    fate: str
    keep_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class LeftoverSettled(Fact):
    """What was kept was used, or thrown away."""

    name: ClassVar[str] = "canteen.waste.leftover_settled"
    label = _("Leftover used or thrown away")

    leftover_id: int
    settled_as: str


@dataclass(frozen=True, kw_only=True)
class HaulerSet(Fact):
    """A hauler's licence was entered or changed."""

    name: ClassVar[str] = "canteen.waste.hauler_set"
    label = _("Hauler set")

    hauler: str
    licence_number: str
    valid_to: date
    takes: list[str]
    active: bool


@dataclass(frozen=True, kw_only=True)
class WasteHauled(Fact):
    """A hauler took waste away; `kind` is "food_waste" or "oil"."""

    name: ClassVar[str] = "canteen.waste.hauled"
    label = _("Waste hauled away")

    number: str
    canteen_id: int
    hauler: str
    kind: str
    mass_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class OilPoured(Fact):
    """Waste oil went into the barrel."""

    name: ClassVar[str] = "canteen.waste.oil_poured"
    label = _("Waste oil put into the barrel")

    canteen_id: int
    day: date
    mass_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class RecipeProposed(Fact):
    """The leftovers of a dish ask for another portion or another yield."""

    name: ClassVar[str] = "canteen.waste.recipe_proposed"
    label = _("Change of a recipe proposed")

    dish: str
    portion_g: int | None
    yield_factor: Decimal | None
    days: int


@dataclass(frozen=True, kw_only=True)
class ProposalDecided(Fact):
    """A person took a proposed change into the recipe, or refused it."""

    name: ClassVar[str] = "canteen.waste.proposal_decided"
    label = _("Proposed change of a recipe decided")

    dish: str
    status: str
    reason: str
