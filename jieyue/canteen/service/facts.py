from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class SaleCancelled(Fact):
    """A sale was taken back and what was charged for it refunded."""

    name: ClassVar[str] = "canteen.service.sale_cancelled"
    label = _("Sale cancelled")

    sale_id: int
    canteen_id: int
    day: date
    meal: str
    price_yuan: Decimal
    refunded_yuan: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Fact):
    name: ClassVar[str] = "canteen.service.account_opened"
    label = _("Meal account opened")

    account_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class AccountCredited(Fact):
    """Money came into an account, or (below zero) was paid out."""

    name: ClassVar[str] = "canteen.service.account_credited"
    label = _("Meal account credited or paid out")

    account_id: int
    kind: str
    amount_yuan: Decimal
    balance_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Fact):
    """An account was blocked or let go, got another card or limit. No card number is kept here."""

    name: ClassVar[str] = "canteen.service.account_changed"
    label = _("Meal account changed")

    account_id: int
    what: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MealPriceSet(Fact):
    """A meal, or one dish of it, costs this much from a day on."""

    name: ClassVar[str] = "canteen.service.price_set"
    label = _("Meal price set")

    canteen_id: int
    meal: str
    dish_id: int | None
    effective_on: date
    price_yuan: Decimal
    subsidy_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class TillRegistered(Fact):
    name: ClassVar[str] = "canteen.service.till_registered"
    label = _("Till registered")

    till_id: int
    canteen_id: int
    code: str


@dataclass(frozen=True, kw_only=True)
class TillKeyRenewed(Fact):
    """A till got a new key; the one before it ends now."""

    name: ClassVar[str] = "canteen.service.till_key_renewed"
    label = _("Till key renewed")

    till_id: int


@dataclass(frozen=True, kw_only=True)
class TillSwitched(Fact):
    """A till was put out of use, or into use again."""

    name: ClassVar[str] = "canteen.service.till_switched"
    label = _("Till switched on or off")

    till_id: int
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class MealCounted(Fact):
    """The tills' sales of a meal were summed into attendance and portions taken."""

    name: ClassVar[str] = "canteen.service.meal_counted"
    label = _("Meal counted at the tills")

    canteen_id: int
    day: date
    meal: str
    diners: int
    dishes: int
