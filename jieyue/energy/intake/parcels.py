"""What a collector's message holds, as readings; each item that cannot be read is doubted."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

from jieyue.energy.intake import refusals
from jieyue.energy.intake.incoming import Doubt, Doubts, Incoming
from jieyue.energy.intake.sheets import numbers
from jieyue.energy.meters.models import Meter, MeterKind
from jieyue.energy.readings.merging import Readings
from jieyue.energy.readings.models import Quality

MOST_AT_ONCE = 20_000
VALUE_OF = {MeterKind.REGISTER.value: "register", MeterKind.INTERVAL.value: "use"}


class _Bad(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def incoming_of(body: Any, *, site_id: int) -> Incoming:
    """The items of a message; `line` is an item's place, from 1. Raises NothingSent, TooMany."""
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise refusals.NothingSent
    if len(items) > MOST_AT_ONCE:
        raise refusals.TooMany(count=len(items), most=MOST_AT_ONCE)
    known = _meters(items, site_id=site_id)
    doubts = Doubts()
    rows = []
    for line, item in enumerate(items, 1):
        try:
            rows.append((*_row(item, known), line))
        except _Bad as bad:
            doubts.add(_doubt(bad.reason, line, item))
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), ()]
    readings = Readings(
        np.array(columns[0], np.int64),
        np.array(columns[1], np.int64),
        np.array(columns[2], np.int64),
        np.array(columns[3], np.uint8),
    )
    return Incoming(readings, line=np.array(columns[4], np.int64), doubts=doubts)


def _meters(items: list[Any], *, site_id: int) -> dict[str, tuple[int, str]]:
    numbers_in = {str(item.get("meter")) for item in items if isinstance(item, dict)}
    rows = Meter.objects.filter(site_id=site_id, number__in=numbers_in)
    return {number: (id_, kind) for number, id_, kind in rows.values_list("number", "id", "kind")}


def _row(item: Any, known: dict[str, tuple[int, str]]) -> tuple[int, int, int, int]:
    if not isinstance(item, dict) or not item.get("meter"):
        raise _Bad("missing_meter")
    meter = known.get(str(item["meter"]))
    if meter is None:
        raise _Bad("unknown_meter")
    wanted = VALUE_OF.get(meter[1])
    if wanted is None:
        raise _Bad("virtual_meter")
    if wanted not in item and ("use" in item or "register" in item):
        raise _Bad("wrong_kind")
    quality = Quality.ESTIMATED if item.get("estimated") is True else Quality.DEVICE
    return meter[0], _second(item.get("at")), _milli(item.get(wanted)), int(quality)


def _second(text: Any) -> int:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise _Bad("bad_time") from None
    if at.tzinfo is None or at.year < 1990:
        raise _Bad("bad_time")
    return int(at.timestamp())


def _milli(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _Bad("bad_number")
    try:
        number = numbers.number(str(value), mark=".") if isinstance(value, str) else _plain(value)
    except numbers.BadNumber as bad:
        raise _Bad(bad.reason) from None
    whole, exact = numbers.thousandths(number)
    if not exact:
        raise _Bad("too_fine")
    return whole


def _plain(value: int | float) -> Decimal:
    found = Decimal(str(value))
    if abs(found) >= numbers.MOST:
        raise _Bad("bad_number")
    return found


def _doubt(reason: str, line: int, item: Any) -> Doubt:
    told = item if isinstance(item, dict) else {}
    value = told.get("register", told.get("use", ""))
    return Doubt(
        reason,
        line=line,
        meter_number=str(told.get("meter") or "")[:60],
        at_text=str(told.get("at") or "")[:40],
        value_text=str(value)[:40],
    )
