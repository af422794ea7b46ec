"""台账导入: the ledger as an Excel sheet, one meter a line, parents first."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.energy.meters import actions, placing, refusals
from jieyue.energy.meters.entries import Device, Identity, MeterEntry, Place, values_of
from jieyue.energy.meters.models import Instrument, Item, Level, Medium, Meter, MeterKind, Placement
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.estate.buildings.models import Building, Floor
from jieyue.estate.rooms.models import Room
from jieyue.kit.actor import Actor
from jieyue.kit.quantities import UnknownUnit, parse_unit
from jieyue.kit.sheets import Column, SheetSpec
from jieyue.people.units.models import Unit

ONE = Decimal(1)
SEPARATORS = str.maketrans({"，": "、", ",": "、", ";": "、", "；": "、"})

SHEET = SheetSpec(
    "meters",
    _("Meter ledger"),
    (
        Column("number", _("Number"), required=True, longest=30, example="E-A-01"),
        Column("name", _("Meter name"), required=True, longest=80),
        Column("medium", _("Medium"), kind="choice", required=True, choices=Medium.choices),
        Column("kind", _("Kind"), kind="choice", choices=MeterKind.choices),
        Column("level", _("Level"), kind="choice", choices=Level.choices),
        Column("item", _("Item"), kind="choice", choices=Item.choices),
        Column("since_on", _("Stands there since"), kind="date", required=True),
        Column("parent", _("Above it"), longest=30, help=_("Number of the meter above.")),
        Column("building", _("Building"), help=_("Its name or code.")),
        Column("floor", _("Floor"), kind="integer"),
        Column("room", _("Room")),
        Column("location", _("Location"), longest=120),
        Column("units", _("Serves"), help=_("Names or codes, with 、 between them.")),
        Column("interval_min", _("Minutes between readings"), kind="decimal", minimum=0),
        Column("capacity_per_hour", _("Most per hour"), kind="decimal", minimum=0),
        Column("formula", _("Formula"), longest=600),
        Column("is_billing", _("Settled by it"), kind="boolean"),
        Column("serial", _("Serial number"), longest=40),
        Column("maker", _("Maker"), longest=60),
        Column("model", _("Model"), longest=60),
        Column("accuracy_class", _("Accuracy class"), longest=10),
        Column("measuring_range", _("Range"), longest=40),
        Column("ct_ratio", _("CT ratio"), kind="decimal", minimum=0),
        Column("pt_ratio", _("PT ratio"), kind="decimal", minimum=0),
        Column("multiplier", _("Multiplier"), kind="decimal", minimum=0),
        Column("register_unit", _("Register's unit")),
        Column("digits", _("Digits"), kind="integer", minimum=1, maximum=12),
        Column("decimals", _("Decimals"), kind="integer", minimum=0, maximum=3),
        Column("installed_on", _("Installed"), kind="date"),
        Column("initial_register", _("First register"), kind="decimal", minimum=0),
        Column("calibrated_on", _("Calibrated on"), kind="date"),
        Column("calibration_due_on", _("Calibration due on"), kind="date"),
        Column("note", _("Remark"), longest=400),
    ),
)


@transaction.atomic
def put_meter(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """One line of the sheet: a new meter, or what is new of a known one.

    Returns "added", "changed" or "unchanged". Raises NotAllowed, NoSuch, InstrumentDiffers,
    IdentityDiffers, and what opening, changing and placing a meter may be refused for.
    """
    given = {key: value for key, value in values.items() if value not in (None, "")}
    site_id = actor.site_id or 0
    place, device = _place(given, site_id=site_id), _device(given)
    entry = _entry(given)
    known = Meter.objects.filter(site_id=site_id, number=given["number"]).first()
    if known is None:
        identity = Identity(
            number=given["number"], medium=given["medium"], kind=given.get("kind", "register")
        )
        installed = given.get("installed_on")
        actions.open_meter(
            identity=identity,
            entry=entry,
            place=place,
            device=device,
            installed_at=_midnight(installed) if installed else None,
            actor=actor,
            at=at,
        )
        return "added"
    _check_identity(known, given)
    _check_device(known, device)
    changed = _change(known, entry, given, actor=actor, at=at)
    return "changed" if _move(known, place, actor=actor, at=at) or changed else "unchanged"


def _entry(given: Mapping[str, Any]) -> MeterEntry:
    minutes = given.get("interval_min")
    return MeterEntry(
        name=given["name"],
        level=given.get("level", Level.SUB_UNIT),
        interval_s=int(minutes * 60) if minutes else None,
        capacity_per_hour=given.get("capacity_per_hour"),
        formula=given.get("formula", ""),
        is_billing=bool(given.get("is_billing")),
        note=given.get("note", ""),
    )


def _place(given: Mapping[str, Any], *, site_id: int) -> Place:
    """Raises NoSuch."""
    building_id = floor_id = room_id = parent_id = None
    if "building" in given:
        text = given["building"]
        building_id = _one(Building, site_id, _("Building"), text, ("name", "code"))
    if "floor" in given:
        rows = Floor.objects.filter(building_id=building_id or 0, level=given["floor"])
        floor_id = rows.values_list("id", flat=True).first()
        if floor_id is None:
            raise refusals.NoSuch(what=_("Floor"), text=given["floor"])
    if "room" in given:
        room_id = _one(Room, site_id, _("Room"), given["room"], ("number",))
    if "parent" in given:
        parent_id = _one(Meter, site_id, _("Above it"), given["parent"], ("number",))
    names = given.get("units", "").translate(SEPARATORS).split("、")
    by = ("name", "short_name", "code")
    units = [_one(Unit, site_id, _("Unit"), name.strip(), by) for name in names if name.strip()]
    return Place(
        since_on=given["since_on"],
        parent_id=parent_id,
        item=given.get("item", Item.TOTAL),
        building_id=building_id,
        floor_id=floor_id,
        room_id=room_id,
        unit_ids=tuple(units),
        location=given.get("location", ""),
    )


def _one(table: Any, site_id: int, what: Any, text: str, by: tuple[str, ...]) -> int:
    """The row of that name or code. Raises NoSuch."""
    for key in by:
        row_id: int | None = (
            table.objects.filter(site_id=site_id, **{key: text})
            .values_list("id", flat=True)
            .first()
        )
        if row_id is not None:
            return row_id
    raise refusals.NoSuch(what=what, text=text)


def _device(given: Mapping[str, Any]) -> Device | None:
    """The line's instrument, or None. Raises RegisterUnitUnfit."""
    if "serial" not in given:
        return None
    text = given.get("register_unit", UNIT_OF[given["medium"]])
    try:
        register_unit = parse_unit(text).value
    except UnknownUnit:
        register_unit = text  # refused with the medium's unit beside it
    names = (
        "serial", "maker", "model", "accuracy_class", "measuring_range", "ct_ratio", "pt_ratio",
        "multiplier", "digits", "decimals", "initial_register", "calibrated_on",
        "calibration_due_on",
    )  # fmt: skip
    values = {name: given[name] for name in names if name in given}
    return Device(register_unit=register_unit, **values)


def _check_identity(known: Meter, given: Mapping[str, Any]) -> None:
    """Raises IdentityDiffers."""
    if (known.medium, known.kind) != (given["medium"], given.get("kind", known.kind)):
        raise refusals.IdentityDiffers(number=known.number, medium=known.get_medium_display())


def _check_device(known: Meter, device: Device | None) -> None:
    """A sheet replaces no instrument: that needs its last register. Raises InstrumentDiffers."""
    if device is None:
        return
    hangs = Instrument.objects.filter(meter=known, removed_at=None).first()
    compared = ("serial", "ct_ratio", "pt_ratio", "register_unit", "digits")
    if hangs is None or any(getattr(hangs, key) != getattr(device, key) for key in compared):
        raise refusals.InstrumentDiffers(
            number=known.number, serial=hangs.serial if hangs else "—", given=device.serial
        )


def _change(
    known: Meter, entry: MeterEntry, given: Mapping[str, Any], *, actor: Actor, at: datetime
) -> bool:
    """What the sheet leaves empty stays as it is."""
    said = {"name"} | set(given) | ({"interval_s"} if "interval_min" in given else set())
    merged = MeterEntry(
        **{
            key: value if key in said else getattr(known, key)
            for key, value in values_of(entry).items()
        }
    )
    if all(getattr(known, key) == value for key, value in values_of(merged).items()):
        return False
    actions.change_meter(meter_id=known.id, entry=merged, actor=actor, at=at)
    return True


def _move(known: Meter, place: Place, *, actor: Actor, at: datetime) -> bool:
    rows = Placement.objects.filter(meter=known, since_on__lte=place.since_on)
    stands = rows.order_by("-since_on").first()
    if stands is not None and _same(stands, place):
        return False
    actions.place(meter_id=known.id, place=place, actor=actor, at=at)
    return True


def _same(stands: Placement, place: Place) -> bool:
    was, wanted = placing.as_values(stands), values_of(place)
    building_given = wanted["building_id"] or wanted["room_id"] or wanted["floor_id"]
    keys = ["parent_id", "item", "room_id", "location"]
    keys += ["building_id"] if wanted["building_id"] or not building_given else []
    keys += ["floor_id"] if wanted["floor_id"] or not building_given else []
    if any(was[key] != wanted[key] for key in keys):
        return False
    return sorted(was["unit_ids"]) == sorted(wanted["unit_ids"])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
