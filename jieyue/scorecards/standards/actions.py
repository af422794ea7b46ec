"""Taking in versions of a standard, and approving them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor
from jieyue.scorecards.permissions import ScorecardsPermission
from jieyue.scorecards.refusals import ScorecardRefused
from jieyue.scorecards.standards.facts import StandardApproved, StandardProposed
from jieyue.scorecards.standards.models import Standard
from jieyue.scorecards.standards.rules.content import parse


class BeginsInThePast(ScorecardRefused):
    """A version cannot begin before today: what was scored stays."""

    def __init__(self, effective_from: date, *, today: date) -> None:
        super().__init__(effective_from, today)
        self.effective_from, self.today = effective_from, today


class StandardAlreadyApproved(ScorecardRefused):
    """Somebody approved this version already."""

    def __init__(self, *, approved_by: str, approved_at: datetime) -> None:
        super().__init__(approved_by, approved_at)
        self.approved_by = approved_by
        self.when = timezone.localtime(approved_at).strftime("%Y-%m-%d %H:%M")


class OwnVersion(ScorecardRefused):
    """Whoever took a version in does not approve it."""


@transaction.atomic
def propose(
    content: Mapping[str, Any], *, effective_from: date, actor: Actor, at: datetime
) -> Standard:
    """Keep a new version; it counts once approved. Raises NotAllowed, BadStandard,
    BeginsInThePast."""
    actor.require(ScorecardsPermission.STANDARDS_EDIT)
    today = timezone.localdate(at)
    if effective_from < today:
        raise BeginsInThePast(effective_from, today=today)
    standard = _keep(content, effective_from=effective_from, actor=actor, at=at)
    fact = StandardProposed(
        standard_id=standard.id,
        code=standard.code,
        version=standard.version,
        effective_from=effective_from,
    )
    journal.record(fact, actor=actor, at=at)
    return standard


@transaction.atomic
def approve(*, standard_id: int, actor: Actor, at: datetime) -> None:
    """Put a version in force from its day, or from today when that has gone by.

    Raises NotAllowed, Standard.DoesNotExist, StandardAlreadyApproved, OwnVersion.
    """
    actor.require(ScorecardsPermission.STANDARDS_EDIT)
    standard = Standard.objects.visible_to(actor).select_for_update().get(id=standard_id)
    if standard.approved_at is not None:
        raise StandardAlreadyApproved(
            approved_by=standard.approved_by, approved_at=standard.approved_at
        )
    if actor.person_id is not None and actor.person_id == standard.made_by_person_id:
        raise OwnVersion
    standard.effective_from = max(standard.effective_from, timezone.localdate(at))
    _approve(standard, actor=actor, at=at)


@transaction.atomic
def seed(
    content: Mapping[str, Any], *, effective_from: date, actor: Actor, at: datetime
) -> Standard | None:
    """The product's own first version of a standard, in force at once; None if the site has one.

    Raises NotAllowed, BadStandard.
    """
    actor.require(ScorecardsPermission.STANDARDS_EDIT)
    if Standard.objects.filter(site_id=actor.site_id, code=parse(content).code).exists():
        return None
    standard = _keep(content, effective_from=effective_from, actor=actor, at=at)
    _approve(standard, actor=actor, at=at)
    return standard


def _keep(
    content: Mapping[str, Any], *, effective_from: date, actor: Actor, at: datetime
) -> Standard:
    read = parse(content)
    known = Standard.objects.filter(site_id=actor.site_id, code=read.code)
    last = known.aggregate(last=Max("version"))["last"] or 0
    standard: Standard = Standard.objects.create(
        site_id=actor.site_id,
        code=read.code,
        version=last + 1,
        title=read.title,
        content=dict(content),
        effective_from=effective_from,
        made_at=at,
        made_by=actor.name,
        made_by_person_id=actor.person_id,
    )
    return standard


def _approve(standard: Standard, *, actor: Actor, at: datetime) -> None:
    standard.approved_at, standard.approved_by = at, actor.name
    standard.save(update_fields=["approved_at", "approved_by", "effective_from"])
    fact = StandardApproved(
        standard_id=standard.id,
        code=standard.code,
        version=standard.version,
        effective_from=standard.effective_from,
    )
    journal.record(fact, actor=actor, at=at)
