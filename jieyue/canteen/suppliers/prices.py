"""Contract prices and what markets ask: added by day, held against what is paid."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers.facts import ContractPriceAdded, PriceSurveyed
from jieyue.canteen.suppliers.models import ContractPrice, PriceSurvey, Supplier
from jieyue.canteen.suppliers.refusals import (
    EndsBeforeStart,
    PriceKnown,
    PriceNotPositive,
    SurveyInFuture,
)
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def agree(
    *,
    supplier_code: str,
    ingredient_id: int,
    price_yuan: Decimal,
    effective_on: date,
    until_on: date | None,
    contract_number: str,
    actor: Actor,
    at: datetime,
) -> ContractPrice:
    """Add a price per base unit for [effective_on, until_on]; an agreed one is never changed.

    Raises NotAllowed, Supplier.DoesNotExist, Ingredient.DoesNotExist, PriceNotPositive,
    EndsBeforeStart, PriceKnown.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    supplier = (
        Supplier.objects.visible_to(actor).select_for_update(no_key=True).get(code=supplier_code)
    )
    ingredient = Ingredient.objects.get(site_id=supplier.site_id, id=ingredient_id)
    if price_yuan <= 0:
        raise PriceNotPositive(given=price_yuan)
    if until_on is not None and until_on < effective_on:
        raise EndsBeforeStart(starts_on=effective_on, ends_on=until_on)
    known = ContractPrice.objects.filter(
        supplier=supplier, ingredient=ingredient, effective_on=effective_on
    ).first()
    if known is not None:
        raise PriceKnown(effective_on=effective_on, price_yuan=known.price_yuan)
    row: ContractPrice = ContractPrice.objects.create(
        site_id=supplier.site_id,
        supplier=supplier,
        ingredient=ingredient,
        price_yuan=price_yuan,
        effective_on=effective_on,
        until_on=until_on,
        contract_number=contract_number,
    )
    fact = ContractPriceAdded(
        supplier_id=supplier.id,
        ingredient_id=ingredient.id,
        price_yuan=price_yuan,
        effective_on=effective_on,
        contract_number=contract_number,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def survey(
    *,
    market: str,
    surveyed_on: date,
    prices: Mapping[int, Decimal],
    actor: Actor,
    at: datetime,
) -> int:
    """Note what a market asked on a day, per base unit, by ingredient; returns how many were new.

    The same market and day again corrects the price. Raises NotAllowed, SurveyInFuture,
    PriceNotPositive, Ingredient.DoesNotExist.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    today = timezone.localdate(at)
    if surveyed_on > today:
        raise SurveyInFuture(surveyed_on=surveyed_on, today=today)
    goods = Ingredient.objects.filter(site_id=actor.site_id, id__in=prices)
    if goods.count() != len(prices):
        raise Ingredient.DoesNotExist
    new = 0
    for ingredient_id, price in prices.items():
        if price <= 0:
            raise PriceNotPositive(given=price)
        row, _ = PriceSurvey.objects.select_for_update().get_or_create(
            site_id=actor.site_id,
            ingredient_id=ingredient_id,
            surveyed_on=surveyed_on,
            market=market,
            defaults={"price_yuan": price, "surveyed_by": ""},
        )
        if row.surveyed_by and row.price_yuan == price:
            continue
        row.price_yuan, row.surveyed_by = price, actor.name
        row.save(update_fields=["price_yuan", "surveyed_by"])
        new += 1
        fact = PriceSurveyed(
            ingredient_id=ingredient_id, market=market, surveyed_on=surveyed_on, price_yuan=price
        )
        journal.record(fact, actor=actor, at=at)
    return new
