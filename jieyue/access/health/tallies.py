"""Counts by day that outlive an order's personal rows, and the deletion of those rows."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.access.health.models import (
    ContractorCheck,
    Declaration,
    HealthOrder,
    HealthTally,
    Isolation,
    Temperature,
)

PERSONAL: dict[str, type[Model]] = {
    "checks": ContractorCheck,
    "declarations": Declaration,
    "isolations": Isolation,
    "temperatures": Temperature,
}
KINDS = {
    "checks": _("Contractors checked"),
    "checks_unfit": _("Contractors not fit"),
    "declarations": _("Declarations"),
    "declarations_yes": _("Declarations with a yes"),
    "isolations": _("Brought to the isolation room"),
    "temperatures": _("Temperatures measured"),
    "temperatures_fever": _("Fever twice"),
}
_MARKED: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "checks": ("checks_unfit", lambda row: not row.is_fit),
    "declarations": ("declarations_yes", lambda row: not row.is_clear),
    "temperatures": ("temperatures_fever", lambda row: row.verdict == "fever"),
}


def counted(order: HealthOrder) -> Counter[tuple[Any, str]]:
    """How many of each kind a local day, from the rows that are there. Four queries."""
    found: Counter[tuple[Any, str]] = Counter()
    for kind, model in PERSONAL.items():
        marked, is_marked = _MARKED.get(kind, ("", lambda _row: False))
        for row in model._default_manager.filter(order=order).iterator():
            day = timezone.localdate(_at(row))
            found[day, kind] += 1
            if is_marked(row):
                found[day, marked] += 1
    return found


def keep(order: HealthOrder) -> None:
    """Write the counts down, replacing what was kept."""
    HealthTally.objects.filter(order=order).delete()
    HealthTally.objects.bulk_create(
        HealthTally(site_id=order.site_id, order=order, day=day, kind=kind, number=number)
        for (day, kind), number in sorted(counted(order).items())
    )


def delete_persons(order: HealthOrder) -> dict[str, int]:
    """Delete every personal row of an order, how many of each kind."""
    erased = {}
    for kind, model in PERSONAL.items():
        rows = model._default_manager.filter(order=order)
        erased[kind] = rows.count()
        rows.delete()
    return erased


def _at(row: Any) -> datetime:
    at: datetime = row.since if isinstance(row, Isolation) else row.at
    return at
