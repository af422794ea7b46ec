"""The people of the complex and their habits. Names are put together at random and mean nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.estate import Unit
from simulator.randomness import Flags, Floats, Ints, logit_of, stream
from simulator.tables import rows

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉鑫宇浩凯倩雪婷琳玉萍红梅建国华志海波宁晨"
    "阳嘉怡子涵思远雨欣俊豪佳琪欣然泽民安琴兰英凤云峰林松柏青川雅蓉锦程"
)
KINDS = ("civil_servants", "institution_staff", "contract_staff", "contractor_staff")
POSTS = {
    "civil_servants": ("四级主任科员", "三级主任科员", "一级科员", "科长", "副科长"),
    "institution_staff": ("管理岗八级", "管理岗九级", "专业技术十级", "专业技术十一级"),
    "contract_staff": ("编外工作人员", "驾驶员"),
    "contractor_staff": ("服务人员", "领班"),
}
LEADERS = ("局长", "副局长", "副局长")
CENTRE_LEADERS = ("主任", "副主任", "副主任")


@dataclass(frozen=True, slots=True)
class Archetype:
    """How the people of a kind of unit behave: shares on an ordinary workday.

    `duty` is the share that comes in on a day of rest. `weekdays` multiply presence, Monday first.
    """

    presence: float
    arrival_minute: float
    arrival_sd: float
    meals: tuple[float, float, float]
    duty: float
    weekdays: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff."""

    staff_no: str
    name: str
    unit_code: str
    kind: str
    post: str


@dataclass(frozen=True)
class Population:
    """Persons and, in the same order, their habits as arrays.

    `unit_index` points into `units`. Logits are of shares on an ordinary workday; `meal_logits`
    has a row for each of breakfast, lunch and dinner. Minutes count from midnight.
    """

    units: tuple[Unit, ...]
    persons: tuple[Person, ...]
    unit_index: Ints
    presence: Floats
    arrival_minute: Floats
    arrival_sd: Floats
    meal_logits: Floats
    duty: Floats
    weekday_factor: Floats

    @property
    def size(self) -> int:
        return len(self.persons)

    @cached_property
    def unit_codes(self) -> tuple[str, ...]:
        return tuple(unit.code for unit in self.units)

    def by_unit(self, flags: Flags) -> Ints:
        """How many persons of each unit are flagged, in the order of `units`."""
        sums = np.bincount(self.unit_index, weights=flags, minlength=len(self.units))
        return sums.astype(np.int64)


def archetypes() -> dict[str, Archetype]:
    """Habits by the name of the archetype."""
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return {
        row["archetype"]: Archetype(
            presence=float(row["presence"]),
            arrival_minute=float(row["arrival_minute"]),
            arrival_sd=float(row["arrival_sd"]),
            meals=(float(row["breakfast"]), float(row["lunch"]), float(row["dinner"])),
            duty=float(row["duty"]),
            weekdays=tuple(float(row[day]) for day in days),
        )
        for row in rows("archetypes")
    }


def population(units: Sequence[Unit], *, seed: int) -> Population:
    """Everybody of the given units, with habits spread around those of each unit's archetype."""
    persons = tuple(person for unit in units for person in _staff(unit, seed))
    unit_index = np.repeat(np.arange(len(units)), [unit.headcount for unit in units])
    kinds = archetypes()
    habits = [kinds[unit.archetype] for unit in units]
    rng = stream(seed, "habits")
    size = len(persons)

    def spread(values: list[float], between_units: float, between_persons: float) -> Floats:
        logits = logit_of(np.array(values)) + rng.normal(0, between_units, len(units))
        drawn = logits[unit_index] + rng.normal(0, between_persons, size)
        return np.asarray(drawn, dtype=np.float64)

    minutes = np.array([kind.arrival_minute for kind in habits]) + rng.normal(0, 4, len(units))
    return Population(
        units=tuple(units),
        persons=persons,
        unit_index=unit_index,
        presence=spread([kind.presence for kind in habits], 0.12, 0.7),
        arrival_minute=minutes[unit_index] + rng.normal(0, 9, size),
        arrival_sd=np.array([kind.arrival_sd for kind in habits])[unit_index],
        meal_logits=np.stack(
            [spread([kind.meals[meal] for kind in habits], 0.2, 1.3) for meal in range(3)]
        ),
        duty=np.array([kind.duty for kind in habits])[unit_index],
        weekday_factor=np.array([kind.weekdays for kind in habits])[unit_index],
    )


def _staff(unit: Unit, seed: int) -> list[Person]:
    """The staff of one unit, leaders first; numbers are the unit's and a running one."""
    rng = stream(seed, "names", int(unit.code[1:]))
    kinds = [kind for kind in KINDS for _ in range(getattr(unit, kind))]
    leaders = CENTRE_LEADERS if unit.name.endswith(("中心", "馆", "委员会")) else LEADERS
    posts = [str(rng.choice(POSTS[kind])) for kind in kinds]
    if not unit.is_contractor:
        posts[: len(leaders)] = leaders
    return [
        Person(f"{unit.code[1:]}{place:04d}", _name(rng), unit.code, kind, post)
        for place, (kind, post) in enumerate(zip(kinds, posts, strict=True), start=1)
    ]


def _name(rng: np.random.Generator) -> str:
    """A surname, common ones more often, and one or two given characters."""
    surname = SURNAMES[min(int(rng.exponential(18)), len(SURNAMES) - 1)]
    given = rng.choice(list(GIVEN), size=2 if rng.random() < 0.8 else 1, replace=False)
    return surname + "".join(given)
