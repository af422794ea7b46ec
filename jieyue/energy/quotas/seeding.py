"""Taking in quota tables from data; the product brings the sample ones."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.quotas.facts import QuotaTableTakenIn
from jieyue.energy.quotas.models import Indicator, QuotaRow, QuotaTable
from jieyue.energy.quotas.refusals import BadTable, TableKnown
from jieyue.energy.quotas.rules.limits import Key, Limits, check
from jieyue.kit import journal
from jieyue.kit.actor import Actor

FOLDER = Path(__file__).resolve().parent / "tables"


def sample_files() -> list[Path]:
    """The tables the product brings, by name."""
    return sorted(FOLDER.glob("*.json"))


def seed(*, actor: Actor, at: datetime) -> None:
    """The sample tables the actor's site does not have yet."""
    known = set(QuotaTable.objects.filter(site_id=actor.site_id).values_list("code", flat=True))
    for path in sample_files():
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["code"] not in known:
            take_in(data, actor=actor, at=at)


@transaction.atomic
def take_in(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> QuotaTable:
    """Keep a table with all its rows, or nothing of it.

    Raises NotAllowed, BadTable, BadLimits, TableKnown.
    """
    actor.require(EnergyPermission.QUOTAS_EDIT)
    rows = list(limits_of(data.get("rows", ())))
    if not rows:
        raise BadTable("rows", found="", wanted="[{…}]")
    for row in rows:
        check(row)
    code = _text(data, "code")
    if QuotaTable.objects.filter(site_id=actor.site_id, code=code).exists():
        raise TableKnown(code)
    if len({row.key for row in rows}) < len(rows):
        raise BadTable("rows", found=code, wanted="one row for each key")
    table: QuotaTable = QuotaTable.objects.create(
        site_id=actor.site_id,
        code=code,
        title=_text(data, "title"),
        source=_text(data, "source"),
        is_sample=data.get("is_sample") is True,
        effective_from=_day(data, "effective_from"),
        effective_until=_day(data, "effective_until") if data.get("effective_until") else None,
        taken_in_at=at,
        taken_in_by=actor.name,
    )
    QuotaRow.objects.bulk_create(
        QuotaRow(
            site_id=actor.site_id, table=table, institution=row.key.institution,
            level=row.key.level, zone=row.key.zone, indicator=row.key.indicator,
            set_code=row.key.set_code, constraint=row.constraint, baseline=row.baseline,
            guide=row.guide,
        )
        for row in rows
    )  # fmt: skip
    fact = QuotaTableTakenIn(table_id=table.id, code=code, rows=len(rows))
    journal.record(fact, actor=actor, at=at)
    return table


def limits_of(rows: Iterable[Any]) -> Iterable[Limits]:
    """Rows of a table's data. Raises BadTable."""
    if not isinstance(rows, list | tuple):
        raise BadTable("rows", found=rows, wanted="[{…}]")
    for row in rows:
        if not isinstance(row, Mapping):
            raise BadTable("rows", found=row, wanted="{…}")
        if row.get("indicator") not in Indicator.values:
            raise BadTable("indicator", found=row.get("indicator"), wanted="/".join(Indicator))
        key = Key(
            _text(row, "institution"),
            str(row.get("level", "")),
            str(row.get("zone", "")),
            str(row["indicator"]),
            str(row.get("set_code", "")),
        )
        is_coal = key.indicator in (Indicator.ENERGY_PER_M2, Indicator.ENERGY_PER_PERSON)
        if is_coal != bool(key.set_code):
            raise BadTable("set_code", found=key.set_code, wanted="calorific/…" if is_coal else "")
        yield Limits(
            key=key,
            constraint=_number(row, "constraint"),
            baseline=None if row.get("baseline") is None else _number(row, "baseline"),
            guide=_number(row, "guide"),
        )


def _text(data: Mapping[str, Any], name: str) -> str:
    found = data.get(name)
    if not isinstance(found, str) or not found.strip():
        raise BadTable(name, found=found or "", wanted="text")
    return found.strip()


def _number(data: Mapping[str, Any], name: str) -> Decimal:
    try:
        value = Decimal(str(data.get(name)))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value != round(value, 3):
        raise BadTable(name, found=data.get(name), wanted="12.345")
    return value


def _day(data: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(data.get(name)))
    except ValueError:
        raise BadTable(name, found=data.get(name), wanted="2026-01-01") from None
