"""Tills, meal prices, everybody's account, and every diner of a day with what was on the tray."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

import numpy as np
from django.db.models import DecimalField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from jieyue.canteen.service.models import (
    AccountEntry,
    MealAccount,
    MealPrice,
    Sale,
    SaleDish,
    Till,
)
from jieyue.people.persons.models import Person
from simulator.attendance import Outcome
from simulator.kitchen import DishServed
from simulator.loading.inserting import insert, next_id
from simulator.loading.kitchen_history import CLOSES, OPENS
from simulator.loading.loop import Loop, at
from simulator.menu_cycle import MEALS
from simulator.randomness import stream

TILLS = (("T1", "一号窗口"), ("T2", "二号窗口"), ("T3", "面食窗口"), ("T4", "小份菜窗口"))
KEY = "jyt_demo_{code}"  # printed nowhere but here: the demo's tills hold nothing real
PRICES = {"breakfast": ("8.00", "5.00"), "lunch": ("18.00", "12.00"), "dinner": ("12.00", "8.00")}
GUEST_PRICE = "18.00"
FIRST_TOP_UP, MAY_BE_NEGATIVE = "300.00", "20.00"
HALF_PORTION_SHARE = 0.12
NAMESPACE = 0x5A1E << 112


def open_tills(loop: Loop, *, on: date) -> None:
    """Four tills, the prices since the history begins, and an account for everybody.

    Accounts are topped up on the day before `on`, from when each meal is recorded by person.
    """
    Till.objects.bulk_create(
        Till(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            code=code,
            name=name,
            key_digest=sha256(KEY.format(code=code).encode()).hexdigest(),
        )
        for code, name in TILLS
    )
    MealPrice.objects.bulk_create(
        MealPrice(
            site_id=loop.site_id,
            canteen_id=loop.canteen_id,
            meal=meal,
            effective_on=loop.stage.first_day,
            price_yuan=price,
            subsidy_yuan=subsidy,
        )
        for meal, (price, subsidy) in PRICES.items()
    )
    persons = Person.objects.filter(site_id=loop.site_id).order_by("id")
    first = next_id(MealAccount)
    ids = list(persons.values_list("id", flat=True))
    insert(
        MealAccount,
        (
            "id",
            "site_id",
            "person_id",
            "card_number",
            "balance_yuan",
            "may_be_negative_yuan",
        ),
        (
            (first + n, loop.site_id, person_id, f"K{n + 1:06d}", "0.00", MAY_BE_NEGATIVE)
            for n, person_id in enumerate(ids)
        ),
    )
    insert(
        AccountEntry,
        ENTRY,
        (
            (
                loop.site_id,
                first + n,
                "top_up",
                FIRST_TOP_UP,
                at(on - timedelta(days=1), 15 * 60),
                "单位批量充值（演示）",
                loop.hands["till"].name,
            )
            for n in range(len(ids))
        ),
    )


ENTRY = ("site_id", "account_id", "kind", "amount_yuan", "at", "note", "recorded_by")
SALE = (
    "id",
    "site_id",
    "client_id",
    "canteen_id",
    "till_id",
    "day",
    "meal",
    "person_id",
    "unit_id",
    "price_yuan",
    "subsidy_yuan",
    "happened_at",
    "received_at",
)


def load_sales(loop: Loop, outcome: Outcome, dishes: Iterable[DishServed], *, slot: int) -> None:
    """One meal at the tills: who ate, guests by their unit, and each dish as often as counted."""
    rng = stream(loop.stage.world.seed, f"tills {slot}", outcome.day.toordinal())
    diners = _diners(loop, outcome, slot)
    if not diners:
        return
    first, day = next_id(Sale), outcome.day
    accounts = dict(MealAccount.objects.filter(site_id=loop.site_id).values_list("person_id", "id"))
    standing = Till.objects.filter(canteen_id=loop.canteen_id).order_by("code")
    tills = list(standing.values_list("id", flat=True))
    price, subsidy = PRICES[MEALS[slot]]
    own = f"-{float(price) - float(subsidy):.2f}"
    span = CLOSES[slot] - OPENS[slot] - 4
    minutes = np.sort(OPENS[slot] + 1 + span * rng.beta(1.6, 2.4, len(diners)))
    order = rng.permutation(len(diners))
    sales: list[Sequence[object]] = []
    entries: list[Sequence[object]] = []
    for place, (minute, who) in enumerate(zip(minutes.tolist(), order.tolist(), strict=True)):
        person_id, unit_id = diners[who]
        moment = at(day, round(minute * 60) / 60)
        guest = person_id is None
        sales.append(
            (
                first + place,
                loop.site_id,
                UUID(int=NAMESPACE | day.toordinal() << 48 | slot << 32 | place),
                loop.canteen_id,
                tills[place % len(tills)],
                day,
                MEALS[slot],
                person_id,
                unit_id,
                GUEST_PRICE if guest else price,
                "0.00" if guest else subsidy,
                moment,
                moment,
            )
        )
        if person_id is not None:
            entries.append(
                (
                    loop.site_id,
                    accounts[person_id],
                    "meal",
                    own,
                    moment,
                    "",
                    loop.hands["till"].name,
                )
            )
    insert(Sale, SALE, sales)
    insert(AccountEntry, ENTRY, entries)
    insert(
        SaleDish,
        ("site_id", "sale_id", "dish_id", "portions"),
        (
            (loop.site_id, first + place, loop.dish_ids[dish.dish_code], "1.0")
            for dish in dishes
            for place in rng.choice(len(diners), dish.served, replace=False).tolist()
        ),
    )


def settle_accounts(loop: Loop) -> None:
    """Every balance is the sum of its entries."""
    money = DecimalField(max_digits=10, decimal_places=2)
    entries = AccountEntry.objects.filter(account=OuterRef("id")).order_by()
    total = entries.values("account").annotate(total=Sum("amount_yuan")).values("total")
    MealAccount.objects.filter(site_id=loop.site_id).update(
        balance_yuan=Coalesce(Subquery(total), 0, output_field=money)
    )


def _diners(loop: Loop, outcome: Outcome, slot: int) -> list[tuple[int | None, int]]:
    """(person, unit) of each who ate; a guest is nobody, with the inviting unit."""
    people = loop.stage.world.population
    ids = dict(Person.objects.filter(site_id=loop.site_id).values_list("staff_no", "id"))
    units = loop.stage.unit_ids
    found: list[tuple[int | None, int]] = [
        (ids[people.persons[n].staff_no], units[people.persons[n].unit_code])
        for n in np.flatnonzero(outcome.eats[slot]).tolist()
    ]
    if slot == 1:
        for code, guests in zip(people.unit_codes, outcome.guests.tolist(), strict=True):
            found += [(None, units[code])] * guests
    return found
