"""Changing a parameter: one person proposes a version, another puts it into force."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from jieyue.kit import editions, journal
from jieyue.kit.actor import Actor
from jieyue.kit.parameters.facts import ParameterApproved, ParameterProposed, ParameterRejected
from jieyue.kit.parameters.models import ParameterVersion, VersionStatus
from jieyue.kit.parameters.registry import BadValue, definition, parse
from jieyue.kit.parameters.values import SUBJECT, in_force, read
from jieyue.kit.periods import SHANGHAI
from jieyue.kit.permissions import KitPermission


class ReasonMissing(Exception):
    """A proposal and a rejection need a reason in words."""


class BeginsInThePast(Exception):
    """A version may begin today at the earliest: what was counted stays as it was counted."""

    def __init__(self, effective_from: date, *, earliest: date) -> None:
        super().__init__(effective_from, earliest)
        self.effective_from, self.earliest = effective_from, earliest


class BeginsWithAnother(Exception):
    """Another version of the parameter already begins on that day."""

    def __init__(self, effective_from: date) -> None:
        super().__init__(effective_from)
        self.effective_from = effective_from


class AlreadyProposed(Exception):
    """The parameter has an open proposal, which must be decided first."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotProposed(Exception):
    """The version is not an open proposal of this site."""

    def __init__(self, version_id: int) -> None:
        super().__init__(version_id)
        self.version_id = version_id


class OwnProposal(Exception):
    """Whoever proposed a version may not also approve it."""


REFUSALS = (
    AlreadyProposed,
    BadValue,
    BeginsInThePast,
    BeginsWithAnother,
    NotProposed,
    OwnProposal,
    ReasonMissing,
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed: a value as text, from which day, where it comes from and why."""

    code: str
    value: str
    effective_from: date
    source: str
    evidence: str
    reason: str


@transaction.atomic
def propose(proposal: Proposal, *, actor: Actor, at: datetime) -> ParameterVersion:
    """Keep a proposal for somebody else to decide.

    Raises NotAllowed, UnknownParameter, BadValue, ReasonMissing, BeginsInThePast,
    BeginsWithAnother, AlreadyProposed.
    """
    actor.require(KitPermission.PARAMETERS_PROPOSE)
    parameter = definition(proposal.code)
    parse(parameter, proposal.value)
    if not proposal.reason.strip():
        raise ReasonMissing
    versions = ParameterVersion.objects.filter(site_id=actor.site_id, code=proposal.code)
    _check_beginning(versions, proposal.effective_from, at=at)
    if versions.filter(status=VersionStatus.PROPOSED).exists():
        raise AlreadyProposed(proposal.code)
    version: ParameterVersion = ParameterVersion.objects.create(
        site_id=actor.site_id,
        code=proposal.code,
        value=proposal.value.strip(),
        unit=parameter.unit,
        source_text=proposal.source,
        evidence=proposal.evidence,
        effective_from=proposal.effective_from,
        reason=proposal.reason.strip(),
        proposed_by=actor.name,
        proposed_by_account_id=actor.account_id,
        proposed_at=at,
    )
    fact = ParameterProposed(
        version_id=version.id,
        code=version.code,
        value=version.value,
        effective_from=version.effective_from,
        reason=version.reason,
    )
    journal.record(fact, actor=actor, at=at)
    return version


@transaction.atomic
def approve(*, version_id: int, actor: Actor, at: datetime) -> None:
    """Put a proposal into force from its day on.

    Raises NotAllowed, NotProposed, OwnProposal, BeginsInThePast, BeginsWithAnother.
    """
    actor.require(KitPermission.PARAMETERS_APPROVE)
    version = _open_proposal(version_id, actor)
    if actor.account_id is not None and actor.account_id == version.proposed_by_account_id:
        raise OwnProposal
    versions = ParameterVersion.objects.filter(site_id=actor.site_id, code=version.code)
    _check_beginning(versions, version.effective_from, at=at)
    history = read(site_id=version.site_id, on=version.effective_from).history[version.code]
    before = in_force(history, on=version.effective_from)
    _decide(version, VersionStatus.APPROVED, actor=actor, at=at)
    editions.renew(SUBJECT, site_id=version.site_id)
    fact = ParameterApproved(
        version_id=version.id,
        code=version.code,
        old_value=before.value if before else "",
        value=version.value,
        effective_from=version.effective_from,
        proposed_by=version.proposed_by,
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def reject(*, version_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Turn a proposal down. Raises NotAllowed, NotProposed, ReasonMissing."""
    actor.require(KitPermission.PARAMETERS_APPROVE)
    version = _open_proposal(version_id, actor)
    if not reason.strip():
        raise ReasonMissing
    _decide(version, VersionStatus.REJECTED, actor=actor, at=at)
    fact = ParameterRejected(
        version_id=version.id, code=version.code, value=version.value, reason=reason.strip()
    )
    journal.record(fact, actor=actor, at=at)


def _open_proposal(version_id: int, actor: Actor) -> ParameterVersion:
    proposals = ParameterVersion.objects.select_for_update().filter(
        id=version_id, site_id=actor.site_id, status=VersionStatus.PROPOSED
    )
    version: ParameterVersion | None = proposals.first()
    if version is None:
        raise NotProposed(version_id)
    return version


def _check_beginning(
    versions: QuerySet[ParameterVersion], effective_from: date, *, at: datetime
) -> None:
    today = at.astimezone(SHANGHAI).date()
    if effective_from < today:
        raise BeginsInThePast(effective_from, earliest=today)
    approved = versions.filter(status=VersionStatus.APPROVED, effective_from=effective_from)
    if approved.exists():
        raise BeginsWithAnother(effective_from)


def _decide(version: ParameterVersion, status: str, *, actor: Actor, at: datetime) -> None:
    version.status = status
    version.approved_by, version.approved_by_account_id = actor.name, actor.account_id
    version.approved_at = at
    version.save()
