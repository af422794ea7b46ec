"""The meters of the demo complex: a tree for electricity, one for water, one for gas.

Main meter, building, floor or plant, unit. What a floor's units share has a meter of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.estate import Building, Unit

QUARTER_S = 900


@dataclass(frozen=True, slots=True)
class Meter:
    """One meter. `load` names what it measures in `simulator.loads`, `size` how much of it.

    A meter without a load measures what hangs below it, and a little more. multiplier: whole
    (CT x PT). capacity_per_hour: in kWh or m3.
    """

    number: str
    name: str
    medium: str
    item: str
    capacity_per_hour: int
    parent: str = ""
    building: str = ""
    floor: int = 0
    unit: str = ""
    serves: tuple[str, ...] = ()
    load: str = ""
    size: float = 0.0
    multiplier: int = 1
    digits: int = 6
    level: str = "sub_unit"
    is_billing: bool = False
    by_hand: bool = False


def meters(units: tuple[Unit, ...], buildings: tuple[Building, ...]) -> tuple[Meter, ...]:
    """Parents come before their children."""
    return (
        *_electricity(units, buildings),
        *_water(units, buildings),
        *_gas(),
    )


def _electricity(units: tuple[Unit, ...], buildings: tuple[Building, ...]) -> Iterator[Meter]:
    yield Meter(
        "E-00", "10kV 总表", "electricity", "total", 3000, level="institution",
        multiplier=4000, is_billing=True,
    )  # fmt: skip
    for building in buildings:
        yield from _electricity_of(building, units)
    yield Meter(
        "E-G-CH", "地面停车场充电桩", "electricity", "charging", 360, "E-00",
        load="charging", size=75.0, multiplier=60, level="equipment",
    )  # fmt: skip
    yield Meter(
        "E-G-LT", "室外照明", "electricity", "lighting", 60, "E-00",
        load="street", size=22.0, multiplier=20,
    )  # fmt: skip


def _electricity_of(building: Building, units: tuple[Unit, ...]) -> Iterator[Meter]:
    code, area = building.code, float(building.gross_area_m2)
    main = f"E-{code}"
    place = {"building": code, "medium": "electricity"}

    def meter(number: str, name: str, item: str, capacity: int, **facts: object) -> Meter:
        return Meter(number, name, item=item, capacity_per_hour=capacity, **{**place, **facts})  # type: ignore[arg-type]

    yield meter(main, f"{code}座总表", "total", 1000, parent="E-00", multiplier=400)
    yield meter(
        f"{main}-AC", f"{code}座空调主机", "air_conditioning", 500, parent=main,
        load="cooling", size=area * 0.042, multiplier=200, level="equipment",
    )  # fmt: skip
    yield meter(
        f"{main}-PW", f"{code}座电梯水泵", "power", 120, parent=main,
        load="power", size=area * 0.0012, multiplier=40, level="equipment",
    )  # fmt: skip
    yield meter(
        f"{main}-PB", f"{code}座公共照明", "lighting", 60, parent=main,
        load="public", size=area * 0.0011, multiplier=20,
    )  # fmt: skip
    yield meter(
        f"{main}-BW", f"{code}座开水器", "boiling_water", 40, parent=main,
        load="boiling", size=area * 0.0005, level="equipment",
    )  # fmt: skip
    if code == "E":
        yield meter(
            f"{main}-CT", "食堂动力", "canteen", 250, parent=main,
            load="kitchen", size=70.0, multiplier=80, unit="U33", level="equipment",
        )  # fmt: skip
        yield meter(
            f"{main}-SR", "数据机房", "server_room", 150, parent=main,
            load="constant", size=52.0, multiplier=60, unit="U30", level="equipment",
        )  # fmt: skip
    for floor in range(1, building.floors + 1):
        yield from _electricity_of_floor(main, building, floor, units)


def _electricity_of_floor(
    main: str, building: Building, floor: int, units: tuple[Unit, ...]
) -> Iterator[Meter]:
    here = [u for u in units if u.building == building.code and floor in u.floors]
    number, name = f"{main}-F{floor}", f"{building.code}座{floor}层"
    serves = tuple(u.code for u in here)
    yield Meter(
        number, f"{name}总表", "electricity", "total", 150, main, building.code, floor,
        serves=serves, multiplier=40,
    )  # fmt: skip
    yield Meter(
        f"{number}-FC", f"{name}风机盘管", "electricity", "air_conditioning", 60, number,
        building.code, floor, serves=serves, load="fans",
        size=float(building.gross_area_m2) / building.floors * 0.006, multiplier=20,
    )  # fmt: skip
    for unit in here:
        persons = unit.headcount / len(unit.floors)
        yield Meter(
            f"{number}-{unit.code}", f"{name}{unit.short_name}", "electricity", "lighting",
            max(20, round(persons * 1.5)), number, building.code, floor, unit.code,
            load=f"office:{unit.archetype}", size=min(persons, 60.0), multiplier=10,
        )  # fmt: skip


def _water(units: tuple[Unit, ...], buildings: tuple[Building, ...]) -> Iterator[Meter]:
    yield Meter("W-00", "自来水总表", "water", "total", 60, level="institution", is_billing=True)
    for building in buildings:
        main = f"W-{building.code}"
        yield Meter(main, f"{building.code}座给水总表", "water", "total", 25, "W-00", building.code)
        for floor in range(1, building.floors + 1):
            here = [u for u in units if u.building == building.code and floor in u.floors]
            persons = sum(min(u.headcount, 60) / len(u.floors) for u in here)
            yield Meter(
                f"{main}-F{floor}", f"{building.code}座{floor}层用水", "water", "sanitary", 6,
                main, building.code, floor, serves=tuple(u.code for u in here),
                load="toilets", size=persons,
            )  # fmt: skip
        if building.code == "E":
            yield Meter(
                "W-E-CT", "食堂用水", "water", "canteen", 15, main, "E", 1, "U33",
                load="kitchen_water", size=5.2,
            )  # fmt: skip
        if building.code in "AD":
            yield Meter(
                f"{main}-TW", f"{building.code}座冷却塔补水", "water", "cooling_tower", 8, main,
                building.code, load="tower", size=0.9, level="equipment",
            )  # fmt: skip
    for building in buildings:
        yield Meter(
            f"W-{building.code}-FW", f"{building.code}座消防水箱补水", "water", "fire", 6,
            f"W-{building.code}", building.code, load="constant", size=0.004, digits=5,
            level="equipment", by_hand=True,
        )  # fmt: skip
    yield Meter("W-G", "绿化用水", "water", "garden", 10, "W-00", load="garden", size=6.0)


def _gas() -> Iterator[Meter]:
    yield Meter("G-00", "天然气总表", "gas", "total", 400, level="institution", is_billing=True)
    yield Meter(
        "G-E-CT", "食堂燃气", "gas", "canteen", 80, "G-00", "E", 1, "U33",
        load="kitchen", size=26.0, level="equipment",
    )  # fmt: skip
    yield Meter(
        "G-E-BL", "热水锅炉燃气", "gas", "air_conditioning", 300, "G-00", "E",
        load="boiler", size=110.0, level="equipment",
    )  # fmt: skip
