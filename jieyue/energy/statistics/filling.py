"""What a report's lines are before anybody types: meters, bills, registers, earlier reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.queries import Dimension
from jieyue.energy.denominators import queries as denominators
from jieyue.energy.meters import queries as meters
from jieyue.energy.meters.models import Item, Medium
from jieyue.energy.statistics import figures
from jieyue.energy.statistics import parameters as defined
from jieyue.energy.statistics.forms import FEE, MEDIA, Form, form
from jieyue.energy.statistics.models import CellSource, Report
from jieyue.energy.statistics.spans import Span
from jieyue.energy.statistics.uses import Offer, Offers, offers
from jieyue.kit import parameters
from jieyue.people.units.models import Unit

CARRIED = (
    "land_area", "vehicles", "vehicles_gasoline", "vehicles_diesel", "vehicles_new_energy",
    "charging_piles", "solar_collectors", "pv_capacity", "geothermal_capacity",
    "room_area", "racks", "power", "power_it", "power_cooling", "power_distribution",
    "ups_capacity", "heated_area", "heated_own", "heated_by_area", "heated_by_heat",
    "boiler_power", "steam_capacity",
)  # fmt: skip
PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Filled:
    """A line's figure and where it comes from. offered: {source: figure as text}."""

    value: Decimal | None
    source: str = ""
    coverage: Decimal | None = None
    estimated: Decimal | None = None
    offered: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


Lines = dict[tuple[int, str], Filled]


def fill(report: Report) -> Lines:
    """Every line that something is known of. A dozen queries, whatever the form's length."""
    span = Span(report.year, report.quarter)
    shown = form(report.form, edition=report.edition)
    found: Lines = {}
    if report.form == "NY201":
        found |= _registers(report, span)
        found |= _media(report, span)
    elif report.form == "NY202":
        found |= _rooms(report, span)
    if report.form != "NY202":
        found |= _carried(report, span, shown)
    if span.is_year and not shown.many_rows:
        found |= _from_quarters(report, span, shown)
    return {place: each for place, each in found.items() if shown.has(place[1])}


def _registers(report: Report, span: Span) -> Lines:
    divisors = denominators.denominators(
        site_id=report.site_id,
        unit_id=report.unit_id,
        first=span.first,
        last=span.last,
        basis=report.basis,
    )
    units = Unit.objects.filter(site_id=report.site_id)
    if report.unit_id is not None:
        units = units.filter(id=report.unit_id)
    posts = [each for each in units.values_list("approved_posts", flat=True) if each is not None]
    total = divisors.areas.by_kind.get("total")
    persons = divisors.energy_persons
    known = {
        "area": total,
        "persons": None if persons is None else Decimal(persons),
        "posts": Decimal(sum(posts)) if posts else None,
    }
    return {
        (0, line): Filled(value, CellSource.REGISTER)
        for line, value in known.items()
        if value is not None
    }


def _media(report: Report, span: Span) -> Lines:
    offered = offers(
        site_id=report.site_id, unit_id=report.unit_id, first=span.first, last=span.last
    )
    values = parameters.read(site_id=report.site_id, on=span.last)
    bills_first = values.boolean(defined.BILLS_FIRST)
    found: Lines = {}
    for medium in MEDIA:
        found |= _medium(medium, offered, bills_first=bills_first)
    return found


def _medium(medium: str, offered: Offers, *, bills_first: bool) -> Lines:
    """Quantity and fee of one medium; the fee of bills, else what the allocation says."""
    bill = offered.bill.get(medium)
    allocated = offered.allocation.get(medium)
    meter = offered.meter.get(medium)
    by_source: dict[str, Offer] = {
        str(source): offer
        for source, offer in (
            (CellSource.BILL, bill if bill is not None and bill.complete else None),
            (CellSource.ALLOCATION, allocated),
            (CellSource.METER, meter if meter is not None and meter.complete else None),
        )
        if offer is not None
    }
    order = [CellSource.BILL, CellSource.ALLOCATION, CellSource.METER]
    if not bills_first:
        order = [CellSource.ALLOCATION, CellSource.METER, CellSource.BILL]
    source = next((str(each) for each in order if str(each) in by_source), None)
    if source is None:
        return {}
    chosen = by_source[source]
    others = {each: str(_rounded(offer.use)) for each, offer in by_source.items()}
    found: Lines = {
        (0, medium): Filled(_rounded(chosen.use), source, chosen.coverage, chosen.estimated, others)
    }
    for each in (CellSource.BILL, CellSource.ALLOCATION):
        offer = by_source.get(str(each))
        if offer is not None and offer.amount_yuan is not None:
            found[0, medium + FEE] = Filled(offer.amount_yuan, str(each))
            break
    return found


def _rooms(report: Report, span: Span) -> Lines:
    """A row a server-room meter, with what it measured."""
    rows = consumption.totals(
        site_id=report.site_id,
        first=span.first,
        last=span.last,
        by=[Dimension.METER],
        medium=Medium.ELECTRICITY,
        item=Item.SERVER_ROOM,
        unit_id=report.unit_id,
    )
    by_meter = {int(str(row.key[Dimension.METER])): row for row in rows}
    known = meters.known(site_id=report.site_id, meter_ids=list(by_meter))
    found: Lines = {}
    ordered = sorted(by_meter, key=lambda meter_id: known[meter_id].number)
    for place, meter_id in enumerate(ordered, 1):
        row = by_meter[meter_id]
        use = _rounded(row.use)
        offered = {str(CellSource.METER): str(use)}
        found[place, "room_name"] = Filled(None, CellSource.METER, text=known[meter_id].name)
        found[place, "room_electricity"] = Filled(
            use, CellSource.METER, row.coverage, row.estimated, offered
        )
    return found


def _carried(report: Report, span: Span, shown: Form) -> Lines:
    """What seldom changes, from the last report of the form."""
    earlier = Report.objects.filter(
        site_id=report.site_id, unit_id=report.unit_id, form=report.form
    ).exclude(id=report.id)
    known = [each for each in earlier if Span(each.year, each.quarter).last <= span.last]
    if not known:
        return {}
    newest = max(known, key=lambda each: Span(each.year, each.quarter).last)
    values = figures.results([newest])[newest.id]
    return {
        (row, line): Filled(value, CellSource.CARRIED)
        for (row, line), value in values.items()
        if line in CARRIED and value is not None and shown.has(line)
    }


def _from_quarters(report: Report, span: Span, shown: Form) -> Lines:
    """Sums of four submitted quarters, corrections included; none unless all are there."""
    sums = figures.sums_of_quarters(report, span)
    return {
        place: Filled(value, CellSource.QUARTERS)
        for place, value in sums.items()
        if value is not None and shown.has(place[1])
    }


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES, rounding=ROUND_HALF_UP)
