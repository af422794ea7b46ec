"""What people enter of a meter, its place and its instrument."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from jieyue.energy.meters.models import FinalMethod, Item, Level, MeterKind


@dataclass(frozen=True, kw_only=True)
class MeterEntry:
    """A meter's own facts; capacity in the medium's unit per hour. See `Meter`."""

    name: str
    level: str = Level.SUB_UNIT
    interval_s: int | None = None
    capacity_per_hour: Decimal | None = None
    formula: str = ""
    is_billing: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a meter keeps for ever: another medium is another meter."""

    number: str
    medium: str
    kind: str = MeterKind.REGISTER


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a meter stands from since_on on. unit_ids: whom it serves; none: everybody."""

    since_on: date
    parent_id: int | None = None
    item: str = Item.TOTAL
    building_id: int | None = None
    floor_id: int | None = None
    room_id: int | None = None
    unit_ids: tuple[int, ...] = ()
    location: str = ""


@dataclass(frozen=True, kw_only=True)
class Device:
    """An instrument. multiplier None: worked out; given, it must be CT x PT x unit factor."""

    serial: str
    register_unit: str
    maker: str = ""
    model: str = ""
    accuracy_class: str = ""
    measuring_range: str = ""
    ct_ratio: Decimal = Decimal(1)
    pt_ratio: Decimal = Decimal(1)
    multiplier: Decimal | None = None
    digits: int = 6
    decimals: int = 2
    initial_register: Decimal | None = None
    calibrated_on: date | None = None
    calibration_due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Removal:
    """How an instrument went. final_register None: to be estimated by final_method."""

    final_register: Decimal | None = None
    final_method: str = FinalMethod.READ
    reason: str = ""
    witness: str = ""
    photo_id: int | None = None


def values_of(entry: Any) -> dict[str, Any]:
    """The fields of one of these as a dictionary."""
    return {each.name: getattr(entry, each.name) for each in fields(entry)}


def told(values: dict[str, Any]) -> dict[str, str]:
    """The same as the journal keeps it."""
    return {key: "" if value is None else str(value) for key, value in values.items()}
