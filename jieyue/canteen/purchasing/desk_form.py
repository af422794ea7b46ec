"""What a buyer typed on the desk: which lines, how many packs, at what price and for which day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from jieyue.canteen.purchasing.desk import Delivery, DeskLine
from jieyue.canteen.purchasing.proposals import ProposalKey
from jieyue.canteen.purchasing.requests import Wanted
from jieyue.canteen.purchasing.rules.prices import unit_price

LONGEST_ID = 19
MOST_PACKS = 100_000


@dataclass
class Typed:
    """Lines as typed, what is wrong with them by key, and what can be requested."""

    taken: set[str] = field(default_factory=set)
    packs: dict[str, str] = field(default_factory=dict)
    prices: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)


def read(post: QueryDict, deliveries: Iterable[Delivery]) -> Typed:
    """Lines not shown any more are left out: the action names who took them."""
    typed = Typed(taken=set(post.getlist("take")))
    for delivery in deliveries:
        group = f"{delivery.supplier_id}-{delivery.deliver_on.isoformat()}"
        typed.days[group] = post.get(f"day-{group}", delivery.deliver_on.isoformat())
        for line in delivery.lines:
            typed.packs[line.key] = post.get(f"packs-{line.key}", str(line.packs))
            typed.prices[line.key] = post.get(f"price-{line.key}", str(line.pack_price_yuan))
            if line.key in typed.taken:
                _read_line(post, line, typed, day=typed.days[group])
    return typed


def gone(post: QueryDict, shown: Iterable[Delivery]) -> list[Wanted]:
    """Lines that were ticked and are proposed no more, so that the action says why."""
    known = {line.key for delivery in shown for line in delivery.lines}
    found = []
    for text in post.getlist("take"):
        key, seen = key_of(text), number(post.get(f"seen-{text}", ""))
        if text in known or key is None or seen is None:
            continue
        found.append(
            Wanted(
                supplier_id=key.supplier_id,
                ingredient_id=key.ingredient_id,
                deliver_on=key.proposed_on,
                quantity=seen,
                pack_quantity=Decimal(1),
                unit_price_yuan=Decimal(0),
                proposed_on=key.proposed_on,
                seen=seen,
            )
        )
    return found


def key_of(text: str) -> ProposalKey | None:
    """A line's key, such as "3-17-2026-03-03"; None if it is none."""
    supplier_id, ingredient_id, day = [*text.split("-", 2), "", ""][:3]
    proposed_on = day_of(day)
    if proposed_on is None or not (_is_id(supplier_id) and _is_id(ingredient_id)):
        return None
    return ProposalKey(
        supplier_id=int(supplier_id), ingredient_id=int(ingredient_id), proposed_on=proposed_on
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_ID


def _read_line(post: Mapping[str, str], line: DeskLine, typed: Typed, *, day: str) -> None:
    packs, price = number(typed.packs[line.key]), number(typed.prices[line.key])
    deliver_on = day_of(day)
    if packs is None or packs != packs.to_integral_value() or not 0 < packs <= MOST_PACKS:
        typed.errors[line.key] = _("Give whole packs, at least one.")
    elif price is None or price < 0:
        typed.errors[line.key] = _("Give the price of a pack in yuan.")
    elif deliver_on is None:
        typed.errors[line.key] = _("Choose a day of delivery.")
    else:
        typed.wanted.append(
            Wanted(
                supplier_id=line.supplier_id,
                ingredient_id=line.ingredient_id,
                deliver_on=deliver_on,
                quantity=packs * line.pack_quantity,
                pack_quantity=line.pack_quantity,
                unit_price_yuan=unit_price(price, pack_quantity=line.pack_quantity),
                proposed_on=line.proposed_on,
                seen=number(post.get(f"seen-{line.key}", "")) or line.quantity,
            )
        )


def number(text: str) -> Decimal | None:
    """A finite number as typed, with a decimal point; None if it is none."""
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
