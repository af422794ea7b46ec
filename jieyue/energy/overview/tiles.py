"""Energy on the first page: a tile for each thing the reader has a hand in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.energy.consumption import queries as consumption
from jieyue.energy.consumption.dimensions import Dimension, Total
from jieyue.energy.meters.models import Medium, Meter, MeterKind, MeterStatus
from jieyue.energy.overview import figures, places
from jieyue.energy.overview.places import Place
from jieyue.energy.overview.span import Kind, span_of
from jieyue.energy.overview.standing import recent_load, today_of
from jieyue.energy.permissions import EnergyPermission as Right
from jieyue.energy.readings.models import ReadingDay
from jieyue.energy.watch.models import Episode, EpisodeStatus, Severity
from jieyue.kit import formats
from jieyue.kit.actor import Actor

UNREAD_AFTER_DAYS = 35  # a month and some days: what is read by hand is read monthly
TELLING = (Medium.ELECTRICITY, Medium.WATER)
NOTABLE_PCT = 15


@dataclass(frozen=True)
class EnergyTile:
    """colour: Tabler's, of the stripe."""

    label: str
    text: str
    note: str
    icon: str
    url: str
    colour: str


def has_tiles(actor: Actor) -> bool:
    """Whether the actor sees anything of energy."""
    wanted = (Right.CONSUMPTION_READ, Right.WATCH_READ, Right.READINGS_RECORD)
    return any(actor.scope_of(right) is not None for right in wanted)


def tiles(actor: Actor, *, at: datetime) -> list[EnergyTile]:
    """What the reader sees of the complex or of the own unit."""
    day = timezone.localdate(at)
    found: list[EnergyTile] = []
    place = _place(actor)
    if place is not None:
        found += _today(place, day)
        found += _coverage(place, day)
    if actor.scope_of(Right.WATCH_READ) is not None:
        found.append(_episodes(actor))
    if actor.may(Right.READINGS_RECORD):
        found.append(_unread(actor, day))
    return found


def _place(actor: Actor) -> Place | None:
    if actor.may(places.READ):
        return places.complex_of(actor)
    if actor.unit_id is not None and actor.may(places.READ, unit_id=actor.unit_id):
        return places.unit(actor, actor.unit_id)
    return None


def _today(place: Place, day: date) -> list[EnergyTile]:
    """Today so far against the same weekdays before."""
    found = []
    for medium in TELLING:
        today = today_of(recent_load(place, medium, day), day)
        if today is None:
            continue
        unit = str(figures.unit_of(medium))
        change = today.change_pct
        if change is None:
            note, colour = _("no comparison yet"), "secondary"
        else:
            note = _("%(change)s %% on these weekdays, until %(hour)s:00") % {
                "change": formats.signed(change, 0),
                "hour": today.until_hour,
            }
            colour = "yellow" if change > NOTABLE_PCT else "green"
        found.append(
            EnergyTile(
                label=_("%(medium)s today") % {"medium": Medium(medium).label},
                text=f"{formats.number(today.use, 0)} {unit}",
                note=note,
                icon=figures.ICONS[medium],
                url=place.at(span_of(Kind.DAY, day), medium=medium),
                colour=colour,
            )
        )
    return found


def _coverage(place: Place, day: date) -> list[EnergyTile]:
    """How much of yesterday was measured."""
    yesterday = span_of(Kind.DAY, day - timedelta(days=1))
    rows: list[Total] = consumption.totals(
        site_id=place.site_id,
        first=yesterday.first,
        last=yesterday.last,
        by=(Dimension.MEDIUM,),
        unit_id=place.id,
    )
    if not rows:
        return []
    least = min(rows, key=lambda row: row.coverage)
    medium = Medium(str(least.key[Dimension.MEDIUM]))
    share = least.coverage * Decimal(100)
    return [
        EnergyTile(
            label=_("Measured yesterday"),
            text=f"{formats.number(share, 0)} %",
            note=_("the least: %(medium)s") % {"medium": medium.label},
            icon="gauge",
            url=place.at(yesterday, medium=medium.value),
            colour="green" if share >= 95 else "yellow",
        )
    ]


def _episodes(actor: Actor) -> EnergyTile:
    rows = Episode.objects.visible_to(actor).exclude(status=EpisodeStatus.RESOLVED)
    severities = list(rows.values_list("severity", "status"))
    grave = sum(severity >= Severity.MAJOR for severity, _status in severities)
    waiting = sum(status == EpisodeStatus.OPEN for _severity, status in severities)
    return EnergyTile(
        label=_("Meter episodes"),
        text=_("%(count)s open") % {"count": len(severities)},
        note=_("%(waiting)s not acknowledged, %(grave)s grave")
        % {"waiting": waiting, "grave": grave},
        icon="activity-heartbeat",
        url=reverse("energy:watch"),
        colour="red" if grave else "yellow" if severities else "green",
    )


def _unread(actor: Actor, day: date) -> EnergyTile:
    """Meters read by hand that were not read for more than a month."""
    by_hand = Meter.objects.filter(
        site_id=actor.site_id, interval_s=None, status=MeterStatus.IN_USE
    ).exclude(kind=MeterKind.VIRTUAL)
    ids = list(by_hand.values_list("id", flat=True))
    last = dict(
        ReadingDay.objects.filter(meter_id__in=ids)
        .values_list("meter_id")
        .annotate(last=Max("day"))
    )
    since = day - timedelta(days=UNREAD_AFTER_DAYS)
    unread = sum(last.get(meter_id, date.min) < since for meter_id in ids)
    return EnergyTile(
        label=_("Meters to read by hand"),
        text=_("%(count)s overdue") % {"count": unread} if unread else _("all read"),
        note=_("of %(count)s") % {"count": len(ids)},
        icon="qrcode",
        url=reverse("energy:rounds"),
        colour="yellow" if unread else "green",
    )
