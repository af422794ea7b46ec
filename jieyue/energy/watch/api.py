"""The programmer's door of the meter watch."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from jieyue.energy.watch import queries
from jieyue.energy.watch.models import Episode, EpisodeKind, EpisodeStatus
from jieyue.kit.cursors import Page, cut
from jieyue.kit.pages import actor_of
from jieyue.kit.problems import answers

router = Router(tags=["energy"])


class EpisodeOut(Schema):
    """An episode. severity: 1 notice to 4 urgent. gone_at is null while the readings show it."""

    number: str
    kind: str
    meter: str
    unit: str | None
    severity: int
    status: str
    started_at: datetime
    detected_at: datetime
    last_seen_at: datetime
    gone_at: datetime | None
    yuan_per_day: Decimal | None
    owner: str | None


@router.get("/episodes", response=answers(Page[EpisodeOut], 403))
def episodes(
    request: HttpRequest,
    status: Literal["open", "acknowledged", "in_work", "resolved"] | None = None,
    kind: str | None = None,
    meter: str | None = None,
    cursor: str | None = None,
    size: int = 50,
) -> dict[str, Any]:
    """Episodes the caller may see, the newest first; unresolved ones when `status` is left out."""
    rows = queries.rows(actor_of(request))
    rows = rows.filter(status=status) if status else rows.exclude(status=EpisodeStatus.RESOLVED)
    if kind is not None:
        rows = rows.filter(kind=kind if kind in EpisodeKind.values else "")
    if meter is not None:
        rows = rows.filter(meter__number=meter)
    items, following = cut(rows, by=("-detected_at", "id"), cursor=cursor, size=size)
    return {"items": [_out(row) for row in items], "next": following}


def _out(row: Episode) -> dict[str, Any]:
    fields = EpisodeOut.model_fields.keys() - {"meter", "unit", "owner"}
    return {name: getattr(row, name) for name in fields} | {
        "meter": row.meter.number,
        "unit": row.unit.short_name if row.unit else None,
        "owner": row.owner.name if row.owner else None,
    }
