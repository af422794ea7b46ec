"""Writes and signs the letters with rules for the agents."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jieyue.access.credentials import signing
from jieyue.access.decisions import snapshots
from jieyue.access.decisions.local_time import milliseconds
from jieyue.access.edge import parameters as figures
from jieyue.access.edge.envelope import FORMAT, seal
from jieyue.access.gates import versions
from jieyue.access.permissions import AccessPermission
from jieyue.kit import parameters
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site

KEY_STAYS = timedelta(days=90)  # an agent that was cut off so long still knows whom to trust


def letter(*, since: int, known_key: str = "", actor: Actor, at: datetime) -> dict[str, Any]:
    """The rules for the agent `actor`: whole from 0, else what changed since that number.

    known_key: the public key the agent trusts; the letter is signed with it while it lives, and
    names the ones in force. A `since` we never reached gets the whole. Raises NotAllowed.
    """
    actor.require(AccessPermission.EDGE_SYNC)
    site_id = actor.site_id or 0
    if not 0 < since <= versions.current(site_id=site_id):
        since = 0
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    keys = signing.public_keys(site_id=site_id)  # first: the very first pair rises the number
    rules = snapshots.delta(site_id=site_id, since=since, at=at)
    body = {
        "format": FORMAT,
        "agent": actor.name,
        "site": Site.objects.values_list("code", flat=True).get(id=site_id),
        "number": rules["number"],
        "since": since or None,
        "made_at_ms": milliseconds(at),
        "stale_at_ms": milliseconds(at + timedelta(hours=values.integer(figures.OLD_AFTER))),
        "holds_with_old_rules": values.boolean(figures.HOLDS),
        "most_kept": values.integer(figures.MOST_KEPT),
        "kept_ms": values.integer(figures.KEPT) * 86_400_000,
        "trusted": list(keys),
        "snapshot": rules,
    }
    key = known_key if known_key in keys else keys[0]
    until = at + KEY_STAYS
    return seal(
        body,
        key=key,
        sign=lambda data: signing.sign_as(data, public=key, site_id=site_id, until=until),
    )
