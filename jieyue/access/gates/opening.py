"""Opens gates by hand, and all of them in a fire."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from jieyue.access.gates import commands, facts, refusals, versions
from jieyue.access.gates.models import FireRelease, Gate, GateCommand, HandReason, Traffic
from jieyue.access.permissions import AccessPermission
from jieyue.kit import journal
from jieyue.kit.actor import Actor, NotAllowed
from jieyue.kit.formats import moment
from jieyue.people.messages.actions import Text, tell_holders

OPENED = gettext_noop("The gates stand open: fire")
OPENED_TEXT = gettext_noop("%(by)s released every people's gate: %(reason)s")
ENDED = gettext_noop("The fire release has ended")
ENDED_TEXT = gettext_noop("%(by)s ended it; the gates follow their plans again.")


@transaction.atomic
def open_by_hand(
    *,
    gate_id: int,
    wanted: str = commands.OPEN,
    reason_code: str,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> GateCommand:
    """Ask a gate to open once, to stand open, or to go back to its plan; always with a reason.

    Raises NotAllowed, NoReason (also "something else" without words), NotAsked, GateIdle,
    Gate.DoesNotExist.
    """
    actor.require(AccessPermission.GATES_OPEN)
    note = note.strip()
    if reason_code not in HandReason or (reason_code == HandReason.OTHER and not note):
        raise refusals.NoReason
    if wanted not in commands.WANTED:
        raise refusals.NotAsked(wanted=wanted)
    gate: Gate = Gate.objects.get(id=gate_id, site_id=actor.site_id)
    if not gate.is_active:
        raise refusals.GateIdle(title=gate.name)
    command = commands.ask(
        gate, wanted=wanted, reason_code=reason_code, reason=note[:200], actor=actor, at=at
    )
    fact = facts.HandOpened(
        command_id=command.id,
        gate_id=gate.id,
        code=gate.code,
        wanted=wanted,
        reason_code=reason_code,
    )
    journal.record(fact, actor=actor, at=at)
    return command


@transaction.atomic
def start_fire_release(*, reason: str, actor: Actor, at: datetime) -> FireRelease:
    """Every people's gate that opens at a fire stands open, whatever its plan says.

    Raises NotAllowed, NoReason, AlreadyReleased (by whom and when).
    """
    actor.require(AccessPermission.GATES_RELEASE)
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.GATES_RELEASE)
    if not reason.strip():
        raise refusals.NoReason
    versions.rise(site_id=actor.site_id)  # also puts two who press at once in a row
    standing = FireRelease.objects.filter(site_id=actor.site_id, until=None).first()
    if standing is not None:
        raise refusals.AlreadyReleased(by=standing.by, said=moment(standing.since))
    release: FireRelease = FireRelease.objects.create(
        site_id=actor.site_id, since=at, reason=reason.strip()[:200], by=actor.name
    )
    gates = _ask_all(release, wanted=commands.HOLD, actor=actor, at=at)
    fact = facts.FireReleaseStarted(release_id=release.id, reason=release.reason, gates=gates)
    journal.record(fact, actor=actor, at=at)
    _tell(OPENED, OPENED_TEXT, release, actor=actor, at=at)
    return release


@transaction.atomic
def end_fire_release(*, actor: Actor, at: datetime) -> FireRelease:
    """The gates follow their plans again.

    Raises NotAllowed, NeverReleased, NoFireRelease (who ended the last one, and when).
    """
    actor.require(AccessPermission.GATES_RELEASE)
    if actor.site_id is None:
        raise NotAllowed(AccessPermission.GATES_RELEASE)
    versions.rise(site_id=actor.site_id)
    releases = FireRelease.objects.select_for_update().filter(site_id=actor.site_id)
    release = releases.filter(until=None).first()
    if release is None:
        last = releases.first()
        if last is None:
            raise refusals.NeverReleased
        raise refusals.NoFireRelease(by=last.ended_by, said=moment(last.until))
    release.until, release.ended_by = max(at, release.since), actor.name
    release.save(update_fields=["until", "ended_by"])
    _ask_all(release, wanted=commands.RELEASE, actor=actor, at=at)
    minutes = round((release.until - release.since).total_seconds() / 60)
    fact = facts.FireReleaseEnded(release_id=release.id, minutes=minutes)
    journal.record(fact, actor=actor, at=at)
    _tell(ENDED, ENDED_TEXT, release, actor=actor, at=at)
    return release


def standing_release(*, site_id: int) -> FireRelease | None:
    """The fire release in force, if there is one. One query."""
    return FireRelease.objects.filter(site_id=site_id, until=None).first()


def _ask_all(release: FireRelease, *, wanted: str, actor: Actor, at: datetime) -> int:
    """Ask every people's gate that opens at a fire; what was asked before is overtaken."""
    commands.overtake(site_id=release.site_id, at=at)
    gates = Gate.objects.filter(
        site_id=release.site_id, is_active=True, releases_on_fire=True, traffic=Traffic.PEOPLE
    )
    asked = [
        commands.ask(gate, wanted=wanted, reason_code="", reason=release.reason, actor=actor, at=at)
        for gate in gates
    ]
    return len(asked)


def _tell(title: str, text: str, release: FireRelease, *, actor: Actor, at: datetime) -> None:
    said = Text(
        title=title,
        text=text,
        link="/access/console/",
        values={"by": actor.name, "reason": release.reason},
    )
    tell_holders(said, permission=AccessPermission.CONSOLE_READ, actor=actor, at=at)
