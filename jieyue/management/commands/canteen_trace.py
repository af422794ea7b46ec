"""`jieyue canteen-trace LOT --json`: a lot, where it came from and every meal it reached."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from jieyue.canteen.stock.models import StockLot
from jieyue.canteen.trace.queries import lot_trace
from jieyue.canteen.trace.sheet import LotTrace
from jieyue.kit import formats
from jieyue.kit.actor import system
from jieyue.kit.sites.models import Site

HINTS, LIKE = 5, 6  # lots named, and how many first characters they share


class Command(BaseCommand):
    help = "Follow a lot of the store to every meal it reached."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lot", help="number of the lot")
        parser.add_argument("--site", help="code of the site; not needed when there is one")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        site = _site(options["site"])
        try:
            trace = lot_trace(system("jieyue canteen-trace", site_id=site.id), options["lot"])
        except StockLot.DoesNotExist:
            raise CommandError(_no_lot(site, options["lot"])) from None
        if options["json"]:
            self.stdout.write(
                json.dumps(_as_json(trace), ensure_ascii=False, indent=1, default=str)
            )
        else:
            _show(trace)


def _site(code: str | None) -> Site:
    sites = list(Site.objects.filter(code=code) if code else Site.objects.all()[:2])
    if len(sites) == 1:
        return sites[0]
    known = ", ".join(Site.objects.values_list("code", flat=True)) or "–"
    raise CommandError(_("Name one site with --site. Known sites: %(known)s.") % {"known": known})


def _no_lot(site: Site, number: str) -> str:
    near = StockLot.objects.filter(site=site, number__startswith=number[:LIKE]).order_by("-id")
    like = ", ".join(near.values_list("number", flat=True)[:HINTS]) or "–"
    return _("There is no lot “%(number)s”. Lots with a like number: %(like)s.") % {
        "number": number,
        "like": like,
    }


def _as_json(trace: LotTrace) -> dict[str, Any]:
    totals = {
        "meal_count": trace.meal_count,
        "portions": trace.portions,
        "used": trace.used,
        "left": trace.left,
    }
    return {**totals, **asdict(trace)}


def _show(trace: LotTrace) -> None:
    console = Console()
    for lot in trace.lots:
        console.print(
            f"{lot.number}  {lot.ingredient}  {lot.supplier}  {lot.received_on}  "
            f"{lot.receipt}  {lot.order}  {lot.status_label}  {lot.left} {lot.unit}"
        )
    table = Table(
        _("Day"), _("Meal"), _("Dish"), _("Of this lot"), _("Cooked (portions)"),
        _("Taken (portions)"), _("Retained sample"),
    )  # fmt: skip
    for use in trace.meals:
        table.add_row(
            formats.day(use.day, "long"), use.meal_label, use.dish, f"{use.quantity} {trace.unit}",
            str(use.portions or ""), "" if use.served is None else str(use.served), use.sample,
        )  # fmt: skip
    console.print(table)
