"""Writes decisions and states past the model layer, which would take most of the time."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection, models

from jieyue.access.decisions.local_time import instant, milliseconds
from jieyue.access.decisions.models import Decision, HolderState, UsedPass
from jieyue.access.decisions.whereabouts import NEVER, State
from jieyue.kit import statements

ROWS_AT_ONCE = 400  # times the columns of a decision stays below SQLite's 32,766 parameters


class DecisionRow(NamedTuple):
    """One row of Decision; its fields bear the names of the table's columns."""

    site_id: int
    device_id: int | None
    gate_id: int | None
    event_id: str
    at: datetime
    received_at: datetime
    direction: str
    kind: str
    subject: str
    colour: str
    confidence: float | None
    credential_id: int | None
    person_id: int | None
    unit_id: int | None
    holder_key: str
    label: str
    outcome: str
    reason: str
    warnings: str
    decided_by: str
    rule_version: str
    rules_number: int
    inputs: str
    is_current: bool
    picture_id: int | None


class StateRow(NamedTuple):
    """One row of HolderState; its fields bear the names of the table's columns."""

    site_id: int
    holder_key: str
    zone_id: int
    is_inside: bool
    at: datetime
    gate_id: int | None
    in_at: datetime | None
    in_gate_id: int | None
    out_at: datetime | None
    out_gate_id: int | None
    is_vehicle: bool


def insert_decisions(rows: Sequence[DecisionRow]) -> dict[tuple[int | None, str], int]:
    """Add rows in the open transaction; their ids by device and event.

    Raises IntegrityError for one that is there.
    """
    found: dict[tuple[int | None, str], int] = {}
    for first in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[first : first + ROWS_AT_ONCE]
        values: list[Any] = []
        for row in part:
            at, received_at = _instant(row.at), _instant(row.received_at)
            values += row[:4]
            values += (at, received_at)
            values += row[6:]
        written = statements.ask(_insert_decisions(statements.vendor(), len(part)), values)
        found |= {(device_id, event): number for device_id, event, number in written}
    return found


@lru_cache(maxsize=64)
def _insert_decisions(_vendor: str, rows: int) -> str:
    names = DecisionRow._fields
    return (
        f"INSERT INTO {_table(Decision)} ({_columns(names)}) VALUES "  # noqa: S608
        f"{', '.join([_places(len(names))] * rows)} RETURNING device_id, event_id, id"
    )


def known_events(
    device_ids: Collection[int], event_ids: Collection[str]
) -> dict[tuple[int, str], Decision]:
    """Decisions that came before, by device and event."""
    if len(device_ids) == len(event_ids) == 1 and not _is_known(
        next(iter(device_ids)), next(iter(event_ids))
    ):
        return {}
    rows = Decision.objects.filter(device_id__in=device_ids, event_id__in=event_ids)
    return {(row.device_id, row.event_id): row for row in rows}


def _is_known(device_id: int, event_id: str) -> bool:
    return bool(statements.ask(_known_event(statements.vendor()), [device_id, event_id]))


@lru_cache(maxsize=4)
def _known_event(_vendor: str) -> str:
    return f"SELECT 1 FROM {_table(Decision)} WHERE device_id = %s AND event_id = %s"  # noqa: S608


def states_of(
    holder_keys: Collection[str],
) -> Iterable[tuple[str, int, State, int | None, int | None]]:
    """holder_key, zone id, state without its gates, and their ids: in, out. One query.

    Of every site: by its site SQLite would look at all holders of it. A zone says whose it is.
    """
    if not holder_keys:
        return
    keys = list(holder_keys)
    rows = statements.ask(_states_of(statements.vendor(), len(keys)), keys)
    for holder_key, zone_id, in_at, in_gate, out_at, out_gate in rows:
        state = State(in_ms=_read_ms(in_at), out_ms=_read_ms(out_at))
        yield holder_key, zone_id, state, in_gate, out_gate


@lru_cache(maxsize=64)
def _states_of(_vendor: str, holders: int) -> str:
    return (
        f"SELECT holder_key, zone_id, in_at, in_gate_id, out_at, out_gate_id "  # noqa: S608
        f"FROM {_table(HolderState)} WHERE holder_key IN {_places(holders)}"
    )


def put_states(rows: Sequence[StateRow]) -> None:
    """Add or replace states in the open transaction; the caller holds the holders' lock."""
    if not rows:
        return
    values = [
        row._replace(at=_instant(row.at), in_at=_instant(row.in_at), out_at=_instant(row.out_at))
        for row in rows
    ]
    statements.each(_put_states(statements.vendor()), values)


@lru_cache(maxsize=4)
def _put_states(_vendor: str) -> str:
    names = StateRow._fields
    changed = [name for name in names if name not in ("site_id", "holder_key", "zone_id")]
    updates = ", ".join(f"{_quote(name)} = excluded.{_quote(name)}" for name in changed)
    return (
        f"INSERT INTO {_table(HolderState)} ({_columns(names)}) "  # noqa: S608
        f"VALUES {_places(len(names))} "
        f"ON CONFLICT (holder_key, zone_id) DO UPDATE SET {updates}"
    )


def count_inside(
    *, zone_id: int, around: Collection[int], since: datetime, is_vehicle: bool
) -> int:
    """How many are inside a zone since the reset, without those seen to leave one around it."""
    table = _table(HolderState)
    sql = (
        f"SELECT COUNT(*) FROM {table} s WHERE s.zone_id = %s AND s.is_inside "  # noqa: S608
        "AND s.at >= %s AND s.is_vehicle = %s"
    )
    values: list[Any] = [zone_id, _instant(since), is_vehicle]
    if around:
        sql += (
            f" AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.holder_key = s.holder_key "  # noqa: S608
            f"AND o.zone_id IN {_places(len(around))} AND NOT o.is_inside AND o.at > s.at)"
        )
        values += around
    return int(statements.ask(sql, values)[0][0])


def used_passes(site_id: int, token_ids: Collection[str]) -> set[tuple[str, str]]:
    """Which of these passes were taken, with the direction."""
    if not token_ids:
        return set()
    rows = UsedPass.objects.filter(site_id=site_id, token_id__in=token_ids)
    return set(rows.values_list("token_id", "direction"))


def put_used_passes(site_id: int, used: Iterable[tuple[str, str, int]]) -> None:
    """Remember passes as taken: token, direction, when in ms. Known ones stay as they are."""
    rows = [
        UsedPass(site_id=site_id, token_id=token_id, direction=direction, at=instant(at_ms))
        for token_id, direction, at_ms in used
    ]
    if rows:
        UsedPass.objects.bulk_create(rows, ignore_conflicts=True)


def lock(*, site_id: int, device_ids: Collection[int], many: bool = False) -> None:
    """Put the deliveries of a device in a row, and great ones before or after all others.

    SQLite has one writer at a time and needs none of it.
    """
    if statements.vendor() != "postgresql":
        return
    site = _number(f"states:{site_id}")
    with connection.cursor() as cursor:
        for device_id in sorted(device_ids):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(f"device:{device_id}")])
        kind = "" if many else "_shared"
        cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [site])


def lock_names(names: Collection[str]) -> None:
    """Keep holders and zones to this transaction until it ends, always in one order."""
    if statements.vendor() != "postgresql" or not names:
        return
    with connection.cursor() as cursor:
        for number in sorted(_number(name) for name in names):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _instant(at: datetime | None) -> Any:
    """As the database takes it; SQLite as Django writes it there, in UTC without its offset."""
    if at is not None and statements.vendor() == "sqlite":
        return str(at if at.tzinfo is UTC else at.astimezone(UTC))[:-6]
    return connection.ops.adapt_datetimefield_value(at)


def _read_ms(value: Any) -> int:
    """SQLite gives instants without their offset, in UTC."""
    if value is None:
        return NEVER
    return milliseconds(value if value.tzinfo else value.replace(tzinfo=UTC))


def _places(number: int) -> str:
    return "(" + ", ".join(["%s"] * number) + ")"


def _columns(names: Sequence[str]) -> str:
    return ", ".join(_quote(name) for name in names)


def _table(model: type[models.Model]) -> str:
    return _quote(model._meta.db_table)


def _quote(name: str) -> str:
    quoted: str = connection.ops.quote_name(name)
    return quoted
