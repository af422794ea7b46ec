"""A site with one building's zone, a gate and people who pass it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from jieyue.access.devices.models import Device
from jieyue.access.entries.queries import local
from jieyue.access.entries.store import Row, insert
from jieyue.access.factories import make_device, make_gate, make_zone
from jieyue.access.gates.models import Zone
from jieyue.access.presence import actions, days
from jieyue.kit import parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.sites.models import Site
from jieyue.people.factories import make_person, make_site, make_unit
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit

TUESDAY = date(2026, 11, 24)
_events = count(1)


@dataclass
class House:
    """One zone behind one gate, two units, and the means to let people through."""

    site: Site
    zone: Zone
    device: Device
    large: Unit
    small: Unit
    people: dict[int, list[Person]] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return system("test", site_id=self.site.id)

    def at(self, hour: float, *, day: date = TUESDAY) -> datetime:
        whole = local(day, datetime.min.time())
        return whole + timedelta(hours=hour)

    def span(self, day: date = TUESDAY) -> days.Span:
        values = parameters.read(site_id=self.site.id, on=day)
        return days.span_of(day, values=values)

    def row(self, person: Person, hour: float, direction: str, **given: Any) -> Row:
        at = given.get("at") or self.at(hour, day=given.get("day", TUESDAY))
        device: Device = given.get("device", self.device)
        return Row(
            site_id=self.site.id,
            device_id=device.id,
            event_id=f"e{next(_events)}",
            at=at,
            received_at=given.get("received_at", at),
            direction=direction,
            credential="staff",
            subject=person.staff_no,
            person_id=person.id,
            unit_id=person.unit_id,
            is_current=True,
            clock_ahead=False,
        )

    def come(self, people: Sequence[Person], hour: float, **given: Any) -> None:
        insert([self.row(person, hour, "in", **given) for person in people])

    def go(self, people: Sequence[Person], hour: float, **given: Any) -> None:
        insert([self.row(person, hour, "out", **given) for person in people])

    def keep(self, hour: float, *, day: date = TUESDAY) -> int:
        at = self.at(hour, day=day)
        return actions.keep(site_id=self.site.id, span=self.span(day), actor=self.actor, at=at)


@pytest.fixture
def house(db: None) -> House:  # noqa: ARG001
    return make_house()


def make_house() -> House:
    site = make_site()
    zone = make_zone(site=site, code="H", name="House")
    gate = make_gate(site=site, inner=zone)
    device = make_device(site=site, gate=gate, created_at=timezone.now())
    large, small = (make_unit(site=site, short_name=name) for name in ("Large", "Small"))
    made = House(site, zone, device, large, small)
    made.people[large.id] = [make_person(unit=large) for _ in range(14)]
    made.people[small.id] = [make_person(unit=small) for _ in range(3)]
    return made


@pytest.fixture
def another_house(db: None) -> Callable[[], House]:  # noqa: ARG001
    return make_house
