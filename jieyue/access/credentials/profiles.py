"""Access profiles: which zones a credential opens, and when."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jieyue.access.credentials import facts, refusals
from jieyue.access.credentials.models import AccessProfile
from jieyue.access.gates import versions
from jieyue.access.gates.models import OpeningPlan, Zone
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor


@transaction.atomic
def put(
    *,
    profile_id: int | None = None,
    code: str,
    name: str,
    zone_ids: Sequence[int],
    plan_id: int | None,
    is_default: bool,
    actor: Actor,
    at: datetime,
) -> AccessProfile:
    """Set up a profile, or change one; of the usual ones there is one at a time.

    Raises NotAllowed, ProfileTaken, AccessProfile.DoesNotExist.
    """
    actor.require(AccessPermission.CREDENTIALS_EDIT)
    site_id = actor.site_id or 0
    rows = AccessProfile.objects.filter(site_id=site_id)
    versions.hold(site_id=site_id)
    if rows.filter(code=code).exclude(id=profile_id).exists():
        raise refusals.ProfileTaken(code=code)
    row = rows.select_for_update(no_key=True).get(id=profile_id) if profile_id else AccessProfile()
    plans = OpeningPlan.objects.filter(site_id=site_id)
    row.site_id, row.code, row.name = site_id, code, name
    row.plan = plans.filter(id=plan_id).first() if plan_id else None
    row.is_default, row.changed_in = is_default, versions.rise(site_id=site_id)
    row.save()
    zones = Zone.objects.filter(site_id=site_id, id__in=zone_ids)
    row.zones.set(zones)
    if is_default:
        others = rows.filter(is_default=True).exclude(id=row.id)
        others.update(is_default=False, changed_in=row.changed_in)
    fact = facts.ProfileSet(
        profile_id=row.id,
        code=code,
        zones=sorted(zone.code for zone in zones),
        plan=row.plan.code if row.plan else "",
        is_default=is_default,
    )
    journal.record(fact, actor=actor, at=at)
    return row
