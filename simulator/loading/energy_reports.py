"""The units' reports: every quarter the readings cover, and the last whole year.

The last quarter is begun, filled in, submitted and decided through the product's own actions;
those before are put in at once from the same figures. Who signs is simulated like everybody else.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Sum

from jieyue.energy.allocation import queries as allocation
from jieyue.energy.bills.models import Bill
from jieyue.energy.denominators import queries as denominators
from jieyue.energy.denominators.rules import YEAR_END
from jieyue.energy.statistics import (
    actions,
    checks,
    corrections,
    duties,
    examining,
    institutions,
)
from jieyue.energy.statistics.checks import Code, Severity
from jieyue.energy.statistics.duties import Reporter
from jieyue.energy.statistics.forms import FEE
from jieyue.energy.statistics.institutions import BasicInformation
from jieyue.energy.statistics.models import Cell, CellSource, Report, ReportStatus
from jieyue.energy.statistics.spans import YEAR, Span, latest_ended
from jieyue.kit.actor import Actor
from jieyue.people.units.models import Unit
from simulator.loading.energy_allocation import MEDIA
from simulator.loading.stage import Stage, moment

FORM = "NY201"
SOURCE = "演示数据"
EXPLAINED = "演示说明：气温和到岗人数与上年同期不同，已与表计、账单核对"
RETURN_REASON = "车辆用油与加油卡账单不一致，请核对后重报"
CORRECTED = "加油卡对账单晚到，补记季末最后两次加油（演示）"
PERSONS_A_VEHICLE = 14
PETROL_L_A_QUARTER = 210  # a vehicle
PETROL_YUAN_A_L = Decimal("7.8")
LATE, RETURNED, WAITING = ("U16", "U23"), "U18", ("U30", "U31")
REPORTER_UNIT = "U07"
CORRECTED_UNIT, PROPOSED_UNIT = "U12", "U15"
DAYS_TO_FILL_IN = 11


@dataclass(frozen=True)
class Figure:
    """One line of a report with where it comes from."""

    value: Decimal
    source: str
    coverage: Decimal | None = None
    estimated: Decimal | None = None
    offered: Mapping[str, str] = field(default_factory=dict)


Lines = dict[str, Figure]


@dataclass(frozen=True)
class Signer:
    """Who heads a unit and who fills in its reports."""

    head: str
    statistician: str


def load(stage: Stage, spans: Sequence[Span], *, by: Actor) -> None:
    """Basic information, then quarter by quarter, the year, and what was corrected."""
    codes = {unit_id: code for code, unit_id in stage.unit_ids.items()}
    signers = _signers(stage)
    _record_institutions(stage, signers, by=by)
    told: dict[tuple[int | None, Span], Lines] = {}
    for span in spans[:-1]:
        told |= _put_in(stage, span, told, codes, signers, by=by)
    _run(stage, spans[-1], codes, signers, by=by)
    _correct(stage, spans[-2], signers, by=by)


def spans_of(months: Sequence[date], today: date) -> list[Span]:
    """Quarters whose months all are there, oldest first, each year after its fourth quarter; a year
    that has just ended is not reported yet, so that a quarter comes last."""
    known = set(months)
    last, found = latest_ended(today), []
    for year in range(months[0].year, last.year + 1):
        for quarter in (1, 2, 3, 4):
            span = Span(year, quarter)
            starts = {date(year, 3 * quarter - n, 1) for n in range(3)}
            if span <= last and starts <= known:
                found.append(span)
        if sum(span.year == year for span in found) == 4 and last.year > year:
            found.append(Span(year, YEAR))
    return sorted(found, key=lambda span: (span.last, span.is_year, span.quarter))


def _signers(stage: Stage) -> dict[str, Signer]:
    """Of each unit its first person and one of its clerks; of U07 whoever may log in."""
    staff: dict[str, list[str]] = defaultdict(list)
    for person in stage.world.population.persons:
        staff[person.unit_code].append(person.name)
    found = {code: Signer(names[0], names[4]) for code, names in staff.items()}
    names = staff[REPORTER_UNIT]
    return found | {REPORTER_UNIT: Signer(names[4], names[0])}


def _record_institutions(stage: Stage, signers: Mapping[str, Signer], *, by: Actor) -> None:
    at = moment(stage.first_day, time(9, 0))
    for unit in Unit.objects.filter(site_id=stage.site_id, is_contractor=False):
        kind = institutions.of_unit(unit)
        signer = signers[unit.code]
        information = BasicInformation(
            category=kind.category,
            level=kind.level,
            industry_code="S92",
            address="雅州市行政中心（演示）",
            head=signer.head,
            statistician=signer.statistician,
            remarks=SOURCE,
        )
        institutions.record(unit_id=unit.id, information=information, actor=by, at=at)


def _put_in(
    stage: Stage,
    span: Span,
    told: Mapping[tuple[int | None, Span], Lines],
    codes: Mapping[int, str],
    signers: Mapping[str, Signer],
    *,
    by: Actor,
) -> dict[tuple[int | None, Span], Lines]:
    """Accepted reports of a period, put straight into the tables."""
    units = duties.reporters(site_id=stage.site_id, on=span.last)
    found = _lines(stage, span, units, codes)
    due = duties.due_on(site_id=stage.site_id, span=span)
    reports: list[Report] = []
    cells: list[Cell] = []
    for number, (unit_id, lines) in enumerate(found.items()):
        signer = by.name if unit_id is None else signers[codes[unit_id]].statistician
        at = min(moment(due - timedelta(days=1 + number % 8), time(9 + number % 8, 12)), stage.at)
        report = _accepted(stage, span, unit_id, lines, signer, by=by, at=at)
        report.explanations = _explained(lines, told.get((unit_id, span.a_year_before()), {}))
        reports.append(report)
        cells.extend(_cells(report, lines, signer, at=at))
    Report.objects.bulk_create(reports)
    Cell.objects.bulk_create(cells)
    return {(unit_id, span): lines for unit_id, lines in found.items()}


def _lines(
    stage: Stage, span: Span, units: Sequence[Reporter], codes: Mapping[int, str]
) -> dict[int | None, Lines]:
    """Every reporter's lines, and those of the complex under None."""
    ids = [unit.unit_id for unit in units]
    span_days = {"site_id": stage.site_id, "first": span.first, "last": span.last}
    divisors = denominators.for_units(**span_days, unit_ids=[None, *ids])  # type: ignore[arg-type]
    posts = dict(Unit.objects.filter(id__in=ids).values_list("id", "approved_posts"))
    found: dict[int | None, Lines] = {None: _billed(stage, span)}
    for unit_id in ids:
        found[unit_id] = {"posts": Figure(Decimal(posts[unit_id] or 0), CellSource.REGISTER)}
        found[unit_id] |= _vehicles(codes[unit_id], span, divisors[unit_id].energy_persons or 0)
    for medium in MEDIA:
        for unit, figures in _allocated(stage, span, medium).items():
            if unit in found:
                found[unit] |= figures
    for line in ("posts", "vehicles", "gasoline", "gasoline_fee"):
        total = sum((found[unit_id][line].value for unit_id in ids), Decimal(0))
        found[None][line] = Figure(total, CellSource.TYPED)
    for reporter, lines in found.items():
        area = divisors[reporter].areas.by_kind.get("total")
        persons = divisors[reporter].energy_persons
        lines["area"] = Figure(area or Decimal(0), CellSource.REGISTER)
        lines["persons"] = Figure(Decimal(persons or 0), CellSource.REGISTER)
    return found


def _billed(stage: Stage, span: Span) -> Lines:
    rows = Bill.objects.filter(
        site_id=stage.site_id, unit=None, cancelled_at=None, month__range=(span.first, span.last)
    ).values("medium")
    lines: Lines = {}
    for row in rows.annotate(Sum("quantity"), Sum("amount_yuan"), Count("id")).order_by("medium"):
        medium, use = row["medium"], row["quantity__sum"]
        lines[medium] = Figure(use, CellSource.BILL, offered={str(CellSource.BILL): str(use)})
        lines[medium + FEE] = Figure(row["amount_yuan__sum"], CellSource.BILL)
    return lines


def _allocated(stage: Stage, span: Span, medium: str) -> dict[int, Lines]:
    """Quantity and fee of one medium by unit, of the months it was there."""
    months = allocation.unit_uses(
        site_id=stage.site_id, medium=medium, first=span.first, last=span.last
    )
    parts: dict[int, list[allocation.UnitUse]] = defaultdict(list)
    for uses in months.values():
        for unit_id, use in uses.items():
            parts[unit_id].append(use)
    source = CellSource.ALLOCATION
    found: dict[int, Lines] = {}
    for unit_id, each in parts.items():
        total = sum((use.total for use in each), Decimal(0))
        fee = sum((use.amount_yuan or Decimal(0) for use in each), Decimal(0))
        found[unit_id] = {
            medium: Figure(
                total,
                source,
                min(use.coverage for use in each),
                sum((use.estimated for use in each), Decimal(0)),
                {str(source): str(total)},
            ),
            medium + FEE: Figure(fee, source),
        }
    return found


def _vehicles(code: str, span: Span, persons: int) -> Lines:
    """Vehicles by size, and what their petrol cards say of each quarter."""
    vehicles = max(1, round(persons / PERSONS_A_VEHICLE))
    litres = sum((_litres(code, each, vehicles) for each in span.quarters()), Decimal(0))
    fee = (litres * PETROL_YUAN_A_L).quantize(Decimal("0.01"))
    typed = CellSource.TYPED
    return {
        "vehicles": Figure(Decimal(vehicles), typed),
        "gasoline": Figure(litres, typed),
        "gasoline_fee": Figure(fee, typed),
    }


def _litres(code: str, span: Span, vehicles: int) -> Decimal:
    digest = hashlib.sha256(f"{code} {span.code}".encode()).digest()
    return Decimal(vehicles * PETROL_L_A_QUARTER) * (Decimal(95 + digest[0] % 11) / 100)


def _accepted(
    stage: Stage,
    span: Span,
    unit_id: int | None,
    lines: Lines,
    signer: str,
    *,
    by: Actor,
    at: datetime,
) -> Report:
    report = Report(
        site_id=stage.site_id,
        unit_id=unit_id,
        form=FORM,
        edition="2025" if span.year >= 2025 else "2020",
        year=span.year,
        quarter=span.quarter,
        status=ReportStatus.ACCEPTED,
        revision=3,
        basis=YEAR_END,
        frozen={f"0.{line}": _frozen(each) for line, each in sorted(lines.items())},
        filled_by=signer,
        opened_at=at - timedelta(hours=20),
        submitted_at=at,
        submitted_by=signer,
        decided_at=min(at + timedelta(days=2), stage.at),
        decided_by=by.name,
    )
    report.digest = actions.digest_of(report)
    return report


def _frozen(each: Figure) -> dict[str, str | None]:
    return {
        "value": _plain(each.value),
        "source": each.source,
        "coverage": None if each.coverage is None else _plain(each.coverage),
        "estimated": None if each.estimated is None else _plain(each.estimated),
        "reason": SOURCE if each.source == CellSource.TYPED else "",
        "text": "",
    }


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cells(report: Report, lines: Lines, signer: str, *, at: datetime) -> Iterator[Cell]:
    for line, each in lines.items():
        yield Cell(
            site_id=report.site_id,
            report=report,
            line=line,
            value=each.value,
            source=each.source,
            coverage=each.coverage,
            estimated=each.estimated,
            offered=dict(each.offered),
            reason=SOURCE if each.source == CellSource.TYPED else "",
            changed_at=at,
            changed_by=signer,
        )


def _explained(now: Lines, before: Lines) -> dict[str, str]:
    """Words on every change that asks for them."""
    limits = {"water": Decimal("0.25")}
    found = {}
    for line in (*MEDIA, "gasoline"):
        if line not in now or line not in before:
            continue
        change = checks.change(now[line].value, before[line].value)
        if change is not None and abs(change) > limits.get(line, Decimal("0.15")):
            found[f"{Code.CHANGE}:0.{line}"] = EXPLAINED
    return found


def _run(
    stage: Stage,
    span: Span,
    codes: Mapping[int, str],
    signers: Mapping[str, Signer],
    *,
    by: Actor,
) -> None:
    """The last quarter as it went: two late, one sent back, some still to be looked at."""
    units = duties.reporters(site_id=stage.site_id, on=span.last)
    due = duties.due_on(site_id=stage.site_id, span=span)
    divisors = denominators.for_units(
        site_id=stage.site_id,
        unit_ids=[unit.unit_id for unit in units],
        first=span.first,
        last=span.last,
    )
    vehicles = {
        unit_id: _vehicles(codes[unit_id], span, each.energy_persons or 0)
        for unit_id, each in divisors.items()
        if unit_id is not None
    }
    whole = {
        line: Figure(sum((each[line].value for each in vehicles.values()), Decimal(0)), "typed")
        for line in ("gasoline", "gasoline_fee", "vehicles")
    }
    for number, unit_id in enumerate([None, *(unit.unit_id for unit in units)]):
        code = codes[unit_id] if unit_id is not None else ""
        day = due - timedelta(days=number % DAYS_TO_FILL_IN)
        if code in LATE:
            day = due + timedelta(days=2 + LATE.index(code) * 3)
        at = min(moment(day, time(9 + number % 8, 5 + number)), stage.at)
        name = signers[code].statistician if code else by.name
        lines = vehicles[unit_id] if unit_id is not None else whole
        report = _submit(unit_id, span, lines, actor=replace(by, name=name), at=at)
        if report.status != ReportStatus.SUBMITTED or unit_id is None or code in WAITING:
            continue
        decided = min(at + timedelta(days=1, hours=2), stage.at)
        if code == RETURNED:
            actions.send_back(report_id=report.id, reason=RETURN_REASON, actor=by, at=decided)
        else:
            actions.accept(report_id=report.id, actor=by, at=decided)


def _submit(unit_id: int | None, span: Span, lines: Lines, *, actor: Actor, at: datetime) -> Report:
    """Begun, completed, what stands out explained, and submitted unless something is wrong."""
    before = at - timedelta(hours=1)
    report = actions.begin(unit_id=unit_id, form_code=FORM, span=span, actor=actor, at=before)
    texts = {(0, line): _plain(each.value) for line, each in lines.items()}
    actions.type_figures(
        report_id=report.id,
        revision=report.revision,
        texts=texts,
        reasons=dict.fromkeys(texts, SOURCE),
        explanations={},
        actor=actor,
        at=before,
    )
    report.refresh_from_db()
    found = examining.findings(report)
    if any(each.severity is Severity.STOP for each in found):
        return report
    words = {each.key: EXPLAINED for each in found if each.severity is Severity.EXPLAIN}
    if words:
        actions.type_figures(
            report_id=report.id,
            revision=report.revision,
            texts={},
            reasons={},
            explanations=words,
            actor=actor,
            at=before,
        )
        report.refresh_from_db()
    return actions.submit(report_id=report.id, revision=report.revision, actor=actor, at=at)


def _correct(stage: Stage, span: Span, signers: Mapping[str, Signer], *, by: Actor) -> None:
    """One correction approved, one that waits for somebody to look at it."""
    for code, is_decided in ((CORRECTED_UNIT, True), (PROPOSED_UNIT, False)):
        report = Report.objects.get(
            unit_id=stage.unit_ids[code], form=FORM, year=span.year, quarter=span.quarter
        )
        litres = next(c for c in Cell.objects.filter(report=report) if c.line == "gasoline").value
        assert litres is not None
        assert report.decided_at is not None
        at = min(report.decided_at + timedelta(days=9), stage.at)
        correction = corrections.propose(
            report_id=report.id,
            row=0,
            line="gasoline",
            right=_plain(litres + 84),
            reason=CORRECTED,
            actor=replace(by, name=signers[code].statistician),
            at=at,
        )
        if is_decided:
            corrections.decide(
                correction_id=correction.id,
                approve=True,
                actor=by,
                at=min(at + timedelta(days=1), stage.at),
            )
