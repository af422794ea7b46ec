"""Suppliers as their list and page show them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers import queries, rules
from jieyue.canteen.suppliers.certificates import keep_until
from jieyue.canteen.suppliers.models import (
    Certificate,
    ContractPrice,
    Supplier,
    SupplierIncident,
    SupplyTerms,
)
from jieyue.canteen.suppliers.parameters import CERTIFICATE_WARNING_DAYS
from jieyue.canteen.suppliers.rules import PaperProblem, Warned
from jieyue.canteen.suppliers.wording import kind_name
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of


@dataclass(frozen=True, kw_only=True)
class SupplierRow:
    """One line of the list. papers: "ok", "soon" (a paper ends soon) or "blocked"."""

    code: str
    name: str
    contact: str
    phone: str
    terms: int
    delivery_weekdays: str
    papers: str
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """One paper of a supplier."""

    id: int
    kind: str
    number: str
    valid_from: date
    valid_to: date | None
    scan_id: int | None
    sha256: str
    entered_by: str
    entered_at: datetime
    verified_by: str
    verified_at: datetime | None
    is_withdrawn: bool
    warned: Warned | None
    keep_until: date
    may_verify: bool


@dataclass(frozen=True, kw_only=True)
class TermsRow:
    """How one ingredient is sold, with the contract price of today per base unit."""

    ingredient: str
    unit: str
    pack_name: str
    pack_quantity: Decimal
    price_yuan: Decimal
    unit_price_yuan: Decimal
    contract_yuan: Decimal | None
    lead_days: int


@dataclass(frozen=True, kw_only=True)
class PriceRow:
    """One agreed price."""

    ingredient: str
    unit: str
    price_yuan: Decimal
    effective_on: date
    until_on: date | None
    contract_number: str


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """One thing the supplier answers for."""

    kind: str
    happened_on: date
    points: Decimal
    text: str


@dataclass(frozen=True, kw_only=True)
class SupplierPage:
    """A supplier with papers, terms, prices and incidents; `blocked_by` stops receipts today."""

    id: int
    code: str
    name: str
    credit_code: str
    address: str
    contact: str
    phone: str
    minimum_order_yuan: Decimal
    delivery_weekdays: str
    is_active: bool
    blocked_by: tuple[PaperProblem, ...]
    certificates: tuple[CertificateRow, ...]
    terms: tuple[TermsRow, ...]
    prices: tuple[PriceRow, ...]
    incidents: tuple[IncidentRow, ...]


def rows(actor: Actor, *, today: date) -> list[SupplierRow]:
    """By code. Raises NotAllowed. A fixed number of queries."""
    actor.require(CanteenPermission.SUPPLIERS_READ)
    found = list(Supplier.objects.visible_to(actor).annotate(term_count=Count("terms")))
    if actor.site_id is None:
        return []
    ids = [row.id for row in found]
    missing = queries.papers_missing_of(site_id=actor.site_id, supplier_ids=ids, on=today)
    days = parameters.read(site_id=actor.site_id, on=today).integer(CERTIFICATE_WARNING_DAYS)
    soon = {
        row.supplier_id
        for row in Certificate.objects.visible_to(actor).filter(withdrawn_at=None)
        if rules.warning_due(valid_to=row.valid_to, on=today, days_ahead=days) == Warned.SOON
    }
    return [
        SupplierRow(
            code=row.code,
            name=row.name,
            contact=row.contact,
            phone=row.phone,
            terms=row.term_count,
            delivery_weekdays=row.delivery_weekdays,
            papers="blocked" if missing[row.id] else "soon" if row.id in soon else "ok",
            is_active=row.is_active,
        )
        for row in found
    ]


def supplier(actor: Actor, *, code: str, today: date) -> SupplierPage:
    """Raises NotAllowed, Supplier.DoesNotExist. A fixed number of queries."""
    actor.require(CanteenPermission.SUPPLIERS_READ)
    row = Supplier.objects.visible_to(actor).get(code=code)
    return SupplierPage(
        id=row.id,
        code=row.code,
        name=row.name,
        credit_code=row.credit_code,
        address=row.address,
        contact=row.contact,
        phone=row.phone,
        minimum_order_yuan=row.minimum_order_yuan,
        delivery_weekdays=row.delivery_weekdays,
        is_active=row.is_active,
        blocked_by=tuple(queries.papers_missing(supplier_id=row.id, on=today)),
        certificates=_certificates(row, actor, today=today),
        terms=_terms(row, today=today),
        prices=_prices(row),
        incidents=_incidents(row),
    )


def _certificates(row: Supplier, actor: Actor, *, today: date) -> tuple[CertificateRow, ...]:
    """Those that count first, the longest valid first within a kind."""
    values = parameters.read(site_id=row.site_id, on=today)
    days = values.integer(CERTIFICATE_WARNING_DAYS)
    may_verify = actor.may(CanteenPermission.SUPPLIERS_VERIFY)
    found = [
        CertificateRow(
            id=paper.id,
            kind=kind_name(paper.kind),
            number=paper.number,
            valid_from=paper.valid_from,
            valid_to=paper.valid_to,
            scan_id=paper.scan_id,
            sha256=paper.sha256,
            entered_by=formats.who(paper.entered_by),
            entered_at=paper.entered_at,
            verified_by=formats.who(paper.verified_by),
            verified_at=paper.verified_at,
            is_withdrawn=paper.withdrawn_at is not None,
            warned=rules.warning_due(valid_to=paper.valid_to, on=today, days_ahead=days),
            keep_until=keep_until(paper, values),
            may_verify=may_verify
            and paper.verified_at is None
            and paper.withdrawn_at is None
            and paper.entered_by_person_id != actor.person_id,
        )
        for paper in Certificate.objects.filter(supplier=row)
    ]
    return tuple(sorted(found, key=lambda each: each.is_withdrawn))


def _terms(row: Supplier, *, today: date) -> tuple[TermsRow, ...]:
    terms = SupplyTerms.objects.filter(supplier=row).select_related("ingredient")
    contract = queries.contract_prices(
        site_id=row.site_id,
        supplier_ids=[row.id],
        ingredient_ids=[each.ingredient_id for each in terms],
        on=today,
    )
    return tuple(
        TermsRow(
            ingredient=each.ingredient.name,
            unit=label_of(each.ingredient.base_unit),
            pack_name=each.pack_name,
            pack_quantity=each.pack_quantity,
            price_yuan=each.price_yuan,
            unit_price_yuan=each.price_yuan / each.pack_quantity,
            contract_yuan=contract.get((row.id, each.ingredient_id)),
            lead_days=each.lead_days,
        )
        for each in terms
    )


def _prices(row: Supplier, *, limit: int = 200) -> tuple[PriceRow, ...]:
    """The newest agreements first."""
    found = ContractPrice.objects.filter(supplier=row).select_related("ingredient")
    return tuple(
        PriceRow(
            ingredient=each.ingredient.name,
            unit=label_of(each.ingredient.base_unit),
            price_yuan=each.price_yuan,
            effective_on=each.effective_on,
            until_on=each.until_on,
            contract_number=each.contract_number,
        )
        for each in found.order_by("-effective_on", "ingredient__code")[:limit]
    )


def _incidents(row: Supplier, *, limit: int = 50) -> tuple[IncidentRow, ...]:
    found = SupplierIncident.objects.filter(supplier=row)[:limit]
    return tuple(
        IncidentRow(
            kind=each.get_kind_display(),
            happened_on=each.happened_on,
            points=each.points,
            text=each.text,
        )
        for each in found
    )
