"""`jieyue canteen-day`: one day of a canteen, from what was bought to what a guest cost.

    jieyue canteen-day 2026-03-02 [--canteen CODE] [--site CODE] [--json]

The figures go to standard output, as a table or as JSON with decimals as text. Wrong input ends
with a sentence and exit code 2.
"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from jieyue.canteen.diners.queries import CanteenRow

WRONG_INPUT = 2


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=_day, metavar="DAY")
        parser.add_argument("--canteen", metavar="CODE")
        parser.add_argument("--site", metavar="CODE")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        from jieyue.canteen.costs.day import as_json, day_figures
        from jieyue.kit.actor import system

        canteen = _canteen(options["canteen"], options["site"])
        actor = system("management.canteen_day", site_id=canteen.site_id)
        found = day_figures(actor, canteen_id=canteen.id, code=canteen.code, day=options["day"])
        if found.is_empty:
            values = {"canteen": canteen.code, "day": options["day"]}
            raise _refused(_("Nothing is recorded of %(canteen)s on %(day)s.") % values)
        answer = as_json(found)
        if options["as_json"]:
            self.stdout.write(json.dumps(answer, indent=2))
        else:
            self.stdout.write("\n".join(_lines(answer)))


def _canteen(code: str | None, site: str | None) -> "CanteenRow":
    from jieyue.canteen.diners.queries import canteens_of
    from jieyue.kit.sites.models import Site

    sites = Site.objects.filter(is_active=True).order_by("code")
    if site is not None:
        sites = sites.filter(code=site)
    offered = [row for each in sites for row in canteens_of(site_id=each.id)]
    found = offered
    if code is not None:
        found = [row for row in found if row.code == code]
    if len(found) == 1 or (found and code is None and len({row.site_id for row in found}) == 1):
        return found[0]
    if found:
        raise _refused(_("Several sites have canteens like that. Name one with --site."))
    known = ", ".join(row.code for row in offered)
    message = _("There is no canteen “%(code)s”. There are: %(known)s.")
    raise _refused(message % {"code": code or "", "known": known or "–"})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("“%(text)s” is no day like 2026-03-01") % {"text": text}
        ) from error


def _refused(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_INPUT)


def _lines(answer: dict[str, Any]) -> list[str]:
    """The same figures to be read by a person; unknown is a dash."""
    gap = answer["unexplained"]
    rows = [
        (_("Diners"), answer["diners"], ""),
        (_("Bought"), answer["bought"]["kg"], "kg"),
        (_("Issued"), answer["issued"]["kg"], "kg"),
        (_("Issued"), answer["issued"]["yuan"], _("yuan")),
        (_("Cooked, as bought"), answer["cooked"]["raw_kg"], "kg"),
        (_("Cooked"), answer["cooked"]["kg"], "kg"),
        (_("Served to guests"), answer["served"]["kg"], "kg"),
        (_("Wasted"), answer["wasted"]["kg"], "kg"),
        (_("Trimmings"), answer["wasted"]["trimmings_kg"], "kg"),
        (_("Unserved"), answer["wasted"]["unserved_kg"], "kg"),
        (_("Left on plates"), answer["wasted"]["plate_kg"], "kg"),
        (_("Waste per guest"), answer["wasted"]["g_per_guest"], "g"),
        (_("Unexplained"), f"{gap['kg']} ± {gap['sigma_kg']}", "kg"),
        (_("Planned cost"), answer["planned_yuan"], _("yuan")),
        (_("Cost per guest"), answer["cost_per_guest_yuan"], _("yuan")),
    ]
    head = f"{answer['canteen']}  {answer['day']}"
    return [head, *(f"{_cell(value):>20} {unit:4} {label}" for label, value, unit in rows)]


def _cell(value: Any) -> str:
    return "–" if value is None else str(value)
