"""Who came in this morning corrects how many will eat lunch.

    access.entries      counts the people of each unit inside by 08:15, 08:45, 09:15 and 09:45
    access.silence      leaves out the units whose gate says nothing: missing is not absent
    canteen.forecast    corrects lunch by the units that came in fewer or more than usual
    (at night)          the day's counts become the canteen's memory of what is usual

An entry that comes in after its cut-off, because a gate was cut off from us, changes nothing at
once: the next cut-off counts again from midnight, and the night repairs the memory.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jieyue.access.entries import actions as entry_actions
from jieyue.access.entries import queries as entries
from jieyue.access.silence import actions as silence_actions
from jieyue.access.silence.queries import Silence, silence_by
from jieyue.canteen.forecast import actions as forecast
from jieyue.canteen.forecast.queries import NoLunchForecast
from jieyue.kit import workdays
from jieyue.kit.actor import Actor, system

logger = logging.getLogger(__name__)

CUTOFFS = (time(8, 15), time(8, 45), time(9, 15), time(9, 45))
LATE_WITHIN = timedelta(days=1)  # how far back the nightly run looks for late deliveries


@dataclass(frozen=True)
class Counted:
    """One cut-off of a day: people inside by unit, without the units that were not heard."""

    presence: dict[int, int]
    strengths: dict[int, int]
    silent_devices: frozenset[int]
    unheard_units: frozenset[int]


def flow(site_id: int) -> Actor:
    return system("flows.lunch_forecast", site_id=site_id)


def correct(*, site_id: int, at: datetime) -> None:
    """At each cut-off of a workday. Without a heard gate the night's forecast stands."""
    local = timezone.localtime(at)
    passed = [cutoff for cutoff in CUTOFFS if cutoff <= local.time()]
    if not passed:
        return
    day, cutoff, actor = local.date(), passed[-1], flow(site_id)
    counted = _count(site_id=site_id, day=day, cutoffs=[cutoff])[cutoff]
    if counted.silent_devices:
        silence_actions.report(
            device_ids=sorted(counted.silent_devices),
            unit_ids=sorted(counted.unheard_units),
            day=day,
            cutoff=cutoff,
            actor=actor,
            at=at,
        )
    if not any(counted.presence.values()):
        logger.info("No gate was heard by %s on site %s; lunch is not corrected", cutoff, site_id)
        return
    try:
        forecast.correct_lunch(
            site_id=site_id,
            day=day,
            cutoff=cutoff,
            presence=counted.presence,
            strengths=counted.strengths,
            actor=actor,
            at=at,
        )
    except NoLunchForecast:
        logger.info("Site %s has no lunch forecast for %s to correct", site_id, day)


def keep_presence(*, site_id: int, at: datetime) -> None:
    """Each night: keep yesterday's counts, and again those of days that got late entries."""
    today = timezone.localdate(at)
    late = entries.days_with_late_entries(site_id=site_id, since=at - LATE_WITHIN, before=today)
    for day in sorted({today - timedelta(days=1), *late}):
        keep_day(site_id=site_id, day=day, at=at)


def keep_day(*, site_id: int, day: date, at: datetime) -> None:
    """Keep one day's counts: the quarters for every page, a workday's cut-offs for the canteen."""
    actor = flow(site_id)
    entry_actions.keep_quarters(site_id=site_id, day=day, actor=actor)
    if not workdays.on(day, site_id=site_id).is_working:
        return
    for cutoff, counted in _count(site_id=site_id, day=day, cutoffs=CUTOFFS).items():
        if any(counted.presence.values()):
            forecast.record_presence(
                site_id=site_id,
                day=day,
                cutoff=cutoff,
                presence=counted.presence,
                strengths=counted.strengths,
                actor=actor,
                at=at,
            )


def _count(*, site_id: int, day: date, cutoffs: Sequence[time]) -> dict[time, Counted]:
    """A fixed number of queries, however many cut-offs."""
    inside = entries.inside_by(site_id=site_id, day=day, cutoffs=cutoffs)
    strengths = entries.strengths(site_id=site_id, on=day)
    unheard = silence_by(site_id=site_id, day=day, cutoffs=cutoffs)
    return {cutoff: _counted(inside[cutoff], strengths, unheard[cutoff]) for cutoff in cutoffs}


def _counted(inside: dict[int, int], strengths: dict[int, int], unheard: Silence) -> Counted:
    heard = strengths.keys() - unheard.unit_ids
    presence = {unit_id: inside.get(unit_id, 0) for unit_id in sorted(heard)}
    return Counted(presence, strengths, unheard.device_ids, unheard.unit_ids)
