"""`jieyue leaks --readings FILE [--zone Europe/Madrid] [--json]`: leaks in water registers.

The file has the columns meter, local_time and register_l, plain or gzipped; FILE - reads
what is piped in. Each leak says when it began and ended, and when it would have been told by the
readings up to then. `end` is null while it runs. No database is touched. Wrong input ends with a
sentence and exit code 2.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from jieyue.energy.watch.plain_files import NotText
from jieyue.energy.water.leak_rules import find_leaks
from jieyue.energy.water.register_files import (
    BadLine,
    NotRegisters,
    Registers,
    read_registers,
)

WRONG_INPUT = 2


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--readings", type=Path, required=True, metavar="FILE")
        parser.add_argument("--zone", default="UTC", help="time zone of times without an offset")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        leaks = _leaks(_read(options["readings"], options["zone"]))
        if options["as_json"]:
            self.stdout.write(json.dumps(leaks, ensure_ascii=False, indent=1))
            return
        table = Table(_("Meter"), _("Began"), _("Ended"), _("Told"), _("Litres per hour"))
        for leak in leaks:
            table.add_row(*("–" if value is None else str(value) for value in leak.values()))
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]


def _read(path: Path, zone: str) -> Registers:
    try:
        return read_registers(path, zone=_zone(zone))
    except OSError as error:
        why = _("%(path)s cannot be read: %(why)s.") % {"path": path, "why": error}
    except NotText:
        why = _("%(path)s is neither text nor whole gzipped text.") % {"path": path}
    except NotRegisters as error:
        why = _("%(path)s needs the columns %(wanted)s; there are: %(found)s.") % vars(error)
    except BadLine as error:
        why = _("%(path)s, line %(line)d: “%(value)s” is no time and register.") % vars(error)
    raise CommandError(why, returncode=WRONG_INPUT)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        why = _("“%(zone)s” is no time zone; one is Europe/Madrid.") % {"zone": name}
        raise CommandError(why, returncode=WRONG_INPUT) from None


def _leaks(registers: Registers) -> list[dict[str, Any]]:
    return [
        {
            "meter": meter,
            "start": registers.written(leak.start_s),
            "end": None if leak.end_s is None else registers.written(leak.end_s),
            "detected_at": registers.written(leak.detected_s),
            "litres_per_hour": round(leak.litres_per_hour, 2),
        }
        for meter, readings in sorted(registers.readings.items())
        for leak in find_leaks(readings)
    ]
