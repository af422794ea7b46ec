"""Attendance as a spreadsheet: a line a meal."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.demand.cells import EARLIEST_YEAR, MOST_DINERS
from jieyue.canteen.demand.record import AttendanceRow
from jieyue.canteen.diners.imports import import_rows
from jieyue.canteen.diners.models import Meal
from jieyue.kit.actor import Actor
from jieyue.kit.sheets import Column, SheetRow, SheetSpec

ATTENDANCE = SheetSpec(
    "attendance",
    _("Attendance"),
    [
        Column("canteen", _("Canteen"), required=True, help=_("Its name or code.")),
        Column("day", _("Day"), "date", required=True),
        Column(
            "meal",
            _("Meal"),
            "choice",
            required=True,
            choices=Meal.choices,
        ),
        Column("planned", _("Planned"), "integer", minimum=0, maximum=MOST_DINERS),
        Column("served", _("Served"), "integer", minimum=0, maximum=MOST_DINERS),
    ],
)


class RowRefused(Exception):
    """A line that the record cannot take; `code` and `values` as in an import from a file."""

    def __init__(self, code: str, values: dict[str, str | int]) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


def put(row: SheetRow, *, actor: Actor, at: datetime) -> str:
    """Store one line: "added", "changed" (completed) or "unchanged". Raises RowRefused."""
    values = row.values
    today = timezone.localdate(at)
    if values["day"] > today:
        said = {"date": values["day"].isoformat(), "today": today.isoformat()}
        raise RowRefused("future_date", said)
    if values["day"].year < EARLIEST_YEAR:
        raise RowRefused("bad_date", {"value": values["day"].isoformat()})
    if values.get("planned") is None and values.get("served") is None:
        said = {"series": values["canteen"], "date": values["day"].isoformat()}
        raise RowRefused("empty", said)
    line = AttendanceRow(
        row.line,
        values["canteen"],
        values["day"],
        values.get("planned"),
        values.get("served"),
        meal=values["meal"],
    )
    result = import_rows(rows=[line], file=ATTENDANCE.name, actor=actor, at=at)
    for problem in result.problems:
        raise RowRefused(problem.code, dict(problem.values))
    if result.new:
        return "added"
    return "changed" if result.completed else "unchanged"
