"""Call a muster, mark who was found, end it; who gathers where; forget names in time."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from jieyue.access.gates.models import AssemblyPoint
from jieyue.access.muster import facts, listing, refusals, reporting, rules
from jieyue.access.muster.models import Muster, MusterKind, MusterLine, MusterMark, Sort, State
from jieyue.access.muster.models import UnitAssembly as Assembly
from jieyue.access.muster.parameters import KEPT_DAYS
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal, parameters
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment
from jieyue.kit.journal.models import Entry
from jieyue.people.messages.actions import Text, tell_holders
from jieyue.people.units.models import Unit

TITLES = {
    MusterKind.REAL: gettext_noop("Muster! Look for everybody now"),
    MusterKind.DRILL: gettext_noop("Muster drill: look for everybody now"),
}
WORDS = gettext_noop("%(by)s: %(reason)s. Open the list and mark who is at your assembly point.")
LIST = "/access/muster/"
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def call(*, kind: str, reason: str, actor: Actor, at: datetime) -> Muster:
    """Call people together: the list as it is now is looked for, and everybody who may is told.

    Raises NotAllowed, NoReason, AlreadyCalled.
    """
    actor.require(AccessPermission.MUSTER_CALL)
    site_id = actor.site_id or 0
    if not reason.strip():
        raise refusals.NoReason
    going = _going(site_id)
    if going is not None:
        raise refusals.AlreadyCalled(by=going.called_by, said=moment(going.called_at))
    lines = listing.who_is_inside(site_id=site_id, at=at)
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    row, is_new = Muster.objects.get_or_create(
        site_id=site_id,
        ended_at=None,
        defaults={
            "kind": MusterKind(kind),
            "reason": reason.strip(),
            "called_at": at,
            "called_by": actor.name,
            "expected": len(lines),
            "parameters_used": values.used,
        },
    )
    if not is_new:  # somebody called in the same moment
        raise refusals.AlreadyCalled(by=row.called_by, said=moment(row.called_at))
    MusterLine.objects.bulk_create(
        MusterLine(site_id=site_id, muster=row, **asdict(line)) for line in lines
    )
    fact = facts.MusterCalled(
        muster_id=row.id, kind=row.kind, reason=row.reason, expected=row.expected
    )
    journal.record(fact, actor=actor, at=at)
    text = Text(
        title=TITLES[MusterKind(kind)],
        text=WORDS,
        link=LIST,
        values={"by": actor.name, "reason": row.reason},
    )
    tell_holders(text, permission=AccessPermission.MUSTER_CALL, actor=actor, at=at)
    return row


def _going(site_id: int) -> Muster | None:
    row: Muster | None = Muster.objects.filter(site_id=site_id, ended_at=None).first()
    return row


@dataclass(frozen=True)
class Said:
    """What a guard says of one line; client_id and happened_at are the phone's own."""

    muster_id: int
    key: str
    state: str
    client_id: UUID
    happened_at: datetime


@transaction.atomic
def mark(*, said: Said, actor: Actor, at: datetime) -> MusterLine:
    """Found, missing or known to be outside. Sent twice it counts once; the later mark stands.

    A mark that comes after the end is kept all the same: it happened. Raises NotAllowed,
    UnknownState, Muster.DoesNotExist, NotOnTheList.
    """
    actor.require(AccessPermission.MUSTER_CALL)
    if said.state not in State.values:
        raise refusals.UnknownState(state=said.state)
    muster = _muster(actor, said.muster_id)  # so that it does not end without this mark
    rows = MusterLine.objects.filter(muster=muster, key=said.key)
    line: MusterLine | None = rows.select_for_update().first()
    if line is None:
        raise refusals.NotOnTheList(key=said.key)
    _mark(line, said, actor, at)
    if muster.ended_at is not None:
        reporting.keep(muster)
    return line


def _muster(actor: Actor, muster_id: int) -> Muster:
    """Locked."""
    rows = Muster.objects.filter(site_id=actor.site_id).select_for_update(no_key=True)
    row: Muster = rows.get(id=muster_id)
    return row


def _mark(line: MusterLine, said: Said, actor: Actor, at: datetime) -> None:
    MusterMark.objects.get_or_create(
        site_id=line.site_id,
        client_id=said.client_id,
        defaults={
            "line": line,
            "state": said.state,
            "happened_at": min(said.happened_at, at),
            "received_at": at,
            "by": actor.name,
        },
    )
    stands = rules.standing(reporting.marks_of(line.marks.all())[line.id])
    if stands is not None:
        line.state, line.marked_at, line.marked_by = stands.state, stands.at, stands.by
        line.save(update_fields=["state", "marked_at", "marked_by"])


@dataclass(frozen=True)
class Stranger:
    """Somebody at an assembly point whom the list did not hold."""

    muster_id: int
    label: str
    point: str
    client_id: UUID
    happened_at: datetime


@transaction.atomic
def add(*, stranger: Stranger, actor: Actor, at: datetime) -> MusterLine:
    """Found beside the list; sent twice they are added once.

    Raises NotAllowed, Muster.DoesNotExist, NoReason for a name that is empty.
    """
    actor.require(AccessPermission.MUSTER_CALL)
    if not stranger.label.strip():
        raise refusals.NoReason
    muster = _muster(actor, stranger.muster_id)
    point = AssemblyPoint.objects.filter(site_id=muster.site_id, name=stranger.point).first()
    line, _is_new = MusterLine.objects.get_or_create(
        muster=muster,
        key=f"added:{stranger.client_id}",
        defaults={
            "site_id": muster.site_id,
            "sort": Sort.ADDED,
            "label": stranger.label.strip()[:80],
            "point_id": point.id if point else None,
            "point": point.name if point else stranger.point[:60],
            "likelihood": 1.0,
        },
    )
    said = Said(muster.id, line.key, State.FOUND, stranger.client_id, stranger.happened_at)
    _mark(line, said, actor, at)
    if muster.ended_at is not None:
        reporting.keep(muster)
    return line


@dataclass(frozen=True)
class Outcome:
    """What a drill showed: heads really counted, and what to do better."""

    true_heads: int | None = None
    findings: str = ""


@transaction.atomic
def end(*, muster_id: int, outcome: Outcome, actor: Actor, at: datetime) -> Muster:
    """Everybody may go back; the figures are kept. Raises NotAllowed, MusterOver, DoesNotExist."""
    actor.require(AccessPermission.MUSTER_CALL)
    row = _muster(actor, muster_id)
    if row.ended_at is not None:
        raise refusals.MusterOver(by=row.ended_by, said=moment(row.ended_at))
    row.ended_at, row.ended_by = at, actor.name
    row.true_heads, row.findings = outcome.true_heads, outcome.findings.strip()
    row.save(update_fields=["ended_at", "ended_by", "true_heads", "findings"])
    figures = reporting.keep(row)
    fact = facts.MusterEnded(
        muster_id=row.id,
        found=figures.found,
        missing=figures.missing,
        outside=figures.outside,
        open=figures.open,
        true_heads=row.true_heads,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def assign_unit(*, unit_id: int, point_id: int | None, actor: Actor, at: datetime) -> None:
    """Let a unit gather at a point of its own, or again at its zone's.

    Raises NotAllowed, Unit.DoesNotExist, AssemblyPoint.DoesNotExist.
    """
    actor.require(AccessPermission.GATES_EDIT)
    unit = Unit.objects.filter(site_id=actor.site_id).get(id=unit_id)
    if point_id is None:
        Assembly.objects.filter(unit=unit).delete()
    else:
        point = AssemblyPoint.objects.filter(site_id=actor.site_id).get(id=point_id)
        Assembly.objects.update_or_create(
            unit=unit, defaults={"site_id": unit.site_id, "point": point}
        )
    fact = facts.UnitAssemblyChanged(unit_id=unit.id, point_id=point_id)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def note_reading(*, lines: int, actor: Actor, at: datetime) -> None:
    """Write down that somebody reads who is inside while nobody called a muster.

    Once an hour and account: a page that is open fetches it each minute.
    """
    actor.require(AccessPermission.MUSTER_READ)
    before = Entry.objects.filter(
        site_id=actor.site_id,
        name=facts.MusterListRead.name,
        account_id=actor.account_id,
        at__gt=at - NOTED_EVERY,
    )
    if before.exists():
        return
    journal.record(facts.MusterListRead(lines=lines), actor=actor, at=at)


@transaction.atomic
def forget_names(*, site_id: int, actor: Actor, at: datetime) -> int:
    """Delete the lines of musters that ended long ago; their figures stay."""
    actor.require(AccessPermission.MUSTER_CALL)
    values = parameters.read(site_id=site_id, on=timezone.localdate(at))
    before = at - timedelta(days=values.integer(KEPT_DAYS))
    lines = MusterLine.objects.filter(site_id=site_id, muster__ended_at__lt=before)
    musters = lines.values("muster").distinct().count()
    number = lines.count()
    if number:
        lines.delete()
        fact = facts.MusterNamesForgotten(musters=musters, lines=number)
        journal.record(fact, actor=actor, at=at)
    return number
