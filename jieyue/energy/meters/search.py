"""Meters for the global search box."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.energy.meters.models import Meter
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit.actor import Actor
from jieyue.kit.search import HITS_SHOWN, Hit


def search(query: str, actor: Actor) -> list[Hit]:
    """By number, name, and the serial number of what hangs or hung there."""
    if actor.scope_of(EnergyPermission.METERS_READ) is None:
        return []
    fits = Q(number__icontains=query) | Q(name__icontains=query)
    fits |= Q(instruments__serial__iexact=query)
    found = Meter.objects.visible_to(actor).filter(fits).distinct().order_by("number")
    return [
        Hit(_("Meters"), f"{row.number} {row.name}", reverse("energy:meter", args=[row.number]))
        for row in found[: HITS_SHOWN + 1]
    ]
