"""What is looked up before a line is judged: prices, papers, limits, and who may accept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from jieyue.canteen.menus.category_names import by_code, code_of, codes_of
from jieyue.canteen.menus.models import Ingredient, Storage
from jieyue.canteen.purchasing.models import OrderLine, PurchaseOrder
from jieyue.canteen.receiving import refusals, rules
from jieyue.canteen.receiving.deliveries import Delivery
from jieyue.canteen.receiving.parameters import (
    CHILLED_FROM_C,
    CHILLED_TO_C,
    DATED_CATEGORIES,
    FROZEN_TO_C,
    LEAST_SHELF_SHARE,
    PRODUCE_CATEGORIES,
    PRODUCE_PAPERS,
    REQUIRED_PAPERS,
    SURVEY_ABOVE_PCT,
    TOLERANCE_PCT,
)
from jieyue.canteen.suppliers import queries as suppliers
from jieyue.canteen.suppliers.models import CertificateKind
from jieyue.canteen.suppliers.queries import PriceBasis
from jieyue.canteen.suppliers.rules import PaperCode, PaperProblem
from jieyue.kit.actor import Actor
from jieyue.kit.parameters import Values
from jieyue.people.persons.models import Person


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an ingredient's category asks for at the loading bay."""

    cooling: str
    is_dated: bool
    papers: Sequence[Sequence[str]]


def asked_of(ingredient: Ingredient, values: Values) -> Asked:
    """Fresh produce stored cool comes at the air's temperature, and with papers of its own."""
    category = code_of(ingredient.category)
    is_produce = category in codes_of(values.json(PRODUCE_CATEGORIES))
    is_cooled = ingredient.storage == Storage.FROZEN or (
        ingredient.storage == Storage.CHILLED and not is_produce
    )
    papers = list(by_code(values.json(REQUIRED_PAPERS)).get(category, []))
    if is_produce:
        papers.append(values.json(PRODUCE_PAPERS))
    return Asked(
        cooling=ingredient.storage if is_cooled else "",
        is_dated=category in codes_of(values.json(DATED_CATEGORIES)),
        papers=papers,
    )


def limits_of(values: Values) -> rules.Limits:
    return rules.Limits(
        tolerance_pct=values.decimal(TOLERANCE_PCT),
        chilled_from_c=values.decimal(CHILLED_FROM_C),
        chilled_to_c=values.decimal(CHILLED_TO_C),
        frozen_to_c=values.decimal(FROZEN_TO_C),
        least_shelf_share=values.decimal(LEAST_SHELF_SHARE),
        survey_above_pct=values.decimal(SURVEY_ABOVE_PCT),
    )


def expected_of(line: OrderLine, basis: PriceBasis | None, values: Values) -> rules.Expected:
    asked = asked_of(line.ingredient, values)
    return rules.Expected(
        open_quantity=line.open_quantity,
        price_yuan=line.unit_price_yuan,
        contract_yuan=basis.contract_yuan if basis else None,
        survey_yuan=basis.survey_yuan if basis else None,
        cooling=asked.cooling,
        is_dated=asked.is_dated,
        papers=asked.papers,
    )


def prices_of(
    order: PurchaseOrder, ingredient_ids: Sequence[int], on: date
) -> Mapping[int, PriceBasis]:
    return suppliers.price_basis(
        site_id=order.site_id,
        supplier_id=order.supplier_id,
        ingredient_ids=ingredient_ids,
        on=on,
    )


def check_supplier(order: PurchaseOrder, *, on: date) -> None:
    """Raises SupplierPapersMissing."""
    missing = suppliers.papers_missing(supplier_id=order.supplier_id, on=on)
    if missing:
        raise refusals.SupplierPapersMissing(
            supplier=order.supplier.name, on=on, problems="、".join(map(problem_text, missing))
        )


def problem_text(problem: PaperProblem) -> str:
    """One paper that does not stand, for people."""
    kind = CertificateKind(problem.kind).label
    if problem.code is PaperCode.EXPIRED:
        return _("%(kind)s %(number)s expired on %(valid_to)s") % {
            "kind": kind,
            "number": problem.number,
            "valid_to": problem.valid_to,
        }
    if problem.code is PaperCode.UNVERIFIED:
        return _("%(kind)s %(number)s not verified") % {"kind": kind, "number": problem.number}
    return _("%(kind)s missing") % {"kind": kind}


def witness_of(order: PurchaseOrder, delivery: Delivery, *, actor: Actor) -> Person:
    """The second person. Raises NobodyAccepts, WitnessMissing, BuyerCannotAccept."""
    if actor.kind == "person" and actor.person_id is None:
        raise refusals.NobodyAccepts
    buyers = {order.buyer_id, order.request.made_by_person_id} - {None}
    if actor.person_id in buyers:
        raise refusals.BuyerCannotAccept(number=order.number, name=actor.name)
    persons = Person.objects.filter(site_id=order.site_id, left_on=None)
    witness: Person | None = persons.filter(id=delivery.witness_id).first()
    if witness is None or witness.id == actor.person_id:
        raise refusals.WitnessMissing
    if witness.id in buyers:
        raise refusals.BuyerCannotAccept(number=order.number, name=witness.name)
    return witness
