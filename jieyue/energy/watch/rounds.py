"""The watch's rounds, by the clock: each kind is looked at when its readings can show it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from jieyue.energy.watch import episodes, nightly_looks, quick_looks, storms
from jieyue.energy.watch import parameters as of_watch
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus, Exemption, MergedSign
from jieyue.energy.watch.rules.severity import weigh
from jieyue.energy.watch.signs import Sign, Watched
from jieyue.kit.money import FEN

Look = Callable[[Watched], Iterable[Sign]]
EVERY_QUARTER: dict[Look, tuple[str, ...]] = {
    quick_looks.silent: (EpisodeKind.DEAD,),
    quick_looks.odd_steps: (),
}
HOURLY: dict[Look, tuple[str, ...]] = {quick_looks.standing_still: (EpisodeKind.STUCK,)}
NIGHTLY: dict[Look, tuple[str, ...]] = {
    nightly_looks.load_after_hours: (EpisodeKind.AFTER_HOURS,),
    nightly_looks.off_baseline: (EpisodeKind.OFF_BASELINE,),
    nightly_looks.new_levels: (),
    nightly_looks.clocks: (EpisodeKind.CLOCK,),
    nightly_looks.multipliers: (EpisodeKind.MULTIPLIER,),
    nightly_looks.unbalanced: (EpisodeKind.BALANCE,),
}


def every_quarter(*, site_id: int, at: datetime) -> None:
    """Silent meters and odd steps."""
    _round(Watched(site_id, at), EVERY_QUARTER)


def hourly(*, site_id: int, at: datetime) -> None:
    """Registers that stand still."""
    _round(Watched(site_id, at), HOURLY)


def nightly(*, site_id: int, at: datetime) -> None:
    """Loads and balances; then what has been gone for long closes."""
    site = Watched(site_id, at)
    _round(site, NIGHTLY)
    days = site.values.integer(of_watch.CLOSE_AFTER_DAYS)
    episodes.close_gone(site_id=site_id, days=days, at=at)


def exempt(*, site_id: int, at: datetime) -> set[tuple[int, str]]:
    """Meter and kind that are not watched today; kind empty: no kind of this meter."""
    today = Watched(site_id, at).today
    rows = Exemption.objects.filter(site_id=site_id, since_on__lte=today, until_on__gte=today)
    return set(rows.values_list("meter_id", "kind"))


def _round(site: Watched, looks: dict[Look, tuple[str, ...]]) -> None:
    passed_over = exempt(site_id=site.site_id, at=site.at)
    for look, lasting in looks.items():
        signs = [
            sign
            for sign in look(site)
            if not passed_over & {(sign.meter_id, ""), (sign.meter_id, sign.kind)}
        ]
        _keep(site, signs, lasting)


@transaction.atomic
def _keep(site: Watched, signs: Sequence[Sign], lasting: Sequence[str]) -> None:
    """Open or extend what was seen; of `lasting` kinds what was not seen any more is gone."""
    going = _going(site, lasting)
    seen: set[str] = set()
    for sign in signs:
        source = sign.source or going.get((sign.kind, sign.meter_id), "")
        source = source or f"{sign.kind}:{sign.meter_id}:{int(sign.started_at.timestamp())}"
        seen.add(source)
        episode = _keep_one(site, sign, source)
        for meter_id in sign.also:
            storms.join(
                episode,
                meter_id=meter_id,
                source=f"{source}:{meter_id}",
                started_at=sign.started_at,
                seen_at=sign.seen_at,
            )
        if sign.over:
            episodes.mark_gone(
                source=source, gone_at=sign.seen_at, at=site.at, site_id=site.site_id
            )
    for source in sorted(set(going.values()) - seen):
        episodes.mark_gone(source=source, gone_at=site.at, at=site.at, site_id=site.site_id)
        Episode.objects.filter(site_id=site.site_id, source=source, gone_at=None).update(
            gone_at=site.at
        )


def _keep_one(site: Watched, sign: Sign, source: str) -> Episode:
    price = site.price(site.meters[sign.meter_id].medium)
    yuan = None
    if sign.size_per_hour is not None:
        yuan = (sign.size_per_hour * 24 * price).quantize(FEN)
    days = Decimal(str((sign.seen_at - sign.started_at) / timedelta(days=1)))
    thresholds = {
        name: Decimal(str(value))
        for name, value in site.values.json(of_watch.SEVERITY_YUAN).items()
    }
    severity = weigh(
        sign.kind,
        yuan_per_day=yuan,
        days=days,
        meters=1 + len(sign.also),
        thresholds=thresholds,
    )
    return episodes.open_or_extend(
        site_id=site.site_id,
        kind=sign.kind,
        meter_id=sign.meter_id,
        started_at=sign.started_at,
        seen_at=sign.seen_at,
        severity=severity,
        size_per_hour=sign.size_per_hour,
        yuan_per_day=yuan,
        detail=sign.detail,
        source=source,
        parameters_used=site.values.used,
        at=site.at,
    )


def _going(site: Watched, kinds: Sequence[str]) -> dict[tuple[str, int], str]:
    """Sources of what these kinds still show, resolved by a person or not."""
    rows = Episode.objects.filter(site_id=site.site_id, kind__in=kinds).filter(
        Q(gone_at=None) | Q(gone_at__gt=site.at)
    )
    going: dict[tuple[str, int], str] = {}
    joined = MergedSign.objects.filter(site_id=site.site_id, episode__kind__in=kinds)
    joined = joined.exclude(episode__status=EpisodeStatus.RESOLVED)
    for each in (
        joined.order_by("id").values_list("episode__kind", "meter_id", "source"),
        rows.order_by("id").values_list("kind", "meter_id", "source"),
    ):
        going |= {(kind, meter_id): source for kind, meter_id, source in each}
    return going
