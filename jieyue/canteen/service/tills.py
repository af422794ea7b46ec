"""收银点: registers tills, makes their keys, and knows whom a key stands for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from jieyue.canteen.diners.models import Canteen
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.service import rules
from jieyue.canteen.service.facts import TillKeyRenewed, TillRegistered, TillSwitched
from jieyue.canteen.service.models import Till
from jieyue.canteen.service.refusals import TillCodeTaken
from jieyue.kit import journal
from jieyue.kit.actor import Actor, Scope

HEARD_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewKey:
    """A key, this once in plain text."""

    till_id: int
    name: str
    key: str


class TillKey(HttpBearer):
    """A till signs in by `Authorization: Bearer jyt_…`; the request's actor becomes the till."""

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        if not token.startswith(rules.KEY_PREFIX):
            return None
        till = Till.objects.filter(key_digest=rules.key_digest(token), is_active=True).first()
        if till is None:
            return None
        actor = actor_of_till(till)
        request.actor, request.till_id = actor, till.id  # type: ignore[attr-defined]
        hear(till, at=timezone.now())
        return actor


def actor_of_till(till: Till) -> Actor:
    grants = {CanteenPermission.SERVICE_SELL.value: Scope.COMPLEX}
    return Actor(kind="device", name=till.name, site_id=till.site_id, grants=grants)


def hear(till: Till, *, at: datetime) -> None:
    """Note that a till was heard, at most once a minute."""
    if till.last_heard_at is None or at - till.last_heard_at >= HEARD_EVERY:
        Till.objects.filter(id=till.id).update(last_heard_at=at)


@transaction.atomic
def register(*, canteen_id: int, code: str, name: str, actor: Actor, at: datetime) -> NewKey:
    """Set up a till and make its first key. Raises TillCodeTaken."""
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    canteen = Canteen.objects.visible_to(actor).select_for_update(no_key=True).get(id=canteen_id)
    if Till.objects.filter(canteen=canteen, code=code).exists():
        raise TillCodeTaken(code)
    key = rules.new_key()
    till = Till.objects.create(
        site_id=canteen.site_id,
        canteen=canteen,
        code=code,
        name=name,
        key_digest=rules.key_digest(key),
    )
    fact = TillRegistered(till_id=till.id, canteen_id=canteen_id, code=code)
    journal.record(fact, actor=actor, at=at)
    return NewKey(till.id, name, key)


@transaction.atomic
def renew_key(*, till_id: int, actor: Actor, at: datetime) -> NewKey:
    """Make a new key; the present one ends now, so a lost one is worth nothing."""
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    till = Till.objects.visible_to(actor).select_for_update().get(id=till_id)
    key = rules.new_key()
    till.key_digest = rules.key_digest(key)
    till.save(update_fields=["key_digest"])
    journal.record(TillKeyRenewed(till_id=till_id), actor=actor, at=at)
    return NewKey(till_id, till.name, key)


@transaction.atomic
def switch(*, till_id: int, is_active: bool, actor: Actor, at: datetime) -> None:
    """Put a till out of use or into use again; what it is already records nothing."""
    actor.require(CanteenPermission.SERVICE_CONFIGURE)
    till = Till.objects.visible_to(actor).select_for_update().get(id=till_id)
    if till.is_active == is_active:
        return
    till.is_active = is_active
    till.save(update_fields=["is_active"])
    journal.record(TillSwitched(till_id=till_id, is_active=is_active), actor=actor, at=at)
