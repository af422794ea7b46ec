"""Indicators for pages: one period against the year before, and one indicator over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.evaluation.records import figures
from jieyue.canteen.evaluation.rules.buckets import SHOWN, Bucket, Step, bucket_of, buckets
from jieyue.canteen.evaluation.rules.buckets import year_before as bucket_year_before
from jieyue.canteen.evaluation.rules.figures import DayFigures
from jieyue.canteen.evaluation.rules.indicators import Indicator, reckon
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor

LABELS: dict[str, Promise] = {
    "W1": _("W1 kitchen waste per diner-meal"),
    "W1a": _("W1a left on plates"),
    "W1b": _("W1b unserved"),
    "W1c": _("W1c trimmings"),
    "W2": _("W2 bought per diner-meal"),
    "W2y": _("W2 paid per diner-meal"),
    "W3": _("W3 clean-plate rate"),
    "W4": _("W4 supply-demand deviation"),
    "W5": _("W5 yield"),
    "W6": _("W6 stock spoilage"),
    "W7": _("W7 forecast error"),
}
RISING_IS_GOOD = ("W3", "W5")


@dataclass(frozen=True, kw_only=True)
class IndicatorRow:
    """One indicator now and a year before; change in percent of the year before."""

    code: str
    label: "str | Promise"
    now: Indicator
    before: Indicator

    @property
    def change_pct(self) -> float | None:
        if self.now.value is None or not self.before.value:
            return None
        return float(100 * (self.now.value / self.before.value - 1))

    @property
    def rising_is_good(self) -> bool:
        return self.code in RISING_IS_GOOD


@dataclass(frozen=True, kw_only=True)
class Indicators:
    """The page: the period, its rows, and the chosen indicator step by step."""

    bucket: Bucket
    year_before: Bucket
    rows: list[IndicatorRow]
    series: list[tuple[Bucket, Indicator]]


def indicators(actor: Actor, *, canteen_id: int, step: Step, on: date, code: str) -> Indicators:
    """Thirty queries at most, whatever the number of days. Raises NotAllowed,
    Canteen.DoesNotExist."""
    actor.require(CanteenPermission.EVALUATION_READ)
    canteen = Canteen.objects.visible_to(actor).get(id=canteen_id)
    bucket = bucket_of(on, step)
    earlier = bucket_year_before(bucket, step)
    now, before = (_load(canteen, each.first, each.last) for each in (bucket, earlier))
    rows = [
        IndicatorRow(code=each, label=label, now=reckon(now)[each], before=reckon(before)[each])
        for each, label in LABELS.items()
    ]
    shown = buckets(on, step, SHOWN[step])
    days = _load(canteen, shown[0].first, shown[-1].last, (code,))
    series = [(each, reckon(_within(days, each))[code]) for each in shown]
    return Indicators(bucket=bucket, year_before=earlier, rows=rows, series=series)


def _load(
    canteen: Canteen, first: date, last: date, wanted: Sequence[str] = ()
) -> list[DayFigures]:
    return figures(
        canteen_id=canteen.id, site_id=canteen.site_id, first=first, last=last, wanted=wanted
    )


def _within(days: Sequence[DayFigures], bucket: Bucket) -> list[DayFigures]:
    return [each for each in days if bucket.first <= each.day <= bucket.last]
