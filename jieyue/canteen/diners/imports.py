"""Attendance records from files: good rows are kept, bad ones named, a repeat changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from jieyue.canteen.demand.record import AttendanceRow, iter_attendance
from jieyue.canteen.diners import actions, rules
from jieyue.canteen.diners.facts import AttendanceImported
from jieyue.canteen.diners.models import Attendance, AttendanceSource, Canteen, Meal
from jieyue.canteen.diners.rules import Figures, Outcome
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor

ROWS_AT_ONCE = 5_000
Progress = Callable[[int], None]
Key = tuple[int, str, date]


@dataclass(frozen=True)
class ImportProblem:
    """One row left out: its line (the header is line 1), a code, and the values seen."""

    line: int
    code: str
    values: Mapping[str, str | int]


@dataclass
class ImportResult:
    """What an import did. `unknown_canteens` are names the site does not have."""

    new: int = 0
    completed: int = 0
    unchanged: int = 0
    created_canteens: list[str] = field(default_factory=list)
    unknown_canteens: list[str] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.completed or self.created_canteens)


def import_attendance(
    *,
    source: "str | Path | IO[bytes]",
    file: str,
    meal: str = Meal.LUNCH,
    create: bool = False,
    actor: Actor,
    at: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Read a record into the actor's site. `meal` is that of rows which name none.

    create: set up canteens that the site does not have; otherwise their rows are problems.
    `progress` is told the rows read so far. Raises MissingColumns, UnreadableText.
    """
    actor.require(CanteenPermission.ATTENDANCE_IMPORT)
    rows: list[AttendanceRow] = []
    problems: list[ImportProblem] = []
    for n, item in enumerate(iter_attendance(source, today=timezone.localdate(at)), start=1):
        if isinstance(item, AttendanceRow):
            rows.append(item)
        else:
            problems.append(ImportProblem(item.line, str(item.code), item.values))
        if progress and n % 1000 == 0:
            progress(n)
    return import_rows(
        rows=rows, problems=problems, file=file, meal=meal, create=create, actor=actor, at=at
    )


@transaction.atomic
def import_rows(
    *,
    rows: Sequence[AttendanceRow],
    problems: Sequence[ImportProblem] = (),
    file: str,
    meal: str = Meal.LUNCH,
    create: bool = False,
    actor: Actor,
    at: datetime,
) -> ImportResult:
    """Store rows that were read; a recorded figure is never replaced, only completed."""
    actor.require(CanteenPermission.ATTENDANCE_IMPORT)
    result = ImportResult(problems=list(problems))
    canteens = _canteens(rows, create=create, result=result, actor=actor, at=at)
    placed = _placed(rows, canteens, meal=meal, result=result)
    if result.created_canteens:
        _serve(placed, result.created_canteens, canteens, actor=actor, at=at)
    _store(placed, result, actor=actor, at=at)
    result.problems.sort(key=lambda problem: problem.line)
    if result.changed:
        fact = AttendanceImported(
            file=file,
            new=result.new,
            completed=result.completed,
            unchanged=result.unchanged,
            problems=len(result.problems),
        )
        journal.record(fact, actor=actor, at=at)
    return result


def _canteens(
    rows: Sequence[AttendanceRow],
    *,
    create: bool,
    result: ImportResult,
    actor: Actor,
    at: datetime,
) -> dict[str, int]:
    """Canteen ids by the name or code written in the file; locked against a second import."""
    known: dict[str, int] = {}
    site = Canteen.objects.select_for_update(no_key=True).filter(site_id=actor.site_id)
    found = list(site.values_list("id", "code", "name"))
    for canteen_id, code, name in found:
        known.setdefault(code, canteen_id)
        known[name] = canteen_id
    kinds = {row.series: row.kind for row in rows}
    missing = [name for name in kinds if name not in known]
    if not create:
        result.unknown_canteens = missing
        return known
    codes = {code for _, code, _ in found}
    number = len(found)
    for name in missing:
        number += 1
        while f"C{number:03d}" in codes:
            number += 1
        canteen = actions.open_canteen(
            code=f"C{number:03d}", name=name, kind=kinds[name][:20], actor=actor, at=at
        )
        known[name] = canteen.id
        result.created_canteens.append(name)
    return known


def _placed(
    rows: Sequence[AttendanceRow],
    canteens: Mapping[str, int],
    *,
    meal: str,
    result: ImportResult,
) -> dict[Key, AttendanceRow]:
    """Rows by the meal they belong to; the first of several for one meal stands."""
    placed: dict[Key, AttendanceRow] = {}
    for row in rows:
        canteen_id = canteens.get(row.series)
        if canteen_id is None:
            problem = ImportProblem(row.line, "unknown_canteen", {"series": row.series})
            result.problems.append(problem)
            continue
        try:
            named = rules.meal_named(row.meal, default=meal)
        except rules.UnknownMeal as error:
            problem = ImportProblem(row.line, "unknown_meal", {"value": error.word})
            result.problems.append(problem)
            continue
        first = placed.setdefault((canteen_id, named, row.day), row)
        if first is not row:
            values: dict[str, str | int] = {
                "series": row.series,
                "date": row.day.isoformat(),
                "first_line": first.line,
            }
            result.problems.append(ImportProblem(row.line, "duplicate_day", values))
    return placed


def _serve(
    placed: Mapping[Key, AttendanceRow],
    created: Sequence[str],
    canteens: Mapping[str, int],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Give new canteens the meals and weekdays their record shows."""
    days: dict[tuple[int, str], list[date]] = defaultdict(list)
    fresh = {canteens[name] for name in created}
    for canteen_id, meal, day in placed:
        if canteen_id in fresh:
            days[(canteen_id, meal)].append(day)
    for (canteen_id, meal), seen in sorted(days.items()):
        weekdays = rules.weekdays_served(seen)
        actions.serve_meal(canteen_id=canteen_id, meal=meal, weekdays=weekdays, actor=actor, at=at)


def _store(
    placed: Mapping[Key, AttendanceRow], result: ImportResult, *, actor: Actor, at: datetime
) -> None:
    stored = _stored(placed)
    new: list[Attendance] = []
    changed: list[Attendance] = []
    for key, row in placed.items():
        canteen_id, meal, day = key
        figures = Figures(row.planned, row.served)
        row_id, known = stored.get(key, (None, None))
        outcome = rules.compare(known, figures)
        if outcome is Outcome.UNCHANGED:
            result.unchanged += 1
            continue
        if outcome is Outcome.DIFFERS and known is not None:
            result.problems.append(_differs(row, known))
            continue
        kept = rules.completed(known, figures) if known else figures
        attendance = Attendance(
            id=row_id,
            site_id=actor.site_id,
            canteen_id=canteen_id,
            meal=meal,
            day=day,
            planned=kept.planned,
            served=kept.served,
            source=AttendanceSource.IMPORTED,
            recorded_at=at,
        )
        (changed if row_id else new).append(attendance)
    Attendance.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    Attendance.objects.bulk_update(
        changed, ["planned", "served", "source", "recorded_at"], batch_size=500
    )
    result.new, result.completed = len(new), len(changed)


def _stored(placed: Mapping[Key, AttendanceRow]) -> dict[Key, tuple[int, Figures]]:
    if not placed:
        return {}
    days = [day for _, _, day in placed]
    rows = Attendance.objects.filter(
        canteen_id__in={canteen_id for canteen_id, _, _ in placed},
        day__range=(min(days), max(days)),
    ).values_list("id", "canteen_id", "meal", "day", "planned", "served")
    return {
        (canteen_id, meal, day): (row_id, Figures(planned, served))
        for row_id, canteen_id, meal, day, planned, served in rows.iterator(ROWS_AT_ONCE)
    }


def _differs(row: AttendanceRow, known: Figures) -> ImportProblem:
    values: dict[str, str | int] = {
        "series": row.series,
        "date": row.day.isoformat(),
        "recorded": _said(known),
        "found": _said(Figures(row.planned, row.served)),
    }
    return ImportProblem(row.line, "differs_from_record", values)


def _said(figures: Figures) -> str:
    """Planned and served as "980 / 941"; a dash where unknown."""
    return " / ".join("–" if n is None else str(n) for n in (figures.planned, figures.served))
