"""`jieyue readings-import FILE --format long|wide --medium … --unit …`: a file of meter readings.

Reads a CSV (plain or gzipped; UTF-8, UTF-16 or GB18030) or an .xlsx with a line for each reading
(long) or for each time (wide). Unknown meters are opened and named. A second run changes nothing
and says so; refused and doubtful readings are named with their line and counted.
"""

import json
import os
from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn

from jieyue.energy.intake import importing, reasons
from jieyue.energy.intake.importing import Choices, Imported
from jieyue.energy.intake.refusals import IntakeRefused
from jieyue.energy.intake.sheets.layout import DAYS, LONG, WIDE
from jieyue.energy.meters.models import Medium, MeterKind
from jieyue.kit import problems
from jieyue.kit.actor import system
from jieyue.kit.sites.models import Site

SHOWN = 20  # problems printed; the rest is counted
KINDS = (MeterKind.REGISTER.value, MeterKind.INTERVAL.value)


class Command(BaseCommand):
    help = "Load a file of meter readings into a site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=(LONG, WIDE, DAYS), default="", dest="layout")
        parser.add_argument("--site", default="", help="code of the site; may be left out for one")
        parser.add_argument("--medium", choices=Medium.values, default=Medium.ELECTRICITY.value)
        parser.add_argument("--unit", default="", help="what the file counts in, such as kwh or l")
        parser.add_argument("--kind", choices=KINDS, default="")
        parser.add_argument("--zone", default=settings.TIME_ZONE, help="of times without offset")
        parser.add_argument("--interval", type=int, default=None, help="seconds of an interval")
        parser.add_argument(
            "--labels", choices=("start", "end"), default="start", help="of an interval"
        )
        parser.add_argument("--prefix", default="", help="put before each meter's number")
        parser.add_argument("--open-meters", action=BooleanOptionalAction, default=True)
        parser.add_argument("--dry-run", action="store_true", help="check, and store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(_language()):
            imported = self._import(options)
            if options["as_json"]:
                self.stdout.write(json.dumps(as_json(imported), ensure_ascii=False))
            else:
                self._report(imported, dry_run=options["dry_run"])

    def _import(self, options: dict[str, Any]) -> Imported:
        path: Path = options["file"]
        site = _site(options["site"])
        choices = Choices(
            medium=options["medium"],
            unit=options["unit"],
            kind=options["kind"],
            layout=options["layout"],
            zone=options["zone"],
            interval_s=options["interval"],
            starts=options["labels"] == "start",
            open_meters=options["open_meters"],
            prefix=options["prefix"],
        )
        columns = (SpinnerColumn(), *Progress.get_default_columns()[:3], TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(_("Reading %(file)s") % {"file": path.name}, total=1.0)
            try:
                return importing.import_file(
                    path.read_bytes(),
                    name=path.name,
                    choices=choices,
                    actor=system("jieyue readings-import", site_id=site.id),
                    at=timezone.now(),
                    progress=lambda share: bar.update(task, completed=share),
                    dry_run=options["dry_run"],
                )
            except IntakeRefused as error:
                raise CommandError(problems.say(error)) from error
            except OSError as error:
                raise CommandError(
                    _("Cannot open %(file)s: %(reason)s.")
                    % {"file": path, "reason": error.strerror}
                ) from error

    def _report(self, imported: Imported, *, dry_run: bool) -> None:
        stored = imported.stored
        for line in problem_lines(imported):
            self.stderr.write(line)
        if imported.opened:
            self.stdout.write(_("Meters opened: %(names)s") % {"names": _listed(imported.opened)})
        if imported.unknown:
            self.stderr.write(
                _("Unknown meters: %(names)s. Use --open-meters to open them.")
                % {"names": _listed(imported.unknown)}
            )
        if "other_medium" in stored.reasons:
            self.stderr.write(
                _("Give this file's meters numbers of their own with --prefix, such as G-.")
            )
        if imported.left_out:
            self.stdout.write(
                _("Columns left out: %(names)s") % {"names": _listed(imported.left_out)}
            )
        if stored.resend_of is not None:
            self.stdout.write(
                _("The same file came before, as delivery %(number)s.")
                % {"number": stored.resend_of}
            )
        self.stdout.write(
            _(
                "%(added)s new, %(unchanged)s unchanged, %(conflicting)s unlike what was known, "
                "%(refused)s refused, %(flagged)s flagged"
            )
            % {
                name: f"{getattr(stored, name):,}"
                for name in ("added", "unchanged", "conflicting", "refused", "flagged")
            }
        )
        if dry_run:
            self.stdout.write(_("This was a trial; nothing was stored."))


def as_json(imported: Imported) -> dict[str, Any]:
    """What a program reads: counts, meters, and the problems that are kept."""
    stored = imported.stored
    return {
        "batch": stored.batch_id,
        "format": imported.layout,
        "readings": imported.readings,
        "meters": imported.meters,
        "new": stored.added,
        "unchanged": stored.unchanged,
        "conflicting": stored.conflicting,
        "refused": stored.refused,
        "flagged": stored.flagged,
        "reasons": stored.reasons,
        "resend_of": stored.resend_of,
        "opened": imported.opened,
        "unknown": imported.unknown,
        "left_out": imported.left_out,
        "problems": [
            {
                "line": problem.line,
                "meter": problem.meter_number,
                "time": problem.at_text,
                "value": problem.value_text,
                "reason": problem.reason,
                "detail": problem.detail,
                "stored": problem.was_stored,
            }
            for problem in imported.problems
        ],
    }


def problem_lines(imported: Imported) -> list[str]:
    """A sentence for each problem, at most SHOWN, then all reasons with their counts."""
    lines = [
        _("Line %(line)s: %(meter)s, %(time)s, %(value)s: %(reason)s %(detail)s").rstrip()
        % {
            "line": problem.line,
            "meter": problem.meter_number,
            "time": problem.at_text,
            "value": problem.value_text,
            "reason": reasons.label(problem.reason),
            "detail": problem.detail,
        }
        for problem in imported.problems[:SHOWN]
    ]
    if imported.stored.reasons:
        lines.append(reasons.sentence(imported.stored.reasons))
    return lines


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"{shown} …" if len(names) > SHOWN else shown


def _site(code: str) -> Site:
    """The site of that code, or the only one. Raises CommandError."""
    sites = list(Site.objects.filter(is_active=True))
    found = [site for site in sites if not code or site.code == code]
    if len(found) == 1:
        return found[0]
    known = ", ".join(site.code for site in sites) or "–"
    if not code:
        raise CommandError(_("Name the site by --site. Known sites: %(known)s.") % {"known": known})
    raise CommandError(
        _("There is no site “%(code)s”. Known sites: %(known)s.") % {"code": code, "known": known}
    )


def _language() -> str:
    """The language of the terminal where we have it, the product's otherwise."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    short = spoken[:2].lower()
    known = [code for code, _name in settings.LANGUAGES if code.startswith(short)]
    return known[0] if short and known else settings.LANGUAGE_CODE
