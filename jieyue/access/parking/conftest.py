"""A site with one car park of eight spaces, its staff, and cars that drive in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from jieyue.access.decisions.models import HolderState
from jieyue.access.factories import make_credential, make_profile, make_zone
from jieyue.access.gates.models import Zone
from jieyue.access.parking.models import Space
from jieyue.access.visitors.models import State, Visit, VisitPlate
from jieyue.people.factories import make_actor, make_person, make_site, make_unit, role_grants

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
KINDS = ("visitor", "visitor", "official", "staff", "staff", "charging", "accessible", "delivery")


def make_space(zone: Zone, place: int, kind: str = "staff", **fields: Any) -> Space:
    values = {"code": f"{zone.code}-{place:03}", "x": place % 10, "y": place // 10, **fields}
    space: Space = Space.objects.create(site_id=zone.site_id, zone=zone, kind=kind, **values)
    return space


@pytest.fixture
def park(db: None) -> SimpleNamespace:  # noqa: ARG001
    site = make_site()
    unit = make_unit(site=site, name="发展改革局")
    zone = make_zone(site=site, code="P1", kind="parking")
    return SimpleNamespace(
        site=site,
        unit=unit,
        zone=zone,
        profile=make_profile(site=site, zones=[zone]),
        host=make_person(unit=unit, name="陈主任"),
        spaces=[make_space(zone, place, kind) for place, kind in enumerate(KINDS, 1)],
        officer=make_actor(site=site, grants=role_grants("security_officer")),
        guard=make_actor(site=site, grants=role_grants("guard")),
    )


@pytest.fixture
def drive_in(park: SimpleNamespace) -> Callable[..., str]:
    """`drive_in("川T12345", holder="vehicle")` puts a car inside; its holder key."""

    def drive(plate: str, *, holder: str = "person", at: datetime = AT, **more: Any) -> str:
        key = f"vehicle:{plate}" if holder == "vehicle" else f"car:{plate}|blue"
        make_credential(
            profile=park.profile, kind="plate", subject=plate, colour="blue", holder=holder,
            holder_key=key, **more,
        )  # fmt: skip
        HolderState.objects.create(
            site=park.site, holder_key=key, zone=park.zone, is_inside=True, at=at, in_at=at,
            is_vehicle=True,
        )  # fmt: skip
        return key

    return drive


@pytest.fixture
def visit(park: SimpleNamespace) -> Callable[..., Visit]:
    """`visit("川T12345", from_at=…)` is a confirmed visit with that car."""

    def make(*plates: str, from_at: datetime = AT, hours: float = 1, **fields: Any) -> Visit:
        number = f"V-{Visit.objects.count() + 1}"
        row: Visit = Visit.objects.create(
            site=park.site, number=number, host=park.host, unit=park.unit, way="invited",
            purpose="meeting", from_at=from_at, until_at=from_at + hours * HOUR,
            state=State.CONFIRMED, asked_at=AT, asked_by="x", **fields,
        )  # fmt: skip
        for plate in plates:
            VisitPlate.objects.create(site=park.site, visit=row, plate=plate, colour="blue")
        return row

    return make
