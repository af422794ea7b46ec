"""Where cars stand: the spaces of the two car parks, and how full they were by the hour."""

from collections import Counter
from datetime import timedelta

from django.db import transaction

from jieyue.access.decisions.models import Decision
from jieyue.access.gates.models import Zone
from jieyue.access.parking.models import ParkingHour, Space
from simulator.cars import OFFICIAL, cars
from simulator.loading.stage import Stage

PARKS = {"P1": (20, 20), "P2": (12, 10)}  # columns, rows
CHARGING, ACCESSIBLE, DELIVERY = 16, 6, 4
VISITORS = 50  # of the spaces in the open


def load_if_missing(stage: Stage) -> None:
    if Space.objects.filter(site_id=stage.site_id).exists():
        return
    official = [car.plate for car in cars(stage.world.population, seed=stage.world.seed)]
    kept = dict(enumerate(official[-OFFICIAL:]))
    with transaction.atomic():
        for code, (columns, lines) in PARKS.items():
            zone = Zone.objects.get(site_id=stage.site_id, code=code)
            Space.objects.bulk_create(
                _space(stage, zone, place, columns, kept) for place in range(columns * lines)
            )


def keep_hours(stage: Stage) -> None:
    """How full the car parks were at each full hour of the days whose decisions are loaded."""
    passed = Decision.objects.filter(
        site_id=stage.site_id, gate__traffic="vehicles", outcome="allow", at__lte=stage.at
    ).order_by("at", "id")
    moves = list(passed.values_list("at", "direction", "holder_key", "gate__inner_id"))
    if not moves:
        return
    zones = Space.objects.filter(site_id=stage.site_id, is_active=True).values_list(
        "zone_id", flat=True
    )
    spaces, hours = Counter(zones), []
    inside: dict[str, int | None] = {}
    hour = moves[0][0].replace(minute=0, second=0, microsecond=0)
    while (hour := hour + timedelta(hours=1)) <= stage.at:
        while moves and moves[0][0] <= hour:
            _at, direction, key, zone_id = moves.pop(0)
            inside.pop(key, None)
            if direction == "in":
                inside[key] = zone_id
        cars = Counter(inside.values())
        hours += [
            ParkingHour(
                site_id=stage.site_id, zone_id=zone_id, at=hour, cars=cars[zone_id], spaces=number
            )
            for zone_id, number in spaces.items()
        ]
    ParkingHour.objects.bulk_create(hours, ignore_conflicts=True)


def _space(stage: Stage, zone: Zone, place: int, columns: int, kept: dict[int, str]) -> Space:
    kind = _kind(zone.code, place)
    return Space(
        site_id=stage.site_id,
        zone=zone,
        code=f"{zone.code}-{place + 1:03d}",
        kind=kind,
        x=place % columns,
        y=place // columns,
        plate=kept[place] if kind == "official" else "",
    )


def _kind(park: str, place: int) -> str:
    if park == "P1":
        if place < CHARGING:
            return "charging"
        return "accessible" if place < CHARGING + ACCESSIBLE else "staff"
    if place < OFFICIAL:
        return "official"
    if place < OFFICIAL + VISITORS:
        return "visitor"
    return "delivery" if place < OFFICIAL + VISITORS + DELIVERY else "staff"
