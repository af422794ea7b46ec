"""Rows of suppliers, their papers and prices for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from jieyue.canteen.menus.models import Ingredient
from jieyue.canteen.suppliers.models import (
    Certificate,
    CertificateKind,
    ContractPrice,
    PriceSurvey,
    Supplier,
    SupplyTerms,
)
from jieyue.kit.sites.models import Site

LONG_AGO = date(2020, 1, 1)
ENTERED_AT = datetime(2026, 1, 5, 1, tzinfo=UTC)
_numbers = count(1)


def make_supplier(*, site: Site, name: str = "", minimum: str = "0", **fields: object) -> Supplier:
    """A supplier who delivers every day, without papers."""
    number = next(_numbers)
    values = {"code": f"S{number:03}", "delivery_weekdays": "1234567"}
    return Supplier.objects.create(
        site=site,
        name=name or f"供应商{number}",
        minimum_order_yuan=Decimal(minimum),
        **(values | fields),
    )


def make_terms(
    *,
    ingredient: Ingredient,
    supplier: Supplier | None = None,
    pack: str = "5",
    price: str = "20",
    lead_days: int = 1,
) -> SupplyTerms:
    return SupplyTerms.objects.create(
        site_id=ingredient.site_id,
        supplier=supplier or make_supplier(site=ingredient.site),
        ingredient=ingredient,
        pack_name="箱",
        pack_quantity=Decimal(pack),
        price_yuan=Decimal(price),
        lead_days=lead_days,
        budget_line="食材",
    )


def make_certificate(
    *,
    supplier: Supplier,
    kind: str = CertificateKind.BUSINESS_LICENCE,
    valid_to: date | None = None,
    verified_at: datetime | None = ENTERED_AT,
    **fields: object,
) -> Certificate:
    """A verified certificate that does not end, unless told otherwise."""
    return Certificate.objects.create(
        site_id=supplier.site_id,
        supplier=supplier,
        kind=kind,
        number=f"证{next(_numbers):05}",
        valid_to=valid_to,
        verified_at=verified_at,
        verified_by="" if verified_at is None else "监督员",
        **({"valid_from": LONG_AGO, "entered_by": "采购员", "entered_at": ENTERED_AT} | fields),
    )


def make_papers(supplier: Supplier) -> None:
    """Every paper a supplier must have, verified and without an end."""
    make_certificate(supplier=supplier, kind=CertificateKind.BUSINESS_LICENCE)
    make_certificate(supplier=supplier, kind=CertificateKind.FOOD_BUSINESS)


def make_contract_price(
    *,
    supplier: Supplier,
    ingredient: Ingredient,
    price: str,
    on: date = LONG_AGO,
    until: date | None = None,
) -> ContractPrice:
    return ContractPrice.objects.create(
        site_id=supplier.site_id,
        supplier=supplier,
        ingredient=ingredient,
        price_yuan=Decimal(price),
        effective_on=on,
        until_on=until,
    )


def make_survey(
    *, ingredient: Ingredient, on: date, price: str, market: str = "农贸市场"
) -> PriceSurvey:
    return PriceSurvey.objects.create(
        site_id=ingredient.site_id,
        ingredient=ingredient,
        surveyed_on=on,
        market=market,
        price_yuan=Decimal(price),
        surveyed_by="采购员",
    )
