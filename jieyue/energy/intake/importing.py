"""A file of readings taken in: read, its meters found or opened, and stored."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from django.db import transaction

from jieyue.energy.intake import matching, refusals
from jieyue.energy.intake import parameters as limits
from jieyue.energy.intake.incoming import Doubt, Incoming
from jieyue.energy.intake.matching import Matched
from jieyue.energy.intake.models import Source
from jieyue.energy.intake.sheets import layout as layouts
from jieyue.energy.intake.sheets import opening, reading
from jieyue.energy.intake.sheets.layout import Layout
from jieyue.energy.intake.sheets.opening import BadFile
from jieyue.energy.intake.sheets.reading import Clock, FileReadings
from jieyue.energy.intake.sheets.units import UNITS, FileUnit, unit_of
from jieyue.energy.intake.storing import Stored, store
from jieyue.energy.meters.models import Medium, MeterKind
from jieyue.energy.readings import days
from jieyue.energy.readings.merging import Readings
from jieyue.energy.readings.models import Quality
from jieyue.kit import parameters
from jieyue.kit.actor import Actor

Progress = Callable[[float], None]
FEN = 100
BAD_FILES: dict[str, type[refusals.BadReadingsFile]] = {
    "empty": refusals.EmptyFile,
    "large": refusals.TooLarge,
    "old_sheet": refusals.OldSheet,
}


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a file cannot say itself; all but the medium may be left to its headers.

    unit: of its values. kind: a register or the use of intervals (`MeterKind`). layout: of
    `layouts`. starts: an interval is labelled by its start. prefix: before each meter's number.
    """

    medium: str = Medium.ELECTRICITY
    unit: str = ""
    kind: str = ""
    layout: str = ""
    zone: str = "Asia/Shanghai"
    interval_s: int | None = None
    starts: bool = True
    open_meters: bool = False
    prefix: str = ""


@dataclass(frozen=True)
class Imported:
    """What a file came to. problems: the first thousand readings refused or flagged."""

    stored: Stored
    layout: str
    readings: int
    meters: int
    opened: list[str]
    left_out: list[str]
    unknown: list[str]
    problems: list[Doubt]


class _TakenBack(Exception):
    pass


def import_file(
    content: bytes,
    *,
    name: str,
    choices: Choices,
    actor: Actor,
    at: datetime,
    progress: Progress = lambda _share: None,
    dry_run: bool = False,
) -> Imported:
    """Take in a whole file, or nothing of it.

    dry_run: everything is done and taken back. Raises NotAllowed and what `refusals` names.
    """
    found, plan, unit = _read(content, name=name, choices=choices, actor=actor, at=at)
    progress(0.3)
    done: list[Imported] = []
    try:
        with transaction.atomic():
            matched = matching.match(
                found,
                matching.Wanted(
                    medium=choices.medium,
                    kind=_kind(choices, plan, found),
                    unit=unit,
                    interval_s=choices.interval_s,
                    open_meters=choices.open_meters,
                    prefix=choices.prefix,
                ),
                actor=actor,
                at=at,
            )
            progress(0.4)
            stored = store(
                _incoming(found, matched, choices),
                source=Source.FILE,
                name=name,
                fingerprint=hashlib.sha256(content).hexdigest(),
                actor=actor,
                at=at,
            )
            done.append(
                Imported(
                    stored=stored,
                    layout=plan.kind,
                    readings=len(found) + found.doubts.refused.total(),
                    meters=len(found.labels),
                    opened=matched.opened,
                    left_out=plan.left_out,
                    unknown=matched.unknown,
                    problems=list(found.doubts.kept),
                )
            )
            if dry_run:
                raise _TakenBack
    except _TakenBack:
        pass
    progress(1.0)
    return done[0]


def _read(
    content: bytes, *, name: str, choices: Choices, actor: Actor, at: datetime
) -> tuple[FileReadings, Layout, FileUnit | None]:
    unit = unit_of(choices.unit, medium=choices.medium) if choices.unit else None
    if choices.unit and unit is None:
        raise refusals.UnknownUnit(unit=choices.unit, known=", ".join(UNITS))
    values = parameters.read(site_id=actor.site_id or 0, on=days.local_day_of(days.second_of(at)))
    clock = Clock(_zone(choices.zone), at, values.time(limits.TIME_OF_DAY))
    try:
        sheet = opening.open_sheet(content)
        plan = layouts.layout_of(sheet, wanted=choices.layout, name=name)
    except BadFile as bad:
        raise BAD_FILES.get(bad.reason, refusals.Unreadable)(reason=bad.reason) from bad
    except layouts.NoLayout as bad:
        named = ", ".join(bad.headers)[:300]
        raise refusals.ColumnsMissing(missing=", ".join(bad.missing), headers=named) from bad
    found = reading.read(sheet, plan, clock)
    if not len(found) and not found.doubts.refused:
        raise refusals.NoReadings
    return found, plan, unit


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refusals.UnknownZone(zone=name) from error


def _kind(choices: Choices, plan: Layout, found: FileReadings) -> str:
    if choices.kind:
        return choices.kind
    rated = any(unit is not None and unit.per_hour for unit in found.units)
    return MeterKind.INTERVAL if plan.is_use or rated else MeterKind.REGISTER


def _incoming(found: FileReadings, matched: Matched, choices: Choices) -> Incoming:
    """Readings in thousandths of each instrument's unit; what has no meter is doubted."""
    scaled = found.value * matched.factor[found.group] * 1000
    whole = np.floor(scaled + 0.5)
    rounded = np.abs(scaled - whole) > np.maximum(1e-6, np.abs(scaled) * 4e-16)
    rounded &= matched.factor[found.group] == 1
    meter_id = matched.meter_id[found.group]
    told = meter_id > 0
    for code in set(matched.reason) - {""}:
        wrong = np.array([reason == code for reason in matched.reason])[found.group]
        _doubt(found, wrong, code, stored=False)
    _doubt(found, told & found.repeated, "repeated_hour", stored=True)
    _doubt(found, told & rounded, "too_fine", stored=True)
    at_s = found.at_s + (matched.interval_s[found.group] if choices.starts else 0)
    amounts = None
    if found.amount is not None:
        fen = np.where(np.isnan(found.amount), -1, np.floor(found.amount * FEN + 0.5))
        amounts = fen.astype(np.int64)[told]
    readings = Readings(
        meter_id[told],
        at_s[told],
        whole[told].astype(np.int64),
        np.full(int(told.sum()), Quality.IMPORTED, np.uint8),
    )
    return Incoming(readings, line=found.line[told], amount_fen=amounts, doubts=found.doubts)


def _doubt(found: FileReadings, marks: reading.Marks, reason: str, *, stored: bool) -> None:
    places = np.flatnonzero(marks).tolist()
    if not places:
        return
    doubts = (
        Doubt(
            reason,
            line=int(found.line[place]),
            meter_number=found.labels[found.group[place]],
            at_text=days.told(int(found.at_s[place])),
            value_text=f"{found.value[place]:.15g}",
            was_stored=stored,
        )
        for place in places
    )
    found.doubts.add_all(doubts, reason=reason, count=len(places), stored=stored)
