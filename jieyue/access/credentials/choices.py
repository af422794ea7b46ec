"""What the forms of credentials offer."""

from typing import Any

from jieyue.access.credentials.models import AccessProfile
from jieyue.access.gates.models import OpeningPlan, Zone
from jieyue.kit.actor import Actor

Choices = list[tuple[Any, Any]]


def profiles(actor: Actor) -> Choices:
    """The usual one first."""
    rows = AccessProfile.objects.filter(site_id=actor.site_id).order_by("-is_default", "code")
    return list(rows.values_list("id", "name"))


def zones(actor: Actor) -> Choices:
    rows = Zone.objects.filter(site_id=actor.site_id, is_active=True)
    return list(rows.values_list("id", "name"))


def zone_codes(profile: AccessProfile) -> Choices:
    """Zones of one profile by code, which a single credential may be narrowed to."""
    return list(profile.zones.values_list("code", "name"))


def plans(actor: Actor) -> Choices:
    return list(OpeningPlan.objects.filter(site_id=actor.site_id).values_list("id", "name"))
