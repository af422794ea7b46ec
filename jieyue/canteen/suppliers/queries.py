"""Papers and prices of suppliers, for those who order and receive."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from jieyue.canteen.suppliers import rules
from jieyue.canteen.suppliers.models import Certificate, ContractPrice, PriceSurvey, Supplier
from jieyue.canteen.suppliers.parameters import COMPULSORY_PAPERS, SURVEY_VALID_DAYS
from jieyue.canteen.suppliers.rules import PaperProblem
from jieyue.kit import parameters


@dataclass(frozen=True)
class PriceBasis:
    """What a base unit costs by contract, and the middle of what markets ask; None is unknown."""

    contract_yuan: Decimal | None
    survey_yuan: Decimal | None


def papers_missing(*, supplier_id: int, on: date) -> list[PaperProblem]:
    """Compulsory papers of a supplier that do not stand on a day; empty if it may deliver.

    Raises Supplier.DoesNotExist.
    """
    site_id = Supplier.objects.values_list("site_id", flat=True).get(id=supplier_id)
    return papers_missing_of(site_id=site_id, supplier_ids=[supplier_id], on=on)[supplier_id]


def papers_missing_of(
    *, site_id: int, supplier_ids: Collection[int], on: date
) -> dict[int, list[PaperProblem]]:
    """The same for several suppliers of a site. Two queries."""
    compulsory = parameters.read(site_id=site_id, on=on).json(COMPULSORY_PAPERS)
    found: dict[int, list[rules.Paper]] = {supplier_id: [] for supplier_id in supplier_ids}
    rows = Certificate.objects.filter(
        site_id=site_id, supplier_id__in=supplier_ids, withdrawn_at=None
    )
    for row in rows:
        found[row.supplier_id].append(paper_of(row))
    return {
        supplier_id: rules.paper_problems(papers, compulsory=compulsory, on=on)
        for supplier_id, papers in found.items()
    }


def paper_of(row: Certificate) -> rules.Paper:
    return rules.Paper(
        kind=row.kind,
        number=row.number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_verified=row.verified_at is not None,
    )


def price_basis(
    *, site_id: int, supplier_id: int, ingredient_ids: Collection[int], on: date
) -> dict[int, PriceBasis]:
    """Contract price and surveyed price of each ingredient on a day, per base unit in yuan.

    The contract price is the one with the latest start that holds on the day. Surveys count for
    `canteen.suppliers.survey_valid_days`; of several markets on the latest day the median counts.
    """
    contract = contract_prices(
        site_id=site_id, supplier_ids=[supplier_id], ingredient_ids=ingredient_ids, on=on
    )
    surveyed = survey_prices(site_id=site_id, ingredient_ids=ingredient_ids, on=on)
    return {
        ingredient_id: PriceBasis(
            contract_yuan=contract.get((supplier_id, ingredient_id)),
            survey_yuan=surveyed.get(ingredient_id),
        )
        for ingredient_id in ingredient_ids
    }


def contract_prices(
    *, site_id: int, supplier_ids: Collection[int], ingredient_ids: Collection[int], on: date
) -> dict[tuple[int, int], Decimal]:
    """Contract prices on a day by supplier and ingredient. One query."""
    rows = ContractPrice.objects.filter(
        site_id=site_id,
        supplier_id__in=supplier_ids,
        ingredient_id__in=ingredient_ids,
        effective_on__lte=on,
    ).order_by("effective_on")
    found: dict[tuple[int, int], Decimal] = {}
    for row in rows:
        key = (row.supplier_id, row.ingredient_id)
        found.pop(key, None)  # a later agreement replaces the earlier one, even after its end
        if row.until_on is None or row.until_on >= on:
            found[key] = row.price_yuan
    return found


def survey_prices(*, site_id: int, ingredient_ids: Collection[int], on: date) -> dict[int, Decimal]:
    """The median of the latest day's surveys of each ingredient, if it still counts."""
    days = parameters.read(site_id=site_id, on=on).integer(SURVEY_VALID_DAYS)
    rows = PriceSurvey.objects.filter(
        site_id=site_id,
        ingredient_id__in=ingredient_ids,
        surveyed_on__range=(on - timedelta(days=days), on),
    ).order_by("surveyed_on")
    by_day: dict[int, tuple[date, list[Decimal]]] = {}
    for row in rows:
        day, prices = by_day.get(row.ingredient_id, (row.surveyed_on, []))
        kept = prices if day == row.surveyed_on else []
        by_day[row.ingredient_id] = (row.surveyed_on, [*kept, row.price_yuan])
    return {key: rules.median_price(prices) for key, (_, prices) in by_day.items()}
