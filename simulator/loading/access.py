"""The gates of the demo complex: zones, doors, lanes, and what everybody carries.

Set up once; a demo of an earlier version gets it at its next start.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jieyue.access.credentials.models import AccessProfile, Credential, SigningKey
from jieyue.access.credentials.signing import public_keys
from jieyue.access.devices import actions as devices
from jieyue.access.devices.models import Device
from jieyue.access.gates import versions
from jieyue.access.gates.models import AssemblyPoint, Gate, OpeningPlan, PlanSlot, Zone
from jieyue.estate.buildings.models import Building
from jieyue.people.persons.models import Person
from simulator.cars import cars
from simulator.loading.inserting import insert
from simulator.loading.stage import Stage, moment
from simulator.passes import DOORS, card_of, keepers, known_by_face
from simulator.tables import rows

GATE_KEYS = "demo_gate_keys.json"
POINTS = {"S": ("南广场", "南门内，旗台以东"), "N": ("北操场", "北门内，综合楼以西")}
PLANS = {
    "SIDE": ("侧门开放时间", "06:30", "22:30", "any"),
    "OFFICE": ("办公时间", "08:00", "18:30", "work"),
}
STAFF, ROOMS, LOTS = "STAFF", "ROOM-", "LOTS"
CALLERS = "visitor"
COLUMNS = (
    "site_id", "kind", "subject", "colour", "holder", "holder_key", "label", "person_id",
    "unit_id", "profile_id", "zones_only", "valid_from", "valid_until", "status",
    "status_reason", "created_at", "changed_in",
)  # fmt: skip


def load_if_missing(stage: Stage) -> None:
    """Zones, gates, devices and credentials, unless the site has zones."""
    if Zone.objects.filter(site_id=stage.site_id).exists():
        return
    with transaction.atomic():
        zones = _zones(stage)
        _gates(stage, zones, _plans(stage))
        profiles = _profiles(stage, zones)
        version = versions.rise(site_id=stage.site_id)
        people = Person.objects.filter(site_id=stage.site_id, left_on=None)
        facts = {p.staff_no: p for p in people}
        since = moment(stage.first_day, time(8))
        insert(Credential, COLUMNS, _credentials(stage, profiles, facts, since, version))
        if not SigningKey.objects.filter(site_id=stage.site_id).exists():
            public_keys(site_id=stage.site_id)


def _zones(stage: Stage) -> dict[str, Zone]:
    points = {
        code: AssemblyPoint.objects.create(site_id=stage.site_id, code=code, name=name, place=place)
        for code, (name, place) in POINTS.items()
    }
    buildings = {b.code: b for b in Building.objects.filter(site_id=stage.site_id)}
    zones: dict[str, Zone] = {}
    for row in rows("zones"):
        zones[row["code"]] = Zone.objects.create(
            site_id=stage.site_id,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent=zones.get(row["parent"]),
            building=buildings.get(row["building"]),
            assembly_point=points.get(row["assembly_point"]),
            occupancy_limit=int(row["occupancy_limit"]) if row["occupancy_limit"] else None,
        )
    return zones


def _plans(stage: Stage) -> dict[str, OpeningPlan]:
    plans = {}
    for code, (name, since, until, days) in PLANS.items():
        plans[code] = OpeningPlan.objects.create(site_id=stage.site_id, code=code, name=name)
        PlanSlot.objects.create(
            site_id=stage.site_id,
            plan=plans[code],
            day_class=days,
            since=time.fromisoformat(since),
            until=time.fromisoformat(until),
        )
    return plans


def _gates(stage: Stage, zones: Mapping[str, Zone], plans: Mapping[str, OpeningPlan]) -> None:
    path = Path(settings.DATA) / GATE_KEYS
    keys: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for row in rows("access_gates"):
        gate = Gate.objects.create(
            site_id=stage.site_id,
            code=row["code"],
            name=row["name"],
            traffic=row["traffic"],
            outer=zones.get(row["outer"]),
            inner=zones[row["inner"]],
            plan=plans.get(row["plan"]),
            antipassback=row["antipassback"],
            releases_on_fire=row["traffic"] == "people",
        )
        serial = row["devices"]
        known = Device.objects.filter(site_id=stage.site_id, serial=serial)
        if not known.exists():
            keys[serial] = devices.register(
                serial=serial,
                name=row["name"],
                place=row["place"],
                kind=row["kind"],
                direction=row["direction"],
                actor=stage.actor,
                at=stage.at,
            ).key
        known.update(gate=gate)
    path.write_text(json.dumps(keys), encoding="utf-8")


def _profiles(stage: Stage, zones: Mapping[str, Zone]) -> dict[str, AccessProfile]:
    wanted = {
        STAFF: ("职工通行", ("A", "B", "C", "D", "E", "GROUNDS"), True),
        LOTS: ("职工停车", ("P1", "P2"), False),
        CALLERS: ("来访通行", ("A", "B", "C", "D", "E", "GROUNDS", "P2"), False),
        "contractor": ("施工通行", ("A", "B", "C", "D", "E", "GROUNDS", "P2"), False),
        ROOMS + "DR01": ("机房值守", ("A", "B", "C", "D", "E", "GROUNDS", "A-DC"), False),
        ROOMS + "DR02": ("档案管理", ("A", "B", "C", "D", "E", "GROUNDS", "B-AR"), False),
    }
    profiles = {}
    for code, (name, opens, is_default) in wanted.items():
        profiles[code] = AccessProfile.objects.create(
            site_id=stage.site_id, code=code, name=name, is_default=is_default
        )
        profiles[code].zones.set(zones[zone] for zone in opens)
    return profiles


def _credentials(
    stage: Stage,
    profiles: Mapping[str, AccessProfile],
    people: Mapping[str, Person],
    since: datetime,
    version: int,
) -> Iterator[tuple[object, ...]]:
    rooms = {
        person.staff_no: profiles[ROOMS + door]
        for door in DOORS
        for person in keepers(stage.world, door)
    }
    for number, person in people.items():
        key, profile = f"person:{person.pk}", rooms.get(number, profiles[STAFF]).pk
        who = ("person", key, person.name, person.pk, person.unit_id)
        yield _row(stage, "card", card_of(number), "", who, profile, since, version)
        if known_by_face(number):
            yield _row(stage, "face", number, "", who, profile, since, version)
    for car in cars(stage.world.population, seed=stage.world.seed):
        owner = people.get(car.staff_no)
        unit = owner.unit_id if owner else stage.unit_ids["U01"]
        kind = "person" if owner else "vehicle"
        label = owner.name if owner else "公务用车"
        driver = (kind, car.holder_key, label, owner.pk if owner else None, unit)
        lots = profiles[LOTS].pk
        yield _row(stage, "plate", car.plate, car.colour, driver, lots, since, version)


def _row(
    stage: Stage,
    kind: str,
    subject: str,
    colour: str,
    who: tuple[str, str, str, int | None, int],
    profile: int,
    since: datetime,
    version: int,
) -> tuple[object, ...]:
    """One credential, in the order of COLUMNS."""
    until = since + timedelta(days=3650) if kind == "card" else None
    return (
        stage.site_id, kind, subject, colour, *who, profile, [], since, until, "active", "",
        since, version,
    )  # fmt: skip
