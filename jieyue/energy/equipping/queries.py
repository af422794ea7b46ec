"""Per medium and level: meters needed and installed, and how much of the use they saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.dimensions import MonthUse
from jieyue.energy.equipping import rules
from jieyue.energy.equipping.models import EquippingNeed
from jieyue.energy.equipping.parameters import MEASURED_RATES, REQUIRED_RATES
from jieyue.energy.meters.models import Instrument, Level, Medium, Meter, MeterKind, MeterStatus
from jieyue.energy.meters.queries import placed
from jieyue.energy.meters.rules import tree
from jieyue.energy.scale import of_micro
from jieyue.kit import parameters

DAY_S = 86_400
Rates = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class LevelRow:
    """One level of a medium. Shares are 0 to 1, required ones in percent; None: not known.

    coverage: of the readings behind the measured rate.
    """

    level: str
    label: str
    needed: int | None
    installed: int
    rate: Decimal | None
    required_pct: Decimal | None
    is_met: bool | None
    measured: Decimal | None
    measured_required_pct: Decimal | None
    is_measured_enough: bool | None
    coverage: Decimal | None


@dataclass(frozen=True)
class MediumRows:
    """One medium with its three levels."""

    medium: str
    label: str
    levels: list[LevelRow]


@dataclass(frozen=True)
class _Seen:
    use: Decimal
    coverage: Decimal


def rates(*, site_id: int, first: date, last: date) -> list[MediumRows]:
    """Every medium that has meters or is needed, measured over the whole months [first, last]."""
    values = parameters.read(site_id=site_id, on=last)
    required, wanted = values.json(REQUIRED_RATES), values.json(MEASURED_RATES)
    needs = _needs(site_id)
    meters = _installed(site_id)
    parents = _parents(site_id, last)
    seen = consumption.months([i for i, _m, _l in meters], first=first, last=last)
    asked_s = ((last - first).days + 1) * DAY_S
    found = []
    for medium in Medium:
        mine = [(meter_id, level) for meter_id, each, level in meters if each == medium]
        if not mine and medium not in needs:
            continue
        by_level = {
            str(level): rules.topmost([i for i, each in mine if each == level], parents)
            for level in Level
        }
        levels = {level: _sum(seen, ids, asked_s) for level, ids in by_level.items()}
        total = levels[str(Level.INSTITUTION)]
        found.append(
            MediumRows(
                str(medium),
                str(medium.label),
                [
                    _row(
                        level,
                        installed=sum(each == level for _i, each in mine),
                        needed=needs.get(medium, {}).get(level),
                        required=_pct(required, medium, level),
                        wanted=_pct(wanted, medium, level),
                        seen=levels[str(level)],
                        total=total,
                    )
                    for level in Level
                ],
            )
        )
    return found


def _row(
    level: Level,
    *,
    installed: int,
    needed: int | None,
    required: Decimal | None,
    wanted: Decimal | None,
    seen: _Seen | None,
    total: _Seen | None,
) -> LevelRow:
    rate = rules.rate(installed, needed)
    measured = rules.measured_rate(seen.use, total.use) if seen and total else None
    return LevelRow(
        level=str(level),
        label=str(level.label),
        needed=needed,
        installed=installed,
        rate=rate,
        required_pct=required,
        is_met=rules.is_met(rate, required),
        measured=measured,
        measured_required_pct=wanted,
        is_measured_enough=rules.is_met(measured, wanted),
        coverage=min(seen.coverage, total.coverage) if seen and total else None,
    )


def _needs(site_id: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = EquippingNeed.objects.filter(site_id=site_id)
    for medium, level, needed in rows.values_list("medium", "level", "needed"):
        found.setdefault(medium, {})[level] = needed
    return found


def _installed(site_id: int) -> list[tuple[int, str, str]]:
    """Meters in use at which an instrument hangs: id, medium, level."""
    hung = Instrument.objects.filter(site_id=site_id, removed_at=None).values("meter_id")
    rows = Meter.objects.filter(site_id=site_id, status=MeterStatus.IN_USE, id__in=hung)
    rows = rows.exclude(kind=MeterKind.VIRTUAL)
    return list(rows.values_list("id", "medium", "level"))


def _parents(site_id: int, on: date) -> dict[int, int | None]:
    spans = [
        tree.Span(row.meter_id, row.parent_id, row.since_on, row.until_on)
        for row in placed(site_id=site_id, first=on, last=on)
    ]
    return tree.parents_on(spans, on)


def _sum(seen: Mapping[int, list[MonthUse]], meter_ids: list[int], asked_s: int) -> _Seen | None:
    """What these meters saw together; None when nothing is known of any."""
    months = [month for meter_id in meter_ids for month in seen.get(meter_id, [])]
    if not months:
        return None
    use = of_micro(sum(month.use_micro for month in months))
    covered = sum(month.covered_s for month in months)
    return _Seen(use, Decimal(covered) / (asked_s * len(meter_ids)))


def _pct(rates: Rates, medium: str, level: str) -> Decimal | None:
    found = rates.get(str(medium), {}).get(str(level))
    return None if found is None else Decimal(str(found))
