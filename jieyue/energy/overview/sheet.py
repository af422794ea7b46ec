"""用能月报: one unit's month on one sheet, own use and its part of what is shared."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.energy.allocation import queries as allocation
from jieyue.energy.allocation.queries import UnitUse
from jieyue.energy.consumption.dimensions import Dimension
from jieyue.energy.denominators import queries as denominators
from jieyue.energy.factors.rules import CALORIFIC
from jieyue.energy.meters.models import Medium
from jieyue.energy.overview import breakdown, figures, page, rules
from jieyue.energy.overview import parameters as own
from jieyue.energy.overview.advice import Advice, Bounds, Hint, Seen, advise
from jieyue.energy.overview.breakdown import Breakdown, MediumFigure, Uses
from jieyue.energy.overview.figures import Worth
from jieyue.energy.overview.load import Load, read_many
from jieyue.energy.overview.page import EpisodeLine
from jieyue.energy.overview.places import Place
from jieyue.energy.overview.span import Kind, Span, span_of
from jieyue.energy.quotas import queries as quotas
from jieyue.energy.quotas.models import Quota
from jieyue.energy.quotas.rules.pace import State
from jieyue.kit import workdays
from jieyue.kit.actor import Actor

HUNDRED = Decimal(100)
STATE_COLOURS = {
    State.UNKNOWN: "secondary",
    State.WITHIN: "green",
    State.AHEAD: "yellow",
    State.OVER: "red",
}
ALLOCATED = (Medium.ELECTRICITY, Medium.WATER, Medium.GAS, Medium.HEAT)


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One medium. shared, total, yuan: by the published allocation, else what was measured.

    after_hours: share of use outside working hours, 0 to 1; None unknown.
    """

    medium: MediumFigure
    shared: Decimal | None
    total: Decimal | None
    yuan: Decimal | None
    per_person: Decimal | None
    per_m2: Decimal | None
    after_hours: Decimal | None
    after_hours_before: Decimal | None
    version: int | None
    items: Breakdown | None


@dataclass(frozen=True)
class Tip:
    """One thing to look at next, with where."""

    text: str
    url: str
    is_fine: bool = False


@dataclass(frozen=True)
class QuotaLine:
    """One quota of the unit's year. share, expected: of the quota, 0 to 1; expected None: unknown.

    colour: Tabler's.
    """

    label: str
    amount: Decimal
    share: Decimal
    expected: Decimal | None
    state: str
    colour: str
    url: str


@dataclass(frozen=True, kw_only=True)
class MonthSheet:
    place: Place
    span: Span
    shown: Span
    persons: int | None
    area_m2: Decimal | None
    lines: tuple[SheetLine, ...]
    episodes: list[EpisodeLine]
    tips: list[Tip]
    quotas: list[QuotaLine]
    is_allocated: bool

    @property
    def yuan(self) -> Decimal | None:
        known = [line.yuan for line in self.lines if line.yuan is not None]
        return sum(known, Decimal(0)) if known else None


def month_sheet(actor: Actor, place: Place, month: date, *, today: date) -> MonthSheet:
    """The sheet of a unit's month, of a running month up to yesterday."""
    span = span_of(Kind.MONTH, month)
    shown = span.elapsed(today)
    worth = figures.worth(site_id=place.site_id, on=shown.last)
    uses = breakdown.uses_of(place, shown)
    media = breakdown.by_medium(uses, worth=worth)
    shares = _shares(place, span)
    divisors = denominators.denominators(
        site_id=place.site_id, unit_id=place.id, first=shown.first, last=shown.last
    )
    persons, area_m2 = divisors.energy_persons, divisors.area_m2(CALORIFIC)
    lines = []
    for medium in figures.media_in_order({*media, *shares}):
        figure = media.get(medium) or _without_meter(medium, worth)
        lines.append(_line(uses, figure, shares.get(medium), persons, area_m2, worth))
    found = page.episodes(actor, place)
    return MonthSheet(
        place=place,
        span=span,
        shown=shown,
        persons=persons,
        area_m2=area_m2,
        lines=tuple(lines),
        episodes=found,
        tips=[_tip(each, place, shown) for each in _advice(lines, len(found), worth)],
        quotas=_quotas(actor, place, span, today),
        is_allocated=bool(shares),
    )


def _quotas(actor: Actor, place: Place, span: Span, today: date) -> list[QuotaLine]:
    """The quotas of the month's year that the actor may see, as they stand after it."""
    rows = Quota.objects.visible_to(actor).filter(year=span.first.year, unit_id=place.id)
    kept = list(rows.select_related("unit", "explanation").order_by("measure"))
    after = min(today, span.after.first)
    found = quotas.of_quotas(kept, site_id=place.site_id, year=span.first.year, today=after)
    return [
        QuotaLine(
            label=each.label,
            amount=each.amount,
            share=each.pace.share,
            expected=each.pace.expected,
            state=_state_word(each.pace.state),
            colour=STATE_COLOURS[each.pace.state],
            url=reverse("energy:quota", args=[each.id]),
        )
        for each in found
    ]


def _state_word(state: State) -> str:
    return {
        State.UNKNOWN: _("not known yet"),
        State.WITHIN: _("within the quota"),
        State.AHEAD: _("faster than planned"),
        State.OVER: _("over the quota"),
    }[state]


def _shares(place: Place, span: Span) -> dict[str, UnitUse]:
    """The unit's part of each medium by the published allocation of the month."""
    found = {}
    for medium in ALLOCATED:
        uses = allocation.unit_uses(
            site_id=place.site_id,
            medium=medium,
            first=span.first,
            last=span.last,
            unit_id=place.id,
        )
        share = uses.get(span.first, {}).get(place.id or 0)
        if share is not None:
            found[str(medium)] = share
    return found


def _without_meter(medium: str, worth: Worth) -> MediumFigure:
    label, unit = str(Medium(medium).label), str(figures.unit_of(medium))
    figure = worth.figure(medium, None)
    return MediumFigure(medium, label, unit, figures.ICONS[medium], figure)


def _line(
    uses: Uses,
    medium: MediumFigure,
    share: UnitUse | None,
    persons: int | None,
    area_m2: Decimal | None,
    worth: Worth,
) -> SheetLine:
    total = share.total if share else medium.figure.use
    late, late_before = None, None
    if medium.medium == Medium.ELECTRICITY:
        shown, before = uses.span, uses.span.year_ago
        now, then = read_many(
            uses.place, medium.medium, [(shown.first, shown.last), (before.first, before.last)]
        )
        late, late_before = (
            _after_hours(uses.place, now, worth),
            _after_hours(uses.place, then, worth),
        )
    items = None
    if medium.figure.use is not None:
        items = breakdown.breakdown(uses, medium.medium, Dimension.ITEM, worth=worth)
    return SheetLine(
        medium=medium,
        shared=share.shared if share else None,
        total=total,
        yuan=share.amount_yuan if share and share.amount_yuan is not None else medium.figure.yuan,
        per_person=total / persons if total is not None and persons else None,
        per_m2=total / area_m2 if total is not None and area_m2 else None,
        after_hours=late,
        after_hours_before=late_before,
        version=share.version if share else None,
        items=items,
    )


def _after_hours(place: Place, load: Load | None, worth: Worth) -> Decimal | None:
    if load is None:
        return None
    days = load.dates
    calendar = workdays.days(days[0], days[-1] + timedelta(days=1), site_id=place.site_id)
    found = rules.out_of_hours(
        load.use,
        [calendar[day].is_working for day in days],
        opens=worth.values.integer(own.WORK_BEGINS_HOUR),
        closes=worth.values.integer(own.WORK_ENDS_HOUR),
    )
    return None if found.share is None else Decimal(str(round(found.share, 4)))


def _advice(lines: list[SheetLine], episodes: int, worth: Worth) -> list[Advice]:
    values = worth.values
    bounds = Bounds(
        coverage=values.decimal(own.FIGURE_COVERAGE_PCT),
        rise=values.decimal(own.RISE_WORTH_A_LOOK_PCT),
        after_hours=values.decimal(own.AFTER_HOURS_WORTH_A_LOOK_PCT),
        after_hours_rise=values.decimal(own.RISE_WORTH_A_LOOK_PCT),
    )
    seen = [
        Seen(
            medium=line.medium.label,
            coverage_pct=line.medium.figure.coverage_pct,
            change_pct=line.medium.figure.change_pct,
            after_hours_pct=_pct(line.after_hours),
            after_hours_before_pct=_pct(line.after_hours_before),
            rising=_rising(line.items),
        )
        for line in lines
        if line.medium.figure.coverage > 0 or line.version is None
    ]
    return advise(seen, episodes=episodes, bounds=bounds)


def _rising(items: Breakdown | None) -> str:
    rising = [part for part in items.movers if (part.difference or 0) > 0] if items else []
    return rising[0].name if rising else ""


def _tip(advice: Advice, place: Place, shown: Span) -> Tip:
    to_loads = place.at(shown)
    if advice.hint is Hint.FINE:
        return Tip(_("Nothing stands out this month."), to_loads, is_fine=True)
    if advice.hint is Hint.EPISODES:
        text = _("%(count)s episodes of your meters are open: see what they show.")
        return Tip(text % {"count": advice.figure}, to_loads)
    values = {
        "medium": advice.medium,
        "pct": f"{advice.figure:.0f}",
        "name": advice.name or _("all parts alike"),
    }
    if advice.hint is Hint.COVERAGE:
        text = _("%(medium)s: only %(pct)s %% was measured; have the silent meters looked at.")
    elif advice.hint is Hint.AFTER_HOURS:
        text = _(
            "%(medium)s: %(pct)s %% was used after hours; the map of hours shows what runs then."
        )
    else:
        text = _("%(medium)s: %(pct)s %% more than last year, most of it %(name)s.")
    return Tip(text % values, to_loads)


def _pct(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * HUNDRED


def months_before(month: date, count: int) -> list[date]:
    """This month and those before it, newest first."""
    found = [month.replace(day=1)]
    while len(found) < count:
        found.append(span_of(Kind.MONTH, found[-1]).before.first)
    return found


def address(unit_id: int, month: date) -> str:
    return reverse("energy:unit_month", args=[unit_id, month.year, month.month])
