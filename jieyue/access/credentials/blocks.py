"""限制名单: whom the gates refuse and visits may not invite."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from jieyue.access.credentials import facts, numbers, refusals
from jieyue.access.credentials.models import Block, BlockKind
from jieyue.access.gates import versions
from jieyue.access.permissions import AccessPermission
from jieyue.access.plates import rules as plates
from jieyue.kit import encryption, journal
from jieyue.kit.actor import Actor
from jieyue.kit.formats import moment

PURPOSE = "access.blocks"
DIGESTED = (BlockKind.ID_NUMBER, BlockKind.PHONE)
HINT = 4


@transaction.atomic
def add(
    *,
    kind: str,
    subject: str,
    reason: str,
    since: datetime,
    until: datetime | None,
    actor: Actor,
    at: datetime,
) -> Block:
    """Refuse this one from `since` on. Raises NotAllowed, ReasonMissing, BadNumber, NotAPlate,
    BadWindow."""
    actor.require(AccessPermission.BLOCKS_EDIT)
    if not reason.strip():
        raise refusals.ReasonMissing
    if until is not None and until <= since:
        raise refusals.BadWindow(since=moment(since), until=moment(until))
    site_id = actor.site_id or 0
    block: Block = Block.objects.create(
        site_id=site_id,
        kind=kind,
        subject=stored(kind, subject),
        hint=_hint(kind, subject),
        reason=reason.strip()[:200],
        since=since,
        until=until,
        by=actor.name,
        changed_in=versions.rise(site_id=site_id),
    )
    fact = facts.BlockAdded(block_id=block.id, kind=kind, reason=block.reason, until=until)
    journal.record(fact, actor=actor, at=at)
    return block


@transaction.atomic
def lift(*, block_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Let them pass again from now on; one that is over already stays as it was.

    Raises NotAllowed, ReasonMissing, Block.DoesNotExist.
    """
    actor.require(AccessPermission.BLOCKS_EDIT)
    if not reason.strip():
        raise refusals.ReasonMissing
    versions.hold(site_id=actor.site_id or 0)
    rows = Block.objects.visible_to(actor).select_for_update()
    block: Block = rows.get(id=block_id)
    if block.until is not None and block.until <= at:
        return
    block.until, block.changed_in = at, versions.rise(site_id=block.site_id)
    block.save(update_fields=["until", "changed_in"])
    fact = facts.BlockLifted(block_id=block.id, reason=reason.strip()[:200])
    journal.record(fact, actor=actor, at=at)


def find(*, site_id: int, kind: str, subject: str, at: datetime) -> Block | None:
    """The block in force for this number, if there is one; a bad number is on no list."""
    try:
        wanted = _ways_stored(kind, subject)
    except refusals.CredentialsRefused:
        return None
    rows = in_force(site_id=site_id, at=at).filter(kind=kind, subject__in=wanted)
    found: Block | None = rows.first()
    return found


def in_force(*, site_id: int, at: datetime) -> QuerySet[Block]:
    rows: QuerySet[Block] = Block.objects.filter(site_id=site_id, since__lte=at)
    return rows.filter(Q(until=None) | Q(until__gt=at))


@transaction.atomic
def note_hit(*, block_id: int, where: str, actor: Actor, at: datetime) -> None:
    """Somebody on the list came or was invited; who holds the right to the list is told."""
    journal.record(facts.BlockHit(block_id=block_id, where=where[:80]), actor=actor, at=at)


def stored(kind: str, subject: str) -> str:
    """As the list keeps it: digests of identity numbers and phones. Raises BadNumber, NotAPlate."""
    return _ways_stored(kind, subject)[0]


def _ways_stored(kind: str, subject: str) -> tuple[str, ...]:
    """The same, and as it was stored under secret keys of before."""
    if kind in DIGESTED:
        return encryption.digests(_bare(subject), purpose=f"{PURPOSE}.{kind}")
    if kind == BlockKind.PLATE:
        try:
            return (plates.parse(plates.normalise(subject)).text,)
        except plates.BadPlate as error:
            raise refusals.NotAPlate(plate=subject[:40], why=error.reason) from None
    return (numbers.card(subject) if kind == BlockKind.CARD else numbers.plain(subject),)


def _hint(kind: str, subject: str) -> str:
    if kind in DIGESTED:
        return "…" + _bare(subject)[-HINT:]
    return stored(kind, subject)


def _bare(subject: str) -> str:
    """Raises BadNumber."""
    return numbers.card(subject)
