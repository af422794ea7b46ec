"""The whole complex with its history, in one transaction; and the stage for what follows."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from rich.progress import Progress

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.models import Dish
from jieyue.kit import workdays
from jieyue.kit.actor import Actor, system
from jieyue.kit.periods import SHANGHAI
from jieyue.kit.sites.models import Site
from jieyue.people.persons.models import Person
from jieyue.people.units.models import Unit
from simulator.loading import canteen_history, energy, food, history
from simulator.loading import complex as buildings_and_people
from simulator.loading.stage import HISTORY_DAYS, REPLAYED_WORKDAYS, SEED, Stage, calendar_of
from simulator.world import World, make_world

GATE_KEYS = "demo_gate_keys.json"


def holds_another_complex() -> bool:
    """The demo is never loaded beside a real complex."""
    return Site.objects.exclude(code=buildings_and_people.CODE).exists()


def load_if_missing(data: Path, *, at: datetime, bar: Progress) -> None:
    """Load everything that lies before the replayed weeks, unless the site is there."""
    if Site.objects.filter(code=buildings_and_people.CODE).exists():
        return
    with transaction.atomic():
        site = buildings_and_people.open_site()
        actor = _actor(site.id)
        world = _world(site.id, at)
        task = bar.add_task("单位、人员、房间", total=4)
        unit_ids = buildings_and_people.load_units(actor=actor, at=at)
        bar.advance(task)
        person_ids = buildings_and_people.load_persons(world.population, actor=actor, at=at)
        bar.advance(task)
        stage = Stage(site.id, world, actor, at, unit_ids)
        buildings_and_people.load_estate(unit_ids, site_id=site.id, on=stage.today)
        bar.advance(task)
        buildings_and_people.spare_officers_the_one_time_code(actor=actor, at=at, on=stage.today)
        buildings_and_people.open_accounts(world.population, person_ids, actor=actor, at=at)
        bar.advance(task)
        keys = history.register_gates(stage)
        energy.hang_meters(stage)
        _load_canteen(stage, bar)
        (data / GATE_KEYS).write_text(json.dumps(keys), encoding="utf-8")


def _load_canteen(stage: Stage, bar: Progress) -> None:
    canteen = food.open_canteen(stage)
    ingredients = food.load_goods(stage)
    dishes = food.load_dishes(stage, ingredients)
    food.load_cycles(stage, canteen, dishes)
    last = stage.workdays_before_today(REPLAYED_WORKDAYS)[0] - timedelta(days=1)
    food.load_menus(stage, canteen, dishes, first=stage.first_day, last=food.last_menu_day(stage))
    days = (last - stage.first_day + history.PLANNER_WARM_UP).days + 1
    task = bar.add_task("两年就餐记录", total=days)
    served = history.load_meals(
        stage,
        canteen,
        dishes,
        first=stage.first_day,
        last=last,
        progress=lambda n: bar.advance(task, n),
    )
    history.load_gatherings(stage, first=stage.first_day, last=last)
    task = bar.add_task("采购、库存、厨房", total=canteen_history.STEPS)
    canteen_history.load(
        canteen_history.make_loop(stage, canteen),
        [row for meal in served for row in meal.dishes],
        {(meal.total.day, meal.total.meal): meal.total.served for meal in served},
        first=stage.first_day,
        last=last,
        progress=lambda n: bar.advance(task, n),
    )


def open_stage(*, at: datetime) -> Stage:
    """The loaded site, ready to go on."""
    site = Site.objects.get(code=buildings_and_people.CODE)
    unit_ids = dict(Unit.objects.filter(site_id=site.id).values_list("code", "id"))
    return Stage(site.id, _world(site.id, at), _actor(site.id), at, unit_ids)


def open_new_accounts(stage: Stage) -> None:
    """Log-ins that a later version of the demo brought."""
    people = dict(Person.objects.filter(site_id=stage.site_id).values_list("staff_no", "id"))
    population = stage.world.population
    buildings_and_people.open_accounts(population, people, actor=stage.actor, at=stage.at)


def canteen_of(stage: Stage) -> Canteen:
    canteen: Canteen = Canteen.objects.get(site_id=stage.site_id)
    return canteen


def dishes_of(stage: Stage) -> dict[str, Dish]:
    return {dish.code: dish for dish in Dish.objects.filter(site_id=stage.site_id)}


def logins() -> list[dict[str, str]]:
    """The demo's log-ins, as the log-in page and `make demo` show them."""
    return buildings_and_people.logins()


def _actor(site_id: int) -> Actor:
    return system("演示数据", site_id=site_id)


def _world(site_id: int, at: datetime) -> World:
    today = at.astimezone(SHANGHAI).date()
    first = today - timedelta(days=HISTORY_DAYS) - history.PLANNER_WARM_UP
    last = today + timedelta(days=60)
    margin = timedelta(days=14)
    workdays.seed(range(first.year, last.year + 1), site_id=site_id)
    calendar = calendar_of(site_id, first=first - margin, last=last + margin)
    return make_world(seed=SEED, calendar=calendar, first_day=first, last_day=last)
