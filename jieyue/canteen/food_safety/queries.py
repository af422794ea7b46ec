"""What food safety's pages show: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Max
from django.utils.translation import gettext as _

from jieyue.canteen.diners.models import Attendance, Meal
from jieyue.canteen.food_safety.messages import (
    CHOICES,
    FIELDS,
    FIGURES,
    ITEMS,
    PROBLEMS,
    RESULTS,
)
from jieyue.canteen.food_safety.models import (
    Appointment,
    DailyCheck,
    Finding,
    LogKind,
    MonthlyMeeting,
    Office,
    SafetyLog,
    WeeklyReview,
)
from jieyue.canteen.food_safety.parameters import DAILY_ITEMS, DIRECTOR_FROM_DINERS
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import formats, parameters
from jieyue.kit.actor import Actor

USUAL_DAYS = 90
LINES_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    id: int
    item: str
    text: str
    found_on: date
    due_on: date
    is_late: bool
    fixed_by: str
    fixed_how: str
    is_fixed: bool


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One line of a ledger with its words; `entries` are (label, value) pairs."""

    at: datetime
    entries: list[tuple[str, str]]
    problems: list[str]
    measure_taken: str
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class LedgerTile:
    kind: str
    label: str
    last_at: datetime | None
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """A daily check as recorded; `results` are (item, result code, result) triples."""

    day: date
    results: list[tuple[str, str, str]]
    findings: list[str]
    note: str
    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """A weekly review or a monthly meeting: its figures, and (title, text) paragraphs."""

    first: date
    figures: list[tuple[str, int]]
    paragraphs: list[tuple[str, str]]
    held_by: str
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfficeRow:
    id: int
    office: str
    person: str
    document: str
    since_on: date


def items_on(*, site_id: int, day: date) -> list[tuple[str, str]]:
    """The risk list: code and sentence of each item."""
    items = parameters.read(site_id=site_id, on=day).json(DAILY_ITEMS)
    return [(item, item_words(item)) for item in items]


def item_words(item: str) -> str:
    """A known item's sentence; an item of the site's own is its sentence itself."""
    return str(ITEMS.get(item, item))


def check_on(actor: Actor, *, canteen_id: int, day: date) -> CheckView | None:
    """Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = DailyCheck.objects.visible_to(actor).filter(canteen_id=canteen_id, day=day)
    row = rows.first()
    if row is None:
        return None
    return CheckView(
        day=row.day,
        results=[
            (item_words(item), result, str(RESULTS[result])) for item, result in row.results.items()
        ],
        findings=[
            f"{item_words(item)}: {text}" for item, text in row.findings.values_list("item", "text")
        ],
        note=row.note,
        checked_at=row.checked_at,
        checked_by=formats.who(row.checked_by),
    )


def open_findings(actor: Actor, *, canteen_id: int, today: date) -> list[FindingRow]:
    """What is not verified as put right, the most urgent first. Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = Finding.objects.visible_to(actor).filter(canteen_id=canteen_id, verified_at=None)
    return [
        FindingRow(
            id=row.id,
            item=item_words(row.item),
            text=row.text,
            found_on=row.daily_check.day,
            due_on=row.due_on,
            is_late=row.fixed_at is None and row.due_on < today,
            fixed_by=formats.who(row.fixed_by) if row.fixed_by else "",
            fixed_how=row.fixed_how,
            is_fixed=row.fixed_at is not None,
        )
        for row in rows.select_related("daily_check").order_by("due_on", "id")
    ]


def tiles(actor: Actor, *, canteen_id: int, today: date) -> list[LedgerTile]:
    """Each ledger with its last line. Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = SafetyLog.objects.visible_to(actor).filter(canteen_id=canteen_id)
    latest: Mapping[str, tuple[datetime, date]] = {
        kind: (at, day)
        for kind, at, day in rows.values_list("kind")
        .annotate(last=Max("at"), on=Max("day"))
        .order_by()
    }
    return [
        LedgerTile(
            kind=kind.value,
            label=str(kind.label),
            last_at=latest[kind.value][0] if kind.value in latest else None,
            is_today=kind.value in latest and latest[kind.value][1] == today,
        )
        for kind in LogKind
    ]


def ledger(actor: Actor, *, canteen_id: int, kind: str) -> list[LedgerRow]:
    """The last lines of a ledger, latest first. Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = SafetyLog.objects.visible_to(actor).filter(canteen_id=canteen_id, kind=kind)
    return [
        LedgerRow(
            at=row.at,
            entries=[
                (str(FIELDS[code]), str(CHOICES.get(value, value)))
                for code, value in row.entries.items()
                if value
            ],
            problems=[str(PROBLEMS[code]) for code in row.problems],
            measure_taken=row.measure_taken,
            recorded_by=formats.who(row.recorded_by),
        )
        for row in rows[:LINES_SHOWN]
    ]


def review(actor: Actor, *, canteen_id: int, week: date) -> Report | None:
    """Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = WeeklyReview.objects.visible_to(actor).filter(canteen_id=canteen_id, week=week)
    row = rows.first()
    if row is None:
        return None
    return Report(
        first=row.week,
        figures=figure_words(row.figures),
        paragraphs=[(_("Risks found"), row.risks), (_("Measures"), row.measures)],
        held_by=formats.who(row.held_by),
        held_at=row.held_at,
    )


def meeting(actor: Actor, *, canteen_id: int, month: date) -> Report | None:
    """Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = MonthlyMeeting.objects.visible_to(actor).filter(canteen_id=canteen_id, month=month)
    row = rows.first()
    if row is None:
        return None
    return Report(
        first=row.month,
        figures=figure_words(row.figures),
        paragraphs=[
            (_("Attendees"), row.attendees),
            (_("Minutes"), row.minutes),
            (_("Decisions"), row.decisions),
        ],
        held_by=formats.who(row.recorded_by),
        held_at=row.recorded_at,
    )


def figure_words(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(FIGURES[name]), count) for name, count in figures.items()]


def offices(actor: Actor, *, canteen_id: int) -> list[OfficeRow]:
    """Who holds an office now. Raises NotAllowed."""
    actor.require(CanteenPermission.FOOD_SAFETY_READ)
    rows = Appointment.objects.visible_to(actor).filter(canteen_id=canteen_id, until_on=None)
    return [
        OfficeRow(
            id=row.id,
            office=str(Office(row.office).label),
            person=row.person.name,
            document=row.document,
            since_on=row.since_on,
        )
        for row in rows.select_related("person")
    ]


def needs_director(*, canteen_id: int, site_id: int, today: date) -> bool:
    """Whether a food safety director is compulsory and there is none (STANDARDS 2.1)."""
    lunches = Attendance.objects.filter(
        canteen_id=canteen_id,
        meal=Meal.LUNCH,
        day__range=(today - timedelta(days=USUAL_DAYS), today),
        served__gt=0,
    )
    usual = lunches.aggregate(mean=Avg("served"))["mean"] or 0
    least = parameters.read(site_id=site_id, on=today).integer(DIRECTOR_FROM_DINERS)
    held = Appointment.objects.filter(
        canteen_id=canteen_id, office=Office.DIRECTOR, until_on=None, since_on__lte=today
    )
    return usual >= least and not held.exists()


def share_recorded(*, canteen_id: int, kind: str, first: date, last: date) -> tuple[int, int]:
    """(days served with a line in a ledger, days served) on [first, last]."""
    served = Attendance.objects.filter(
        canteen_id=canteen_id, day__range=(first, last), served__gt=0
    )
    days = set(served.values_list("day", flat=True))
    rows = SafetyLog.objects.filter(canteen_id=canteen_id, kind=kind, day__range=(first, last))
    return len(days & set(rows.values_list("day", flat=True))), len(days)
