"""Wipes what decisions and passages say of holders whose time is over; the counts stay."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from jieyue.access.credentials.models import Credential
from jieyue.access.decisions.models import Decision, HolderState
from jieyue.access.entries.models import GateEntry

AROUND = timedelta(days=1)  # how long before and after its pass a car is looked for
MARK = "forgotten"


def mark(credential_id: int) -> str:
    """What stands where a number stood."""
    return f"{MARK}-{credential_id}"


def holders(keys: Collection[str], *, site_id: int) -> None:
    """Names of guests or workers; what they showed is a number that stood for them alone."""
    Credential.objects.filter(site_id=site_id, holder_key__in=keys).update(label="")
    decisions = Decision.objects.filter(site_id=site_id, holder_key__in=keys)
    decisions.update(label="", inputs="")
    HolderState.objects.filter(site_id=site_id, holder_key__in=keys).delete()


def car(pass_: Credential) -> None:
    """Name and plate of one ended pass of a car, and of every time it was read meanwhile.

    What was read while another pass of the same plate was in force belongs to that one.
    """
    wiped = mark(pass_.id)
    decisions = Decision.objects.filter(site_id=pass_.site_id).filter(_of_car(pass_))
    ids = list(decisions.values_list("id", flat=True))
    decisions = Decision.objects.filter(id__in=ids)
    same = decisions.filter(device=OuterRef("device"), event_id=OuterRef("event_id"))
    GateEntry.objects.filter(
        Exists(same), site_id=pass_.site_id, event_id__in=decisions.values("event_id")
    ).update(subject=wiped)
    decisions.update(label="", subject=wiped, holder_key=wiped, inputs="")
    rows = Credential.objects.filter(site_id=pass_.site_id)
    if not rows.filter(holder_key=pass_.holder_key).exclude(id=pass_.id).exists():
        states = HolderState.objects.filter(site_id=pass_.site_id)
        states.filter(holder_key=pass_.holder_key).delete()
    rows.filter(id=pass_.id).update(label="", subject=wiped, holder_key=wiped)


def days(*, site_id: int, since: datetime, until: datetime, reason: str) -> None:
    """Who was refused or warned for `reason` in [since, until], and what was looked at then."""
    rows = Decision.objects.filter(site_id=site_id, at__gte=since, at__lte=until)
    rows.exclude(inputs="").update(inputs="")
    rows.filter(Q(reason=reason) | Q(warnings__contains=reason)).update(
        label="",
        subject=MARK,
        holder_key=MARK,
        credential=None,
        person=None,
        unit=None,
    )


def _of_car(pass_: Credential) -> Q:
    """By the pass itself; by hand or with another colour only around the time it was good."""
    own = Q(credential_id=pass_.id)
    if pass_.valid_until is None:
        return own
    around = (pass_.valid_from - AROUND, pass_.valid_until + AROUND)
    same = Q(holder_key=pass_.holder_key) | Q(kind=pass_.kind, subject=pass_.subject)
    return own | (same & Q(credential=None, at__range=around))
