"""What a meal costs, and what stands in the way of serving it. Pure: values in, values out."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

KEY_PREFIX = "jyt_"
HALF = Decimal("0.5")
MOST_PORTIONS = Decimal(2)  # of one dish, for one diner
MOST_DINERS_AT_ONCE = 500
FEN = Decimal("0.01")
DIGEST_LETTERS = 16


class Flag(StrEnum):
    """What is unusual about a sale that stands all the same."""

    AGAIN = "again"
    BLOCKED = "blocked"
    BOOKED_ELSEWHERE = "booked_elsewhere"
    BOOKING_CANCELLED = "booking_cancelled"
    CLOCK_OFF = "clock_off"
    COMPANIONS_ON_UNIT = "companions_on_unit"
    NO_ACCOUNT = "no_account"
    OLD_CARD_LIST = "old_card_list"
    OVERDRAWN = "overdrawn"
    TOO_MANY_GUESTS = "too_many_guests"
    UNKNOWN_CARD = "unknown_card"


class BadPortions(ValueError):
    """Portions of a dish are halves, at least one half, at most two for each diner."""

    def __init__(self, *, portions: Decimal, most: Decimal) -> None:
        super().__init__(portions, most)
        self.portions, self.most = portions, most


@dataclass(frozen=True)
class Price:
    """Yuan for one meal or one portion, and what of it the employer pays."""

    price_yuan: Decimal
    subsidy_yuan: Decimal = Decimal(0)

    @property
    def own_share_yuan(self) -> Decimal:
        return self.price_yuan - self.subsidy_yuan


NOTHING = Price(Decimal("0.00"), Decimal("0.00"))


def check_portions(portions: Iterable[Decimal], *, diners: int) -> None:
    """Raises BadPortions at the first number that cannot be."""
    most = MOST_PORTIONS * diners
    for number in portions:
        if not HALF <= number <= most or number % HALF:
            raise BadPortions(portions=number, most=most)


def bill(
    portions: Mapping[int, Decimal],
    *,
    diners: int,
    meal: Price | None,
    dishes: Mapping[int, Price],
) -> Price:
    """What the diners owe: the meal's price for each, and dishes that have a price of their own.

    Half a portion costs half, rounded half up to the fen for each dish. Where a meal has a price,
    dishes without one are in it.
    """
    price = meal.price_yuan * diners if meal else Decimal(0)
    subsidy = meal.subsidy_yuan * diners if meal else Decimal(0)
    for dish_id, number in portions.items():
        if dish_id in dishes:
            price += _fen(dishes[dish_id].price_yuan * number)
            subsidy += _fen(dishes[dish_id].subsidy_yuan * number)
    return Price(_fen(price), _fen(min(subsidy, price)))


def in_full(price: Price) -> Price:
    """The same without a subsidy: guests, and who eats a second time at one meal."""
    return Price(price.price_yuan, NOTHING.subsidy_yuan)


def account_flags(
    *,
    is_blocked: bool,
    balance_yuan: Decimal,
    may_be_negative_yuan: Decimal,
    own_share_yuan: Decimal,
) -> list[Flag]:
    """What stands against charging an account; a meal that costs nothing is never overdrawn."""
    flags = [Flag.BLOCKED] if is_blocked else []
    if own_share_yuan > 0 and balance_yuan - own_share_yuan < -may_be_negative_yuan:
        flags.append(Flag.OVERDRAWN)
    return flags


def places_left(*, booked: int, served: int) -> int:
    """People of a booking who have not eaten yet; never below zero."""
    return max(booked - served, 0)


def served_portions(portions: Decimal, *, diners: int) -> int:
    """Portions of a dish as whole takings: halves rounded half up, never more than the diners."""
    return min(int(portions.quantize(Decimal(1), rounding=ROUND_HALF_UP)), diners)


def new_key() -> str:
    """A key of 256 random bits, so that a plain SHA-256 of it can be stored."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def card_digest(card_number: str, *, salt: str) -> str:
    """How a card is named in the list a till keeps: no number can be read off it."""
    return hashlib.sha256(f"{salt}{card_number}".encode()).hexdigest()[:DIGEST_LETTERS]


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)
