"""A batch as the rules of temperature see it."""

from datetime import date, datetime

from jieyue.canteen.kitchen import parameters as figures
from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.kitchen.rules.temperatures import Limits, Measured, flags
from jieyue.kit import parameters
from jieyue.kit.parameters import Values


def limits_of(*, site_id: int, on: date) -> Limits:
    """The site's temperatures and times on a day. One query."""
    return limits_in(parameters.read(site_id=site_id, on=on))


def limits_in(values: Values) -> Limits:
    return Limits(
        centre_c=values.decimal(figures.CENTRE_C),
        hot_c=values.decimal(figures.HOT_C),
        cold_c=values.decimal(figures.COLD_C),
        warm_minutes=values.integer(figures.WARM_MINUTES),
    )


def not_heated(values: Values) -> frozenset[str]:
    """Courses that come from no pot."""
    return frozenset(values.json(figures.NOT_HEATED_COURSES))


def measured(batch: ProductionBatch, *, courses_not_heated: frozenset[str]) -> Measured:
    """`batch` has its dish loaded."""
    return Measured(
        is_heated=batch.dish.course not in courses_not_heated,
        finished_at=batch.finished_at,
        off_at=batch.off_at,
        centre_c=batch.centre_c,
        reheated_c=batch.reheated_c,
        holding_c=batch.holding_c,
    )


def flags_of(batch: ProductionBatch, *, now: datetime) -> list[str]:
    """Codes of what is wrong with a batch by the figures of its day."""
    values = parameters.read(site_id=batch.site_id, on=batch.day)
    found = measured(batch, courses_not_heated=not_heated(values))
    return [flag.value for flag in flags(found, limits_in(values), now=now)]
