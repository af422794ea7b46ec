"""Finding where to begin: lots by number, maker's batch or ingredient, dishes by name."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jieyue.canteen.kitchen.models import ProductionBatch
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.stock.models import StockLot
from jieyue.kit.actor import Actor

MOST = 40


@dataclass(frozen=True)
class LotHit:
    number: str
    ingredient: str
    supplier: str
    received_on: date


@dataclass(frozen=True)
class DishHit:
    code: str
    name: str
    day: date


def lots(actor: Actor, text: str) -> list[LotHit]:
    """Latest first, at most forty. Raises NotAllowed."""
    actor.require(CanteenPermission.TRACE_READ)
    named = (
        Q(number__icontains=text) | Q(batch_number__icontains=text)
        | Q(ingredient__name__icontains=text) | Q(supplier__name__icontains=text)
    )  # fmt: skip
    rows = StockLot.objects.filter(named, site_id=actor.site_id).exclude(number="")
    fields = ("number", "ingredient__name", "supplier__name", "received_on")
    found = rows.order_by("-received_on", "-id").values_list(*fields)[:MOST]
    return [
        LotHit(number, ingredient, supplier or "", on) for number, ingredient, supplier, on in found
    ]


def dishes(actor: Actor, text: str, *, until: date) -> list[DishHit]:
    """Days on which a dish was cooked, latest first, at most forty. Raises NotAllowed."""
    actor.require(CanteenPermission.TRACE_READ)
    named = Q(dish__name__icontains=text) | Q(dish__code__iexact=text)
    rows = ProductionBatch.objects.filter(named, site_id=actor.site_id, day__lte=until)
    found = rows.order_by("-day", "dish__code").values_list("dish__code", "dish__name", "day")
    return [DishHit(*row) for row in found.distinct()[:MOST]]
