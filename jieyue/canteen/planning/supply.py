"""Rows of sheets become suppliers' terms and lots in the store; the same row twice changes nothing.

Each `put_…` answers "added", "changed" or "unchanged". What a row leaves empty keeps its value.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.planning.facts import LotSet, TermsSet
from jieyue.canteen.planning.refusals import BadWeekdays, LotExpiresFirst, NoSuchCanteen
from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.suppliers.models import Supplier, SupplyTerms
from jieyue.kit import journal
from jieyue.kit.actor import Actor

_SUPPLIER = {"supplier_name": "name", "minimum_order_yuan": "", "delivery_weekdays": ""}
_TERMS = ("pack_name", "pack_quantity", "price_yuan", "lead_days", "budget_line")
_LOT = ("quantity", "received_on", "expires_on")


@transaction.atomic
def put_terms(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Add or change a supplier and how it sells one ingredient.

    Raises NotAllowed, NoSuchIngredient, BadWeekdays.
    """
    actor.require(CanteenPermission.PLANNING_EDIT)
    given = {key: value for key, value in values.items() if value not in (None, "")}
    weekdays = given.get("delivery_weekdays", "")
    if not set(weekdays) <= set("1234567"):
        raise BadWeekdays(weekdays)
    ingredient = _ingredient(given["ingredient"], actor)
    supplier = Supplier.objects.visible_to(actor).filter(code=given["supplier_code"]).first()
    supplier = supplier or Supplier(site_id=actor.site_id, code=given["supplier_code"])
    fields = {_SUPPLIER[key] or key: given[key] for key in _SUPPLIER if key in given}
    told = _put(supplier, fields)
    terms = SupplyTerms.objects.filter(supplier=supplier, ingredient=ingredient).first()
    terms = terms or SupplyTerms(site_id=actor.site_id, supplier=supplier, ingredient=ingredient)
    added = terms.pk is None
    told |= _put(terms, {key: given[key] for key in _TERMS if key in given})
    if told:
        fact = TermsSet(supplier=supplier.code, ingredient=ingredient.code, new=told)
        journal.record(fact, actor=actor, at=at)
    return "added" if added else "changed" if told else "unchanged"


@transaction.atomic
def put_lot(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Add a lot or set what is left of it; quantity in the ingredient's base unit.

    Raises NotAllowed, NoSuchCanteen, NoSuchIngredient, LotExpiresFirst.
    """
    actor.require(CanteenPermission.PLANNING_EDIT)
    given = {key: value for key, value in values.items() if value not in (None, "")}
    expires_on = given.get("expires_on")
    if expires_on and expires_on < given["received_on"]:
        raise LotExpiresFirst(expires_on=expires_on, received_on=given["received_on"])
    named = Q(code=given["canteen"]) | Q(name=given["canteen"])
    canteen = Canteen.objects.visible_to(actor).filter(named).first()
    if canteen is None:
        raise NoSuchCanteen(given["canteen"])
    ingredient = _ingredient(given["ingredient"], actor)
    lots = StockLot.objects.filter(canteen=canteen, ingredient=ingredient, number=given["number"])
    lot = lots.first() or StockLot(
        site_id=actor.site_id, canteen=canteen, ingredient=ingredient, number=given["number"]
    )
    added = lot.pk is None
    told = _put(lot, {key: given[key] for key in _LOT if key in given})
    if told:
        fact = LotSet(number=lot.number, ingredient=ingredient.code, new=told)
        journal.record(fact, actor=actor, at=at)
    return "added" if added else "changed" if told else "unchanged"


def _put(row: models.Model, fields: Mapping[str, Any]) -> dict[str, str]:
    """Set what differs, save, and tell what is new."""
    new = {key: value for key, value in fields.items() if getattr(row, key) != value}
    for key, value in new.items():
        setattr(row, key, value)
    if new or row.pk is None:
        row.save()
    return {key: str(value) for key, value in new.items()}


def _ingredient(text: str, actor: Actor) -> Ingredient:
    named = Q(code=text) | Q(name=text)
    found = Ingredient.objects.visible_to(actor).filter(named).first()
    if found is None:
        raise NoSuchIngredient(text)
    row: Ingredient = found
    return row
