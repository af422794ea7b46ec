"""Where cars stand: the spaces of the two car parks."""

from django.db import transaction

from jieyue.access.gates.models import Zone
from jieyue.access.parking.models import Space
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
