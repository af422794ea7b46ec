"""Passes of a visit: a QR code for each guest and a lane for each car, in exactly its window."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jieyue.access.credentials import actions as credentials
from jieyue.access.credentials import many
from jieyue.access.credentials.many import Held
from jieyue.access.credentials.models import AccessProfile, Credential, Holder, Kind, Status
from jieyue.access.credentials.refusals import Taken
from jieyue.access.visitors import rules
from jieyue.access.visitors.models import Guest, Visit, VisitPlate
from jieyue.access.visitors.settings_of_site import VisitRules, rules_of
from jieyue.kit.actor import Actor
from jieyue.kit.periods import Period

TAKEN, NO_PROFILE = "taken", "no_profile"


def window_of(visit: Visit, site: VisitRules) -> Period:
    """The visit's time with its grace."""
    times = Period(visit.from_at, visit.until_at)
    return rules.permit(times, before_min=site.before_min, after_min=site.after_min)


def issue(
    visit: Visit, *, guests: Sequence[Guest] | None = None, actor: Actor, at: datetime
) -> int:
    """Give a pass to every guest and car that has none; how many were given.

    guests: only these of it.

    Without a profile for visitors nothing opens, and the reception lets people in. A car whose
    plate has another pass keeps that one, or gets its own once the other has ended. Raises
    NoZoneLeft.
    """
    site = rules_of(visit.site_id, at=at)
    profile = _profile(visit, site)
    cars = list(visit.plates.all())
    if profile is None:
        for car in cars:
            _say(car, NO_PROFILE)
        return 0
    zones = _zones(visit, profile)
    passes = list(_living(visit).values_list("holder_key", "id"))
    living, alive = {key for key, _id in passes}, {each for _key, each in passes}
    window = window_of(visit, site)
    people = guests if guests is not None else visit.guests.all()
    new = [Held(each.holder_key, each.name) for each in people if each.holder_key not in living]
    many.issue_passes(
        new,
        holder=Holder.VISITOR,
        unit_id=visit.unit_id,
        host_id=visit.host_id,
        profile=profile,
        zones_only=zones,
        valid_from=window.start,
        valid_until=window.end,
        actor=actor,
        at=at,
    )
    given = len(new)
    for car in cars:
        if car.credential_id is None or car.credential_id not in alive:
            given += _lane(car, visit, profile, zones, window, actor, at)
    return given


def move(visit: Visit, *, actor: Actor, at: datetime) -> None:
    """The same passes in the visit's new window."""
    window = window_of(visit, rules_of(visit.site_id, at=at))
    many.move_passes(
        list(_living(visit)),
        valid_from=window.start,
        valid_until=window.end,
        host_id=visit.host_id,
        actor=actor,
        at=at,
    )


def end(visit: Visit, *, reason: str, actor: Actor, at: datetime) -> None:
    """Nothing opens any more."""
    living = list(_living(visit))
    many.end_passes(living, reason=reason, host_id=visit.host_id, actor=actor, at=at)


def qr_subject(guest: Guest) -> str:
    """The public id of a guest's QR pass; empty without one."""
    rows = Credential.objects.filter(
        site_id=guest.site_id, holder_key=guest.holder_key, kind=Kind.QR, status=Status.ACTIVE
    )
    return rows.values_list("subject", flat=True).first() or ""


def _living(visit: Visit) -> QuerySet[Credential]:
    """Passes of the visit's people, and of its cars those that this visit gave out."""
    keys = [f"guest:{guest_id}" for guest_id in visit.guests.values_list("id", flat=True)]
    ids = [car.credential_id for car in visit.plates.all() if car.credential_id]
    rows: QuerySet[Credential] = Credential.objects.filter(site_id=visit.site_id)
    return rows.filter(Q(holder_key__in=keys) | Q(id__in=ids)).exclude(status=Status.ENDED)


def _profile(visit: Visit, site: VisitRules) -> AccessProfile | None:
    """The visitors' profile. At the dedicated reception there is none without zones of its own."""
    if visit.host_id is None and not visit.zones:
        return None
    rows = AccessProfile.objects.filter(site_id=visit.site_id, code=site.profile)
    found: AccessProfile | None = rows.prefetch_related("zones").first()
    return found


def _zones(visit: Visit, profile: AccessProfile) -> list[str]:
    """Codes that narrow the profile for this visit; none: all of it. Raises NoZoneLeft."""
    if not visit.zones:
        return []
    return list(rules.open_zones([zone.code for zone in profile.zones.all()], visit.zones))


def _lane(
    car: VisitPlate,
    visit: Visit,
    profile: AccessProfile,
    zones: list[str],
    window: Period,
    actor: Actor,
    at: datetime,
) -> int:
    try:
        credential = credentials.issue(
            kind=Kind.PLATE,
            subject=car.plate,
            colour=car.colour,
            holder=Holder.VISITOR,
            holder_key=car.holder_key,
            label=_("Visitor's car, %(number)s") % {"number": visit.number},
            unit_id=visit.unit_id,
            host_id=visit.host_id,
            profile_id=profile.id,
            zones_only=zones,
            valid_from=window.start,
            valid_until=window.end,
            actor=actor,
            at=at,
        )
    except Taken:
        _say(car, TAKEN)
        return 0
    car.credential_id, car.problem = credential.id, ""
    car.save(update_fields=["credential_id", "problem"])
    return 1


def _say(car: VisitPlate, problem: str) -> None:
    car.problem = problem
    car.save(update_fields=["problem"])
