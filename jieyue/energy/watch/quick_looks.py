"""What can be seen at once: silent meters, odd steps, registers that stand still."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from jieyue.energy.consumption.models import NoteKind, StepNote
from jieyue.energy.readings.models import ReadingDay
from jieyue.energy.scale import of_milli
from jieyue.energy.watch import parameters as of_watch
from jieyue.energy.watch.models import Episode, EpisodeKind, MergedSign
from jieyue.energy.watch.rules import dead, stuck
from jieyue.energy.watch.rules.hourly import HOUR_S
from jieyue.energy.watch.signs import Sign, Watched, instant

DAYS_BACK = 14  # of meters that fell silent before, the last reading is not asked for again
NOTES_DAYS = 3
STUCK_DAYS = 56
KIND_OF_NOTE = {
    NoteKind.BACKWARDS: EpisodeKind.BACKWARDS,
    NoteKind.FOREIGN: EpisodeKind.SPIKE,
    NoteKind.GAP: EpisodeKind.GAP,
    NoteKind.JUMP: EpisodeKind.SPIKE,
}


def silent(site: Watched) -> Iterator[Sign]:
    """Meters that send nothing; those of one building that stopped together are one sign."""
    interval_s = {each.id: each.interval_s or HOUR_S for each in site.meters.values()}
    last_s = _last_s(site)
    found = dead.silences(
        last_s,
        interval_s,
        {meter_id: each.building_id for meter_id, each in site.places.items()},
        now_s=int(site.at.timestamp()),
        intervals=site.values.integer(of_watch.DEAD_INTERVALS),
        together=site.values.integer(of_watch.DEAD_TOGETHER),
    )
    for silence in found:
        first, *others = silence.meters
        since = _moment(silence.since_s)
        hours = round((site.at - since) / timedelta(hours=1), 1)
        detail = {"hours": hours, "meters": len(silence.meters)}
        yield Sign(EpisodeKind.DEAD, first, since, site.at, detail, also=tuple(others))


def odd_steps(site: Watched) -> Iterator[Sign]:
    """The notes that consumption left of the last days. Short gaps stay its own affair, and what
    was told as a silence is not told again as a gap."""
    least_s = site.values.integer(of_watch.GAP_HOURS) * HOUR_S
    since_s = int((site.at - timedelta(days=NOTES_DAYS)).timestamp())
    notes = StepNote.objects.filter(
        meter_id__in=site.meters,
        kind__in=KIND_OF_NOTE,
        to_s__range=(since_s, int(site.at.timestamp())),
    )
    told = _silences_told(site, since=site.at - timedelta(days=DAYS_BACK))
    for note in notes.order_by("from_s", "id"):
        if note.kind == NoteKind.GAP and (
            note.to_s - note.from_s < least_s
            or any(note.from_s - HOUR_S <= s < note.to_s for s in told[note.meter_id])
        ):
            continue
        kind = KIND_OF_NOTE[NoteKind(note.kind)]
        detail = {
            "note": note.kind,
            "from": str(of_milli(note.from_milli)),
            "to": str(of_milli(note.to_milli)),
            "hours": round((note.to_s - note.from_s) / HOUR_S, 1),
        }
        yield Sign(
            kind,
            note.meter_id,
            _moment(note.from_s),
            _moment(note.to_s),
            detail,
            over=True,
            source=f"{note.kind}:{note.meter_id}:{note.from_s}",
        )


def standing_still(site: Watched) -> Iterator[Sign]:
    rules = stuck.StuckRules(least_h=site.values.integer(of_watch.STUCK_HOURS))
    for meter_id in site.meters:
        hours = site.hours(meter_id, days=STUCK_DAYS)
        first = stuck.since(hours, rules)
        if first is None:
            continue
        known = [i for i in range(len(hours.use)) if hours.use[i] == hours.use[i]]
        until = known[-1] + 1
        usual = hours.use[:first]
        mean = Decimal(str(round(float(usual[usual == usual].mean()), 4)))
        yield Sign(
            EpisodeKind.STUCK,
            meter_id,
            instant(hours.start_s + first * HOUR_S),
            instant(hours.start_s + until * HOUR_S),
            {"hours": until - first, "expected": str(mean)},
            size_per_hour=-mean,
        )


def _last_s(site: Watched) -> dict[int, int]:
    """The last reading of each meter up to now; one without any for two weeks as of its last
    stored day."""
    now_s = int(site.at.timestamp())
    known = ReadingDay.objects.filter(meter_id__in=site.meters, first_s__lte=now_s)
    recent = known.filter(day__gte=site.today - timedelta(days=DAYS_BACK))
    found = dict(
        recent.values("meter_id").annotate(last=Max("last_s")).values_list("meter_id", "last")
    )
    missing = [meter_id for meter_id in site.meters if meter_id not in found]
    for meter_id in missing:
        row = known.filter(meter_id=meter_id).order_by("-day").first()
        if row is not None:
            found[meter_id] = row.last_s
    return {meter_id: min(last_s, now_s) for meter_id, last_s in found.items()}


def _silences_told(site: Watched, *, since: datetime) -> dict[int, list[int]]:
    """When each meter fell silent, of the silences that were told and lasted after `since`."""
    lasted = Episode.objects.filter(site_id=site.site_id, kind=EpisodeKind.DEAD)
    lasted = lasted.filter(last_seen_at__gte=since)
    joined = MergedSign.objects.filter(site_id=site.site_id, episode__in=lasted)
    told: dict[int, list[int]] = defaultdict(list)
    for rows in (lasted, joined):
        for meter_id, started_at in rows.values_list("meter_id", "started_at"):
            told[meter_id].append(int(started_at.timestamp()))
    return told


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.get_default_timezone())
