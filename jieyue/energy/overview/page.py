"""What a page of a place has besides its figures: period picker, episodes, charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from jieyue.energy.meters.models import Medium, Meter
from jieyue.energy.overview import charts as drawn
from jieyue.energy.overview import load as loads
from jieyue.energy.overview.figures import media_in_order, unit_of
from jieyue.energy.overview.places import Place, PlaceKind
from jieyue.energy.overview.quarters import quarters
from jieyue.energy.overview.span import BadSpan, Kind, Span, asked, span_of
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, Severity
from jieyue.estate.weather import queries as weather
from jieyue.kit import formats, problems, workdays
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable

EPISODES_SHOWN = 6
LONGEST_BY_HOUR = 35  # days drawn hour by hour
LONGEST_BY_DAY = 400
LONGEST_BY_QUARTER = 2


@dataclass(frozen=True)
class Way:
    """One kind of period to choose, or the one before or after."""

    label: str
    url: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Picker:
    """Choice of the period; `after` None: it lies in the future."""

    kinds: tuple[Way, ...]
    before: Way
    after: Way | None
    now: Way
    title: str
    kind: str
    typed: tuple[date, date]
    refusal: str
    kept: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class EpisodeLine:
    """An open episode in a few words."""

    number: str
    kind: str
    meter: str
    severity: str
    colour: str
    since: Any
    yuan_per_day: Any


@dataclass(frozen=True)
class Drawing:
    """A chart with its heading."""

    name: str
    title: str
    option: dict[str, Any]
    table: ChartTable
    height: int
    note: str = ""

    @property
    def is_half(self) -> bool:
        """Whether it stands beside another on a wide screen."""
        return self.name in ("days", "dates", "duration", "week")


def span_title(span: Span) -> str:
    """The period in words."""
    if span.kind is Kind.DAY:
        return formats.day(span.first, "long")
    if span.kind is Kind.MONTH:
        return formats.day(span.first, "month")
    if span.kind is Kind.YEAR:
        return _("the year %(year)s") % {"year": span.first.year}
    return _("%(first)s to %(last)s") % {
        "first": formats.day(span.first, "long"),
        "last": formats.day(span.last, "long"),
    }


@dataclass(frozen=True)
class Asked:
    """The period of an address. refusal: why what was typed cannot be; "" when it can."""

    span: Span
    typed: tuple[date, date]
    refusal: str = ""

    @property
    def status(self) -> int:
        return 422 if self.refusal else 200


def asked_span(values: Mapping[str, str], *, today: date, usual: Kind = Kind.MONTH) -> Asked:
    """What an address asks for; what cannot be is kept, with the reason."""
    try:
        span = asked(values, today=today, usual=usual)
    except BadSpan as error:
        typed = (error.first, error.last)
        return Asked(span_of(usual, today), typed, problems.say(error))
    return Asked(span, (span.first, span.last))


def picker(url: str, wanted: Asked, *, today: date, **kept: str | Sequence[str]) -> Picker:
    """Ways to the other periods, everything else on the page kept."""
    span = wanted.span
    pairs = [
        (key, each)
        for key, value in kept.items()
        for each in ([value] if isinstance(value, str) else value)
        if each
    ]

    def to(other: Span) -> str:
        return f"{url}?{urlencode([*other.query().items(), *pairs])}"

    on = min(span.last, today) if span.first <= today else span.first
    names = {
        Kind.DAY: _("A day"),
        Kind.WEEK: _("A week"),
        Kind.MONTH: _("A month"),
        Kind.YEAR: _("A year"),
    }
    kinds = [Way(name, to(span_of(kind, on)), kind is span.kind) for kind, name in names.items()]
    current = span_of(span.kind if span.kind is not Kind.ANY else Kind.MONTH, today)
    return Picker(
        kinds=tuple(kinds),
        before=Way(span_title(span.before), to(span.before)),
        after=Way(span_title(span.after), to(span.after)) if span.after.first <= today else None,
        now=Way(_("Now"), to(current), current == span),
        title=span_title(span),
        kind=span.kind.value,
        typed=wanted.typed,
        refusal=wanted.refusal,
        kept=tuple(pairs),
        url=url,
    )


def media_of(site_id: int) -> list[tuple[str, str]]:
    """The media the site has meters of, in order; electricity when it has none. One query."""
    rows = Meter.objects.filter(site_id=site_id).order_by().values_list("medium", flat=True)
    found = media_in_order(rows.distinct()) or [Medium.ELECTRICITY.value]
    return [(each, str(Medium(each).label)) for each in found]


def without(url: str, wanted: Asked, medium: str, keys: Sequence[str], key: str) -> str:
    """The address of a comparison with one place less."""
    kept = [("place", each) for each in keys if each != key]
    return f"{url}?{urlencode([*wanted.span.query().items(), ('medium', medium), *kept])}"


def episodes(actor: Actor, place: Place) -> list[EpisodeLine]:
    """What is open at a place, gravest first, as far as the actor may see it. One query."""
    rows = Episode.objects.visible_to(actor).exclude(status=EpisodeStatus.RESOLVED)
    if place.kind is PlaceKind.METER:
        rows = rows.filter(meter_id=place.id)
    elif place.kind is PlaceKind.UNIT:
        rows = rows.filter(unit_id=place.id)
    elif place.kind is PlaceKind.BUILDING:
        here = {"meter__placements__building_id": place.id, "meter__placements__until_on": None}
        rows = rows.filter(**here)
    found = rows.order_by("-severity", "-detected_at").values_list(
        "number", "kind", "meter__name", "severity", "started_at", "yuan_per_day"
    )
    return [
        EpisodeLine(
            number=number,
            kind=str(EpisodeKind(kind).label),
            meter=meter,
            severity=str(Severity(severity).label),
            colour=SEVERITY_COLOURS[severity],
            since=since,
            yuan_per_day=yuan,
        )
        for number, kind, meter, severity, since, yuan in found[:EPISODES_SHOWN]
    ]


SEVERITY_COLOURS = {
    Severity.NOTICE.value: "secondary",
    Severity.MINOR.value: "yellow",
    Severity.MAJOR.value: "orange",
    Severity.URGENT.value: "red",
}


def charts(place: Place, span: Span, medium: str) -> list[Drawing]:
    """The load of the period in every shape that its length allows."""
    if span.days > LONGEST_BY_DAY:
        return []
    wanted = [span, span.year_ago, *([span.moved(-7)] if span.days <= 7 else [])]
    now, then, *week_before = loads.read_many(
        place, medium, [(each.first, each.last) for each in wanted]
    )
    if now is None:
        return []
    calendar = workdays.days(span.first, span.last + timedelta(days=1), site_id=place.site_id)
    working = {day: each.is_working for day, each in calendar.items()}
    felt = weather.between(site_id=place.site_id, first=span.first, last=span.last)
    unit = str(unit_of(medium))
    found = _by_quarter(place, span, unit)
    if span.days <= LONGEST_BY_HOUR:
        compared = [(_("last year"), then)] if then else []
        compared = [*((_("a week before"), each) for each in week_before if each), *compared]
        drawing = drawn.load_chart(now, unit=unit, compared=compared, weather=felt, working=working)
        found.append(Drawing("load", _("Load by the hour"), *drawing, 320, _shading(span)))
    if span.days > 1:
        drawing = drawn.day_bars(now, unit=unit, before=then, weather=felt, working=working)
        found.append(Drawing("days", _("Use by the day"), *drawing, 280, _paler()))
    if span.days >= 7:
        found.append(_week_map(now, unit))
    if 2 <= span.days <= LONGEST_BY_HOUR:
        height = 120 + 20 * span.days
        found.append(Drawing("dates", _("Hour by date"), *drawn.day_map(now, unit=unit), height))
    curves = [(_("this period"), now), *([(_("last year"), then)] if then else [])]
    note = _("How much of the time the load was at least so high.")
    found.append(
        Drawing("duration", _("Load duration"), *drawn.duration(curves, unit=unit), 280, note)
    )
    return found


def _by_quarter(place: Place, span: Span, unit: str) -> list[Drawing]:
    """Of one meter and a day or two; nothing where readings come more rarely."""
    if place.kind is not PlaceKind.METER or place.id is None or span.days > LONGEST_BY_QUARTER:
        return []
    load = quarters(site_id=place.site_id, meter_id=place.id, first=span.first, last=span.last)
    if load is None:
        return []
    drawing = drawn.quarter_chart(span.first, load, unit=unit)
    note = _("From the readings themselves.")
    return [Drawing("quarters", _("Load by the quarter hour"), *drawing, 300, note)]


def _week_map(now: loads.Load, unit: str) -> Drawing:
    return Drawing("week", _("Hour by weekday"), *drawn.week_map(now, unit=unit), 280)


def _shading(span: Span) -> str:
    return _("Days off are shaded.") if span.days > 1 else ""


def _paler() -> str:
    return _("Days off are paler.")
