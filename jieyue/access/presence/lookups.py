"""Who looked up whom, for those who answer for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from jieyue.access.lookups.models import Lookup
from jieyue.access.permissions import AccessPermission
from jieyue.kit.actor import Actor, NotAllowed

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class OfficerRow:
    """One officer: look-ups of the last thirty days, of all time, and the last one."""

    name: str
    recent: int
    every: int
    last_at: datetime


def may_review(actor: Actor) -> bool:
    """Leaders see who looked up whom, and so do those who may look up: each sees the others."""
    return actor.may(AccessPermission.PRESENCE_LOOKUP) or (
        actor.may(AccessPermission.PRESENCE_READ) and actor.may(AccessPermission.MUSTER_CALL)
    )


def register(actor: Actor) -> "QuerySet[Lookup]":
    """Every look-up of the site, newest first. Raises NotAllowed."""
    if not may_review(actor):
        raise NotAllowed(AccessPermission.PRESENCE_LOOKUP)
    rows: QuerySet[Lookup] = Lookup.objects.filter(site_id=actor.site_id)
    return rows.select_related("person__unit").order_by("-at", "-id")


def by_officer(actor: Actor, *, at: datetime) -> list[OfficerRow]:
    """The busiest first. Raises NotAllowed."""
    rows = register(actor).select_related(None).order_by().values("by")
    counted = rows.annotate(
        recent=Count("id", filter=Q(at__gte=at - RECENT)), every=Count("id"), last_at=Max("at")
    )
    columns = ("by", "recent", "every", "last_at")
    return [OfficerRow(*row) for row in counted.order_by("-every", "by").values_list(*columns)]
