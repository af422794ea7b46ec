"""`jieyue consumption --meter NUMBER --by hour|day|month [--from D] [--to D] [--zone Z] [--json]`.

What one meter used, by the hour, day or month of a time zone (the site's own unless named). Days
are included at both ends; without them, all that was read. Use is null where nothing is known.
Wrong input ends with a sentence and exit code 2.
"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max, Min
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from jieyue.energy.consumption import zones
from jieyue.energy.consumption.virtual_meters import terms_of
from jieyue.energy.consumption.zones import Piece, Row
from jieyue.energy.meters.models import Meter, MeterKind
from jieyue.energy.meters.rules import UNIT_OF
from jieyue.energy.readings.days import instant
from jieyue.energy.readings.models import ReadingDay
from jieyue.energy.scale import of_micro, of_milli
from jieyue.kit.formats import number as figure

WRONG_INPUT = 2
HOUR_S = 3600
HINTS, LIKE = 5, 4  # meters named, and how many first characters they share


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--meter", required=True, metavar="NUMBER")
        parser.add_argument("--site", help="code of the site; not needed when the number is unique")
        parser.add_argument("--by", choices=[*Piece], default=Piece.DAY)
        parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD")
        parser.add_argument("--zone", default="Asia/Shanghai")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        meter = _meter(options["meter"], options["site"])
        zone = _zone(options["zone"])
        first, last = _days(meter, zone, options["first"], options["last"])
        rows = zones.rows(
            meter.id, site_id=meter.site_id, piece=Piece(options["by"]), first=first, last=last,
            zone=zone,
        )  # fmt: skip
        if options["as_json"]:
            self.stdout.write(json.dumps(_told(meter, zone, rows, last), ensure_ascii=False))
        else:
            _show(Console(file=self.stdout), meter, rows)  # type: ignore[arg-type]


def _refuse(text: str) -> CommandError:
    return CommandError(text, returncode=WRONG_INPUT)


def _meter(number: str, site: str | None) -> Meter:
    found = Meter.objects.filter(number=number)
    if site:
        found = found.filter(site__code=site)
    meters: list[Meter] = list(found[:2])
    if len(meters) == 1:
        return meters[0]
    if meters:
        raise _refuse(_("Several sites have a meter “%s”. Name one with --site.") % number)
    near = Meter.objects.filter(number__startswith=number[:LIKE]).order_by("number")
    like = ", ".join(near.values_list("number", flat=True)[:HINTS]) or "–"
    raise _refuse(
        _("There is no meter “%(number)s”. Meters with a like number: %(like)s.")
        % {"number": number, "like": like}
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        why = _("“%(zone)s” is no time zone; one is Europe/Madrid.") % {"zone": name}
        raise _refuse(why) from None


def _days(meter: Meter, zone: ZoneInfo, first: str | None, last: str | None) -> tuple[date, date]:
    """The days asked for; an end that is not named is that of the readings.

    An interval ends at its reading: the first began before, the last is over at midnight.
    """
    ids = [meter_id for _times, meter_id in terms_of(meter.id)]
    read = ReadingDay.objects.filter(meter_id__in=ids).aggregate(Min("first_s"), Max("last_s"))
    if (first is None or last is None) and read["first_s__min"] is None:
        raise _refuse(_("Meter %s has no readings. Name the days with --from and --to.") % meter)
    before_s = (meter.interval_s or HOUR_S) if meter.kind == MeterKind.INTERVAL else 0
    begins = _day(first) if first else _day_of(read["first_s__min"] - before_s, zone)
    ends = _day(last) if last else max(begins, _day_of(read["last_s__max"] - 1, zone))
    if ends < begins:
        raise _refuse(
            _("%(last)s lies before %(first)s: turn --from and --to round.")
            % {"first": begins, "last": ends}
        )
    return begins, ends


def _day_of(at_s: int, zone: ZoneInfo) -> date:
    return instant(at_s).astimezone(zone).date()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refuse(_("“%s” is no day; write it as 2026-11-23.") % text) from None


def _told(meter: Meter, zone: ZoneInfo, rows: list[Row], last: date) -> dict[str, Any]:
    ends = zones.border_instants(Piece.DAY, last, last, zone)[-1]
    span = {"from_s": int(rows[0].start.timestamp()), "to_s": int(ends.timestamp())}
    return {
        "meter": meter.number,
        "medium": meter.medium,
        "unit": UNIT_OF[meter.medium],
        "zone": zone.key,
        "rows": [
            {
                "start": row.start.isoformat(),
                "use": None if row.use is None else str(row.use),
                "estimated": str(row.estimated),
                "adjusted": str(row.adjusted),
                "coverage": str(round(row.coverage, 6)),
                "known": row.known,
            }
            for row in rows
        ],
        "notes": [
            {
                "kind": note.kind,
                "from": instant(note.from_s).astimezone(zone).isoformat(),
                "to": instant(note.to_s).astimezone(zone).isoformat(),
                "register_before": str(of_milli(note.from_milli)),
                "register_after": str(of_milli(note.to_milli)),
                "use": None if note.use_micro is None else str(of_micro(note.use_micro)),
            }
            for note in zones.notes_between(meter.id, **span)
        ],
    }


def _show(console: Console, meter: Meter, rows: list[Row]) -> None:
    table = Table(_("From"), f"{_('Use')} ({UNIT_OF[meter.medium]})", _("Estimated"), _("Covered"))
    for row in rows:
        use = "–" if row.use is None else f"{row.use:.3f}"
        start = row.start.isoformat(sep=" ", timespec="minutes")
        table.add_row(start, use, f"{row.estimated:.3f}", f"{figure(row.coverage * 100, 1)} %")
    console.print(table)
