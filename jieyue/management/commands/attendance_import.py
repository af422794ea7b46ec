"""`jieyue attendance-import FILE --site CODE`: a record of who ate becomes the site's attendance.

Reads a CSV (plain or gzipped; UTF-8, UTF-16 or GB18030) with the columns date, site and served,
and where known meal, planned and site_type. Good rows are kept, bad ones reported with their
line; a second run changes nothing and says so.
"""

import os
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from jieyue.canteen.demand.record import MissingColumns
from jieyue.canteen.demand.text_files import UnreadableText, read_text
from jieyue.canteen.diners.imports import ImportResult, import_attendance
from jieyue.canteen.diners.models import Meal
from jieyue.canteen.messages import row_problem
from jieyue.kit import problems
from jieyue.kit.actor import system
from jieyue.kit.sites.models import Site

SHOWN = 20  # problems printed of each kind; the rest is counted


class Command(BaseCommand):
    help = "Load a record of canteen attendance into a site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--site", required=True, help="code of the site")
        parser.add_argument("--meal", choices=Meal.values, default=Meal.LUNCH)
        parser.add_argument("--create", action="store_true", help="set up unknown canteens")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(_language()):
            self._import(
                options["file"], options["site"], meal=options["meal"], create=options["create"]
            )

    def _import(self, path: Path, code: str, *, meal: str, create: bool) -> None:
        site = Site.objects.filter(code=code).first()
        if site is None:
            known = ", ".join(Site.objects.values_list("code", flat=True)) or "–"
            raise CommandError(
                _("There is no site “%(code)s”. Known sites: %(known)s.")
                % {"code": code, "known": known}
            )
        columns = (SpinnerColumn(), *Progress.get_default_columns()[:2], MofNCompleteColumn())
        console = Console(stderr=True)
        with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
            try:
                lines = read_text(path).count("\n")
                task = bar.add_task(_("Reading %(file)s") % {"file": path.name}, total=lines)
                result = import_attendance(
                    source=path,
                    file=path.name,
                    meal=meal,
                    create=create,
                    actor=system("jieyue attendance-import", site_id=site.id),
                    at=timezone.now(),
                    progress=lambda n: bar.update(task, completed=n),
                )
            except (MissingColumns, UnreadableText) as error:
                words = problems.words_for(error)
                raise CommandError(words.say(error) if words else repr(error)) from error
            except OSError as error:
                raise CommandError(
                    _("Cannot open %(file)s: %(reason)s.")
                    % {"file": path, "reason": error.strerror}
                ) from error
            bar.update(task, completed=lines)
        self._report(result)

    def _report(self, result: ImportResult) -> None:
        for line in problem_lines(result):
            self.stderr.write(line)
        for name in result.created_canteens:
            self.stdout.write(_("Canteen set up: %(name)s") % {"name": name})
        if result.unknown_canteens:
            self.stderr.write(
                _("Unknown canteens: %(names)s. Use --create to set them up.")
                % {"names": ", ".join(result.unknown_canteens)}
            )
        self.stdout.write(
            _(
                "%(new)s new, %(completed)s completed, %(unchanged)s unchanged, "
                "%(problems)s rows left out"
            )
            % {
                "new": f"{result.new:,}",
                "completed": f"{result.completed:,}",
                "unchanged": f"{result.unchanged:,}",
                "problems": f"{len(result.problems):,}",
            }
        )
        if result.unknown_canteens and not (result.changed or result.unchanged):
            raise CommandError(_("Nothing was imported: the site has none of these canteens."))


def problem_lines(result: ImportResult) -> list[str]:
    """A sentence for each problem, at most SHOWN of a kind, then how many more there are."""
    seen: Counter[str] = Counter()
    lines = []
    for problem in result.problems:
        seen[problem.code] += 1
        if seen[problem.code] <= SHOWN:
            values = {"line": problem.line, "problem": row_problem(problem.code, problem.values)}
            lines.append(_("Line %(line)s: %(problem)s") % values)
    more = sum(count - SHOWN for count in seen.values() if count > SHOWN)
    if more:
        lines.append(_("… and %(more)s more of the same kinds.") % {"more": f"{more:,}"})
    return lines


def _language() -> str:
    """The language of the terminal where we have it, the product's otherwise."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    short = spoken[:2].lower()
    known = [code for code, _name in settings.LANGUAGES if code.startswith(short)]
    return known[0] if short and known else settings.LANGUAGE_CODE
