"""What a site's parameters say about visits, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jieyue.access.visitors import parameters as of_visits
from jieyue.access.visitors.rules import Limits
from jieyue.kit import parameters


@dataclass(frozen=True)
class VisitRules:
    """Minutes of grace and warning, hours of notice, and what else a site sets."""

    limits: Limits
    before_min: int
    after_min: int
    guard_min: int
    notice_h: int
    write_up_h: int
    needs_department: bool
    notice_version: str
    profile: str
    reception_zones: Sequence[str]


def rules_of(site_id: int | None, *, at: datetime) -> VisitRules:
    """One query."""
    values = parameters.read(site_id=site_id or 0, on=timezone.localdate(at))
    zones = values.json(of_visits.RECEPTION_ZONES)
    return VisitRules(
        limits=Limits(
            longest_h=values.integer(of_visits.LONGEST),
            days_ahead=values.integer(of_visits.DAYS_AHEAD),
            most_guests=values.integer(of_visits.MOST_GUESTS),
        ),
        before_min=values.integer(of_visits.GRACE_BEFORE),
        after_min=values.integer(of_visits.GRACE_AFTER),
        guard_min=values.integer(of_visits.GUARD_AFTER),
        notice_h=values.integer(of_visits.NOTICE),
        write_up_h=values.integer(of_visits.WRITE_UP),
        needs_department=values.boolean(of_visits.DEPARTMENT),
        notice_version=values.text(of_visits.NOTICE_VERSION),
        profile=values.text(of_visits.PROFILE),
        reception_zones=tuple(map(str, zones)) if isinstance(zones, list) else (),
    )
