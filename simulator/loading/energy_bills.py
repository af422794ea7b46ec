"""The complex's bills of two years: what the meters counted, as a supplier reads and prices it."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from jieyue.energy.allocation.sources import month_end
from jieyue.energy.bills.models import Bill
from jieyue.energy.consumption.queries import Dimension, Step, totals
from jieyue.energy.factors import queries as factors
from jieyue.kit.actor import Actor
from jieyue.kit.money import yuan
from simulator.loading.energy_allocation import MEDIA
from simulator.loading.stage import SEED, Stage, moment
from simulator.randomness import stream

SUPPLIERS = {
    "electricity": ("演示供电公司", "DF"),
    "gas": ("演示燃气公司", "RQ"),
    "water": ("演示自来水公司", "SF"),
}
READ_APART = 0.006  # the supplier reads some hours before or after the month's end
PRICE_MOVES = 0.02
MISLABELLED = "electricity"  # the newest bill was copied as ten thousands of kWh
TEN_THOUSAND = Decimal(10_000)


def load(stage: Stage, months: Sequence[date], *, by: Actor) -> None:
    """One bill a medium and month, of the whole complex."""
    Bill.objects.bulk_create(_bills(stage, months, by=by))


def _bills(stage: Stage, months: Sequence[date], *, by: Actor) -> Iterator[Bill]:
    rows = totals(
        site_id=stage.site_id,
        first=months[0],
        last=month_end(months[-1]),
        by=[Dimension.MEDIUM],
        step=Step.MONTH,
    )
    used = {(row.start, str(row[Dimension.MEDIUM])): row.use for row in rows}
    for month in months:
        rng = stream(SEED, "bills", month.toordinal())
        for medium in MEDIA:
            supplier, letters = SUPPLIERS[medium]
            read, moved = rng.normal(1, [READ_APART, PRICE_MOVES])
            quantity = (used[month, medium] * Decimal(f"{read:.4f}")).quantize(Decimal("0.001"))
            price = factors.price(site_id=stage.site_id, medium=medium, on=month)
            is_wrong = (month, medium) == (months[-1], MISLABELLED)
            yield Bill(
                site_id=stage.site_id,
                medium=medium,
                month=month,
                quantity=round(quantity / TEN_THOUSAND, 3) if is_wrong else quantity,
                amount_yuan=yuan(quantity * price * Decimal(f"{moved:.4f}")),
                supplier=supplier,
                number=f"{letters}{month:%Y%m}01",
                note="演示数据",
                entered_at=min(
                    moment(month_end(month) + timedelta(days=4), time(15, 20)), stage.at
                ),
                entered_by=by.name,
            )
