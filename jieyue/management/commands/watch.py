"""`jieyue watch`: gaps, level changes and spikes of a recorded period of hourly use.

    jieyue watch --readings FILE --weather FILE [--format wide|long] [--medium gas] [--zone
        Europe/London] [--json]

The readings have one column a meter (wide) or the columns meter, instant, value (long); - reads
what is piped in. The weather has an instant and a column whose name contains “temp”. With --json
an object {"gaps": […], "level_changes": […], "spikes": […], "stuck": […]}. `detected_at` is when a
running system would have told it, from what it knew by then. Days begin by the clock of --zone;
without it, by the clock of the file. --medium says what is measured; without it the file's name
does, else electricity. No database is touched. Wrong input ends with a sentence and exit code 2.
"""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from jieyue.energy.watch.hourly_files import Table
    from jieyue.energy.watch.rules.hourly import Floats

WRONG_INPUT = 2
MEDIA = ("electricity", "gas", "heat", "water")
HEATING = ("gas", "heat")


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--readings", type=Path, required=True, metavar="FILE")
        parser.add_argument("--weather", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=("wide", "long"), default="", dest="layout")
        parser.add_argument("--medium", choices=MEDIA)
        parser.add_argument("--zone", default="UTC", metavar="NAME")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        from jieyue.energy.watch.hourly_files import BadHourlyFile, read
        from jieyue.energy.watch.plain_files import NotText

        try:
            zone = ZoneInfo(options["zone"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = _("There is no time zone “%(zone)s”; one such as Asia/Shanghai is wanted.")
            raise _refused(message % {"zone": options["zone"]}) from error
        try:
            table = read(options["readings"], layout=options["layout"])
            path = options["weather"]
            weather = read(path, adds_up=False) if path else None
        except OSError as error:
            values: dict[str, Any] = {"file": error.filename, "reason": error.strerror}
            raise _refused(_("%(file)s: %(reason)s") % values) from error
        except NotText as error:
            message = _("%(path)s is neither text nor whole gzipped text.")
            raise _refused(message % {"path": error}) from error
        except BadHourlyFile as error:
            values = {"line": error.line, "wanted": error.wanted, "found": error.found}
            message = _("Line %(line)d: %(wanted)s was wanted, there is “%(found)s”.")
            raise _refused(message % values) from error
        if table.unread:
            self.stderr.write(_("%(count)d cells are no number.") % {"count": table.unread})
        medium = options["medium"] or _medium_of(options["readings"].name)
        answer = _answer(table, _temperature(table, weather), medium=medium, zone=zone)
        if options["as_json"]:
            self.stdout.write(json.dumps(answer, indent=1))
        else:
            self.stdout.write(_text(answer))


def _medium_of(name: str) -> str:
    return next((medium for medium in MEDIA if medium in name.lower()), "electricity")


def _temperature(table: "Table", weather: "Table | None") -> "Floats":
    """Beside the table's hours; unknown everywhere without weather."""
    import numpy as np

    out = np.full(len(table), np.nan)
    if weather is None:
        return out
    column = next((name for name in weather.use if "temp" in name.lower()), None)
    if column is None:
        found = ", ".join(weather.use)
        message = _("The weather file has no column for the temperature, only %(found)s.")
        raise _refused(message % {"found": found})
    values = weather.use[column]
    shift = (table.start_s - weather.start_s) // 3600
    places = np.arange(len(table)) + shift
    inside = (places >= 0) & (places < len(values))
    out[inside] = values[places[inside]]
    return out


def _answer(
    table: "Table", temperature_c: "Floats", *, medium: str, zone: ZoneInfo
) -> dict[str, list[dict[str, Any]]]:
    from jieyue.energy.watch.rules import series
    from jieyue.energy.watch.rules.hourly import DAY_S, HOUR_S, Hours

    answer: dict[str, list[dict[str, Any]]] = {
        key: [] for key in ("gaps", "level_changes", "spikes", "stuck")
    }
    offset = zone.utcoffset(datetime.fromtimestamp(table.start_s, UTC).replace(tzinfo=None))
    offset_s = int(offset.total_seconds()) if offset else 0
    first_day = (table.start_s + offset_s) // DAY_S * DAY_S - offset_s
    for meter, use in table.use.items():
        found = series.look(
            Hours(table.start_s + offset_s, use),
            temperature_c,
            is_heating=medium in HEATING,
            never_zero=medium == "electricity",
        )
        at = {"meter": meter}
        hour = [table.start_s, HOUR_S]
        for key, stretches in (("gaps", found.gaps), ("stuck", found.flat)):
            answer[key] += [
                at
                | {
                    "start": _iso(hour[0] + gap.first * HOUR_S),
                    "end": _iso(hour[0] + gap.last * HOUR_S),
                    "hours": gap.last - gap.first,
                    "reason": gap.reason,
                }
                for gap in stretches
            ]
        answer["spikes"] += [
            at
            | {
                "at": _iso(table.start_s + spike.hour * HOUR_S),
                "value": round(spike.value, 3),
                "expected": round(spike.expected, 3),
                "hours": spike.hours,
                "clipped": spike.is_clipped,
            }
            for spike in found.spikes
        ]
        answer["level_changes"] += [
            at
            | {
                "at": _iso(first_day + change.first * DAY_S),
                "before": round(change.before, 3),
                "after": round(change.after, 3),
                "detected_at": _iso(first_day + (change.told + 1) * DAY_S),
            }
            for change in found.levels
        ]
    return answer


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")


def _text(answer: dict[str, list[dict[str, Any]]]) -> str:
    return "\n".join(
        "  ".join([key, *(str(value) for value in row.values())])
        for key, rows in answer.items()
        for row in rows
    )


def _refused(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_INPUT)
