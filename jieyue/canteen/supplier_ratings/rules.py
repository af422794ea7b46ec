"""How a supplier's month becomes a rating from 0 to 100."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

WHOLE = Decimal(100)
ONE_PLACE = Decimal("0.1")
NOTHING = Decimal(0)


class Part(StrEnum):
    """What is judged, each from 0 to 1."""

    ON_TIME = "on_time"
    QUANTITY = "quantity"
    ACCEPTED = "accepted"
    PRICE = "price"
    PAPERS = "papers"


@dataclass(frozen=True, kw_only=True)
class Rating:
    """score: 0 to 100, None when nothing is known. parts: shares 0 to 1, None is unknown."""

    score: Decimal | None
    parts: Mapping[Part, Decimal | None]
    points_off: Decimal


def rate(
    parts: Mapping[Part, Decimal | None],
    *,
    weights: Mapping[str, Decimal],
    points_off: Decimal,
) -> Rating:
    """The weighted mean of the known parts in points, less what incidents take off; never below 0.

    What is unknown neither helps nor harms; with nothing known there is no score.
    """
    known = {part: share for part, share in parts.items() if share is not None}
    total = sum((weights.get(part, NOTHING) for part in known), NOTHING)
    if total <= 0:
        return Rating(score=None, parts=parts, points_off=points_off)
    mean = sum((weights.get(part, NOTHING) * share for part, share in known.items()), NOTHING)
    score = max(mean / total * WHOLE - points_off, NOTHING)
    return Rating(
        score=score.quantize(ONE_PLACE, rounding=ROUND_HALF_UP), parts=parts, points_off=points_off
    )


def share(kept: Sequence[bool]) -> Decimal | None:
    """The share of promises kept; None without a promise."""
    return Decimal(sum(kept)) / len(kept) if kept else None


def quantity_kept(lines: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Mean over lines (ordered, received) of what came, at most all of it. Ordered is above 0."""
    if not lines:
        return None
    came = sum((min(received / ordered, Decimal(1)) for ordered, received in lines), NOTHING)
    return came / len(lines)


def accepted_share(accepted: Decimal, rejected: Decimal) -> Decimal | None:
    """What was accepted of all that was delivered, both in yuan or both in one unit."""
    delivered = accepted + rejected
    return accepted / delivered if delivered > 0 else None


def price_share(
    prices: Sequence[tuple[Decimal, Decimal]], *, worst_excess: Decimal
) -> Decimal | None:
    """Mean over (paid, surveyed): 1 up to the market's price, 0 from `worst_excess` over it on."""
    if not prices:
        return None
    worth = (
        max(1 - max(paid / surveyed - 1, NOTHING) / worst_excess, NOTHING)
        for paid, surveyed in prices
    )
    return sum(worth, NOTHING) / len(prices)
