"""Suppliers and how they sell: entered on a page, or row by row from a sheet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from jieyue.canteen.menus.imports import NoSuchIngredient
from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers.facts import SupplierSaved, TermsSet
from jieyue.canteen.suppliers.models import Supplier, SupplyTerms
from jieyue.canteen.suppliers.refusals import BadWeekdays, SupplierCodeTaken
from jieyue.kit import journal
from jieyue.kit.actor import Actor

_SUPPLIER = {"supplier_name": "name", "minimum_order_yuan": "", "delivery_weekdays": ""}
_TERMS = ("pack_name", "pack_quantity", "price_yuan", "lead_days", "budget_line")


@transaction.atomic
def save_supplier(
    values: Mapping[str, Any], *, code: str = "", actor: Actor, at: datetime
) -> Supplier:
    """Add a supplier, or with `code` change that one.

    Raises NotAllowed, Supplier.DoesNotExist, BadWeekdays, SupplierCodeTaken.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    _check_weekdays(str(values.get("delivery_weekdays", "")))
    known = Supplier.objects.visible_to(actor)
    if code:
        supplier: Supplier = known.select_for_update(no_key=True).get(code=code)
    elif known.filter(code=values["code"]).exists():
        raise SupplierCodeTaken(code=values["code"])
    else:
        supplier = Supplier(site_id=actor.site_id)
    new = _put(supplier, values)
    if new:
        fact = SupplierSaved(supplier_id=supplier.id, code=supplier.code, new=new)
        journal.record(fact, actor=actor, at=at)
    return supplier


@transaction.atomic
def put_terms(values: Mapping[str, Any], *, actor: Actor, at: datetime) -> str:
    """Add or change a supplier and how it sells one ingredient, from a row of a sheet.

    Answers "added", "changed" or "unchanged"; what a row leaves empty keeps its value.
    Raises NotAllowed, NoSuchIngredient, BadWeekdays.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    given = {key: value for key, value in values.items() if value not in (None, "")}
    _check_weekdays(given.get("delivery_weekdays", ""))
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


def _check_weekdays(weekdays: str) -> None:
    if not set(weekdays) <= set("1234567"):
        raise BadWeekdays(weekdays)


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
