"""Sessions of an account: begun at log-in, seen, idle, listed and ended."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.kit.addresses import address_of
from jieyue.people.accounts import rules
from jieyue.people.accounts.browsers import browser_name
from jieyue.people.accounts.facts import LoggedIn, LoggedOut
from jieyue.people.accounts.models import Account, SignIn
from jieyue.people.accounts.policy import policy_of, site_of

SIGN_IN = "sign_in"
LAST_SEEN = "last_seen"
SEEN_EVERY_S = 60  # how often a session's last use is written down


@transaction.atomic
def begin(request: HttpRequest, account: Account, *, at: datetime) -> None:
    """Write down a finished log-in, and forget the failures before it."""
    account.failed_logins, account.locked_until, account.last_login = 0, None, at
    if rules.must_change(set_at=account.password_set_at, at=at, policy=policy_of(account, at=at)):
        account.must_change_password = True
    account.save(
        update_fields=["failed_logins", "locked_until", "last_login", "must_change_password"]
    )
    sign_in = SignIn.objects.create(
        account=account,
        session_key=request.session.session_key or "",
        started_at=at,
        last_seen_at=at,
        address=address_of(request) or None,
        browser=request.headers.get("User-Agent", "")[:200],
    )
    request.session[SIGN_IN] = sign_in.pk
    request.session[LAST_SEEN] = int(at.timestamp())
    fact = LoggedIn(account_id=account.pk, address=address_of(request))
    journal.record(fact, actor=_owner(account), at=at)


def is_idle(request: HttpRequest, *, at: datetime, minutes: int) -> bool:
    """A session without a mark (made by a test or a command) is as old as this request."""
    seen = request.session.get(LAST_SEEN)
    if seen is None:
        return False
    last_seen_at = datetime.fromtimestamp(seen, tz=at.tzinfo)
    return rules.is_idle(last_seen_at=last_seen_at, at=at, minutes=minutes)


def see(request: HttpRequest, *, at: datetime) -> bool:
    """Write the session's last use down, once a minute. False if it was ended elsewhere."""
    if at.timestamp() - request.session.get(LAST_SEEN, 0) < SEEN_EVERY_S:
        return True
    request.session[LAST_SEEN] = int(at.timestamp())
    sign_in_id = request.session.get(SIGN_IN)
    if sign_in_id is None:
        return True
    open_ones = SignIn.objects.filter(pk=sign_in_id, ended_at=None)
    key = request.session.session_key or ""
    return bool(open_ones.update(last_seen_at=at, session_key=key))


@transaction.atomic
def end(*, sign_in_id: int, account: Account, reason: str, actor: Actor, at: datetime) -> None:
    """End one session of `account`; a second end changes nothing. Raises SignIn.DoesNotExist."""
    sign_in = SignIn.objects.select_for_update().get(pk=sign_in_id, account=account)
    Session.objects.filter(session_key=sign_in.session_key).delete()
    if sign_in.ended_at is not None:
        return
    sign_in.ended_at = at
    sign_in.save(update_fields=["ended_at"])
    fact = LoggedOut(account_id=account.pk, sign_in_id=sign_in.pk, reason=reason)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def end_all(
    *, account: Account, reason: str, actor: Actor, at: datetime, besides: int | None = None
) -> None:
    """End every open session of an account, `besides` excepted."""
    open_ones = SignIn.objects.filter(account=account, ended_at=None).exclude(pk=besides)
    for sign_in_id in open_ones.values_list("pk", flat=True):
        end(sign_in_id=sign_in_id, account=account, reason=reason, actor=actor, at=at)


@dataclass(frozen=True)
class SessionRow:
    """One open session on its owner's page."""

    id: int
    started_at: datetime
    last_seen_at: datetime
    address: str
    browser: str
    is_this: bool


def open_sessions(account: Account, *, this: int | None) -> list[SessionRow]:
    """Open sessions, last used first."""
    found = SignIn.objects.filter(account=account, ended_at=None).order_by("-last_seen_at")
    return [
        SessionRow(
            s.pk,
            s.started_at,
            s.last_seen_at,
            s.address or "",
            browser_name(s.browser) or s.browser[:60],
            s.pk == this,
        )
        for s in found
    ]


def _owner(account: Account) -> Actor:
    person = account.person
    return Actor(
        kind="person",
        name=person.name if person else account.username,
        site_id=site_of(account),
        account_id=account.pk,
        person_id=person.pk if person else None,
        unit_id=person.unit_id if person else None,
    )
