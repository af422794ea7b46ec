"""Takes what gates report, keeps the counts by unit, and forgets single entries in time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jieyue.access import parameters as limits
from jieyue.access.devices.models import Device
from jieyue.access.entries import queries, rules
from jieyue.access.entries.facts import EntriesForgotten
from jieyue.access.entries.models import GateEntry, Ingest, QuarterPresence, RefusedEntry
from jieyue.access.entries.presence import site_of
from jieyue.access.entries.rules import BadEvent, GateEvent, Reason
from jieyue.access.entries.store import Row, insert, insert_quarters
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

LONGEST_CONTENT = 2_000


class TooManyEntries(Exception):
    """A delivery holds more rows than are taken at once."""

    def __init__(self, *, given: int, limit: int) -> None:
        super().__init__(given, limit)
        self.given, self.limit = given, limit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: stored, duplicate or refused (with `reason`).

    notes: "clock_ahead" and "unknown_person" on rows that were stored all the same.
    """

    event_id: str | None
    outcome: str
    reason: str | None = None
    notes: tuple[str, ...] = ()


@dataclass
class Delivery:
    """The rows of one delivery on their way into the table."""

    device: Device
    received_at: datetime
    trusted_until: datetime
    outcomes: list[Outcome] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    refusals: list[RefusedEntry] = field(default_factory=list)

    def refuse(self, row: object, event_id: str | None, reason: Reason) -> None:
        content = json.dumps(row, ensure_ascii=False)[:LONGEST_CONTENT].replace("\\u0000", "")
        refusal = RefusedEntry(
            site_id=self.device.site_id,
            position=len(self.outcomes),
            reason=reason,
            content=content,
        )
        self.refusals.append(refusal)
        self.outcomes.append(Outcome(event_id, "refused", reason.value))

    def take(self, event: GateEvent, people: dict[tuple[str, str], tuple[int, int]]) -> None:
        person_id, unit_id = people.get((event.credential, event.subject), (None, None))
        ahead = event.at > self.trusted_until
        notes: tuple[str, ...] = ("clock_ahead",) if ahead else ()
        if person_id is None and event.credential in ("staff", "person"):
            notes += ("unknown_person",)
        row = Row(
            site_id=self.device.site_id,
            device_id=self.device.id,
            event_id=event.event_id,
            at=event.at,
            received_at=self.received_at,
            direction=event.direction,
            credential=event.credential,
            subject=event.subject,
            person_id=person_id,
            unit_id=unit_id,
            is_current=event.is_current,
            clock_ahead=ahead,
        )
        self.rows.append(row)
        self.outcomes.append(Outcome(event.event_id, "stored", None, notes))


@transaction.atomic
def store(rows: Sequence[object], *, device_id: int, actor: Actor, at: datetime) -> list[Outcome]:
    """Take one delivery of a device; outcomes in the order of its rows.

    A row that came before (same device and event id) is a duplicate; with other content it is
    refused and the first is kept. No bad row keeps a good one out. Raises TooManyEntries.
    """
    actor.require(AccessPermission.ENTRIES_STORE)
    site_id = site_of(actor)
    if len(rows) > rules.MOST_AT_ONCE:
        raise TooManyEntries(given=len(rows), limit=rules.MOST_AT_ONCE)
    # The lock puts a device's deliveries in a row, so that what is known stays true until the end.
    device = Device.objects.select_for_update().get(id=device_id, site_id=site_id)
    values = parameters.read(site_id=device.site_id, on=timezone.localdate(at))
    tolerance = timedelta(seconds=values.integer(limits.CLOCK_TOLERANCE))
    delivery = Delivery(device, at, at + tolerance)
    _sort_out(delivery, rows)
    insert(delivery.rows)
    _log(delivery)
    Device.objects.filter(id=device.id).update(last_seen_at=at)
    return delivery.outcomes


def _sort_out(delivery: Delivery, rows: Sequence[object]) -> None:
    """Decide about each row. Three queries, however many rows."""
    reader = rules.Reader(delivery.device.serial, delivery.device.direction)
    read = [_read(row, reader) for row in rows]
    events = [event for event in read if isinstance(event, GateEvent)]
    known = _known(delivery.device, events)
    people = _people(delivery.device.site_id, events)
    for row, event in zip(rows, read, strict=True):
        if isinstance(event, BadEvent):
            delivery.refuse(row, _event_id_of(row), event.reason)
            continue
        content = (event.at, event.direction, event.credential, event.subject)
        first = known.setdefault(event.event_id, content)
        if first is content:
            delivery.take(event, people)
        elif first == content:
            delivery.outcomes.append(Outcome(event.event_id, "duplicate"))
        else:
            delivery.refuse(row, event.event_id, Reason.EVENT_CONFLICTS)


def _read(row: object, reader: rules.Reader) -> GateEvent | BadEvent:
    try:
        return rules.read_event(row, reader)
    except BadEvent as error:
        return error


def _event_id_of(row: object) -> str | None:
    value = row.get("event_id") if isinstance(row, dict) else None
    return str(value)[: rules.LONGEST_EVENT_ID] if isinstance(value, (int, str)) else None


def _known(
    device: Device, events: Sequence[GateEvent]
) -> dict[str, tuple[datetime, str, str, str]]:
    """Content of the entries that came before, by event id."""
    ids = {event.event_id for event in events}
    rows = GateEntry.objects.filter(device_id=device.id, event_id__in=ids)
    columns = ("event_id", "at", "direction", "credential", "subject")
    return {event_id: tuple(content) for event_id, *content in rows.values_list(*columns)}


def _people(site_id: int, events: Sequence[GateEvent]) -> dict[tuple[str, str], tuple[int, int]]:
    """Person and unit by credential and subject; whoever is not on this site is missing."""
    persons = Person.objects.filter(site_id=site_id)
    staff = {event.subject for event in events if event.credential == "staff"}
    ids = {event.subject for event in events if event.credential == "person"}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    if staff:
        rows = persons.filter(staff_no__in=staff).values_list("staff_no", "id", "unit_id")
        found |= {("staff", number): (person, unit) for number, person, unit in rows}
    if ids:
        units = persons.filter(id__in=ids).values_list("id", "unit_id")
        found |= {("person", str(person)): (person, unit) for person, unit in units}
    return found


def _log(delivery: Delivery) -> None:
    notes = [note for outcome in delivery.outcomes for note in outcome.notes]
    stored, refused = len(delivery.rows), len(delivery.refusals)
    ingest = Ingest.objects.create(
        site_id=delivery.device.site_id,
        device_id=delivery.device.id,
        at=delivery.received_at,
        received=len(delivery.outcomes),
        stored=stored,
        duplicates=len(delivery.outcomes) - stored - refused,
        refused=refused,
        unknown=notes.count("unknown_person"),
        clock_ahead=notes.count("clock_ahead"),
        earliest=min((row.at for row in delivery.rows), default=None),
    )
    for refusal in delivery.refusals:
        refusal.ingest = ingest
    RefusedEntry.objects.bulk_create(delivery.refusals)


@transaction.atomic
def keep_quarters(*, site_id: int, day: date, actor: Actor) -> int:
    """Keep how many of each unit were inside at each quarter of `day`, replacing what was kept.

    Returns the number of rows. A day without any entry keeps what there was.
    """
    actor.require(AccessPermission.ENTRIES_STORE)
    counts = queries.inside_by(site_id=site_id, day=day, cutoffs=queries.QUARTERS)
    rows = sum(len(units) for units in counts.values())
    if rows:
        QuarterPresence.objects.filter(site_id=site_id, day=day).delete()
        insert_quarters(site_id=site_id, day=day, counts=counts)
    return rows


@transaction.atomic
def forget(*, site_id: int, actor: Actor, at: datetime) -> int:
    """Delete single entries past their keeping time and say how many there were."""
    actor.require(AccessPermission.ENTRIES_STORE)
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(limits.ENTRIES_KEPT))
    deleted = GateEntry.objects.filter(site_id=site_id, at__lt=before).delete()[0]
    Ingest.objects.filter(site_id=site_id, at__lt=before).delete()
    if deleted:
        fact = EntriesForgotten(before=before.isoformat(), entries=deleted)
        journal.record(fact, actor=actor, at=at)
    return deleted
