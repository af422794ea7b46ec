"""Every write of quotas: setting them, asking for explanations, writing and deciding them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jieyue.energy.factors import queries as factors
from jieyue.energy.permissions import EnergyPermission
from jieyue.energy.quotas import parameters as defined
from jieyue.energy.quotas import refusals
from jieyue.energy.quotas.facts import (
    ExplanationDecided,
    ExplanationSubmitted,
    QuotaPassed,
    QuotaSet,
)
from jieyue.energy.quotas.models import (
    Explanation,
    ExplanationStatus,
    ExplanationStep,
    Measure,
    Quota,
)
from jieyue.kit import journal, numbers, parameters, workdays
from jieyue.kit.actor import Actor
from jieyue.kit.sites.models import Site
from jieyue.people.units.models import Unit

MOST = Decimal(10_000_000_000)
TO_EXPLAIN = (ExplanationStatus.AWAITED, ExplanationStatus.SENT_BACK)


@transaction.atomic
def set_quota(
    *, unit_code: str, year: int, measure: str, amount: Decimal, set_code: str = "", source: str,
    actor: Actor, at: datetime,
) -> str:  # fmt: skip
    """Set a year's quota of a unit, or of the complex with an empty code; says "added", "changed"
    or "unchanged".

    Raises NotAllowed, BadQuota, QuotaNeedsSet, UnknownSet, QuotaOfNoUnit, QuotaExplained.
    """
    actor.require(EnergyPermission.QUOTAS_EDIT)
    assert actor.site_id is not None
    if not amount.is_finite() or not 0 < amount < MOST or amount != round(amount, 3):
        raise refusals.BadQuota(amount)
    if (measure == Measure.ENERGY) != bool(set_code):
        raise refusals.QuotaNeedsSet
    if set_code:
        factors.coefficient_set(site_id=actor.site_id, code=set_code, on=date(year, 1, 1))
    unit = _unit(unit_code, actor)
    Site.objects.select_for_update(no_key=True).get(id=actor.site_id)  # two may set a first one
    rows = Quota.objects.select_for_update(of=("self",)).filter(
        site_id=actor.site_id, unit=unit, year=year, measure=Measure(measure)
    )
    known: Quota | None = rows.select_related("explanation").first()
    old = known.amount if known else None
    if known is not None:
        if (known.amount, known.set_code, known.source) == (amount, set_code, source.strip()):
            return "unchanged"
        asked = getattr(known, "explanation", None)
        if asked is not None:
            raise refusals.QuotaExplained(asked.number)
    quota = known or Quota(site_id=actor.site_id, unit=unit, year=year, measure=measure)
    quota.amount, quota.set_code, quota.source = amount, set_code, source.strip()
    quota.set_at, quota.set_by = at, actor.name
    quota.save()
    fact = QuotaSet(
        quota_id=quota.id,
        unit_id=quota.unit_id,
        year=year,
        measure=measure,
        old=old,
        new=amount,
    )
    journal.record(fact, actor=actor, at=at)
    return "added" if known is None else "changed"


@transaction.atomic
def ask(*, quota_id: int, used: Decimal, actor: Actor, at: datetime) -> Explanation:
    """Ask a unit to explain use over its quota: the one there is, or a new one.

    Raises NotAllowed, Quota.DoesNotExist.
    """
    actor.require(EnergyPermission.QUOTAS_EDIT)
    rows = Quota.objects.visible_to(actor).select_for_update(of=("self",))
    quota = rows.exclude(unit=None).get(id=quota_id)
    known: Explanation | None = Explanation.objects.filter(quota=quota).first()
    if known is not None:
        return known
    today = timezone.localdate(at)
    values = parameters.read(site_id=quota.site_id, on=today)
    explanation: Explanation = Explanation.objects.create(
        site_id=quota.site_id,
        number=numbers.take("SM", site_id=quota.site_id, at=at),
        quota=quota,
        unit_id=quota.unit_id,
        opened_on=today,
        due_on=workday_after(
            today, values.integer(defined.EXPLAIN_WORKDAYS), site_id=quota.site_id
        ),
        used=round(used, 3),
    )
    _step(explanation, "", actor=actor, at=at)
    fact = QuotaPassed(
        number=explanation.number,
        quota_id=quota.id,
        unit_id=explanation.unit_id,
        used=explanation.used,
        due_on=explanation.due_on,
    )
    journal.record(fact, actor=actor, at=at)
    return explanation


@transaction.atomic
def explain(
    *, number: str, reasons: str, measures: str, seen_revision: int, actor: Actor, at: datetime
) -> None:
    """Write why more was used and what is done about it, and hand it in.

    Raises NotAllowed, Explanation.DoesNotExist, NotToExplain, ExplanationChanged, NothingWritten.
    """
    explanation = _locked(number, actor)
    actor.require(EnergyPermission.QUOTAS_EXPLAIN, unit_id=explanation.unit_id)
    if explanation.status not in TO_EXPLAIN:
        last = explanation.steps.last()
        assert last is not None
        raise refusals.NotToExplain(
            number=number, status=_label(explanation), by=last.made_by, at=last.made_at
        )
    if explanation.revision != seen_revision:
        raise refusals.ExplanationChanged(number)
    if not reasons.strip() or not measures.strip():
        raise refusals.NothingWritten
    explanation.reasons, explanation.measures = reasons.strip(), measures.strip()
    explanation.status = ExplanationStatus.SUBMITTED
    explanation.revision += 1
    explanation.save(update_fields=["reasons", "measures", "status", "revision"])
    _step(explanation, f"{reasons.strip()}\n{measures.strip()}", actor=actor, at=at)
    fact = ExplanationSubmitted(number=number, unit_id=explanation.unit_id)
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def decide(
    *, number: str, accept: bool, note: str, seen_revision: int, actor: Actor, at: datetime
) -> None:
    """Accept an explanation, or send it back with a word why.

    Raises NotAllowed, Explanation.DoesNotExist, NotToDecide, ExplanationChanged, NoteMissing,
    OwnUnit.
    """
    actor.require(EnergyPermission.QUOTAS_DECIDE)
    explanation = _locked(number, actor)
    last = explanation.steps.last()
    assert last is not None  # its opening, at least
    if explanation.status != ExplanationStatus.SUBMITTED:
        raise refusals.NotToDecide(
            number=number, status=_label(explanation), by=last.made_by, at=last.made_at
        )
    if explanation.revision != seen_revision:
        raise refusals.ExplanationChanged(number)
    if actor.person_id is not None and actor.unit_id == explanation.unit_id:
        raise refusals.OwnUnit
    if not accept and not note.strip():
        raise refusals.NoteMissing
    explanation.status = ExplanationStatus.ACCEPTED if accept else ExplanationStatus.SENT_BACK
    explanation.revision += 1
    explanation.save(update_fields=["status", "revision"])
    _step(explanation, note.strip(), actor=actor, at=at)
    fact = ExplanationDecided(
        number=number, unit_id=explanation.unit_id, accepted=accept, note=note.strip()
    )
    journal.record(fact, actor=actor, at=at)


def workday_after(day: date, count: int, *, site_id: int) -> date:
    """The `count`-th workday after a day."""
    calendar = workdays.days(
        day + timedelta(days=1), day + timedelta(days=3 * count + 20), site_id=site_id
    )
    working = [each for each, found in sorted(calendar.items()) if found.is_working]
    return working[count - 1]


def _unit(code: str, actor: Actor) -> Unit | None:
    if not code.strip():
        return None
    unit: Unit | None = Unit.objects.filter(site_id=actor.site_id, code=code.strip()).first()
    if unit is None:
        raise refusals.QuotaOfNoUnit(code)
    return unit


def _locked(number: str, actor: Actor) -> Explanation:
    rows = Explanation.objects.visible_to(actor).select_for_update(of=("self",))
    found: Explanation = rows.get(number=number)
    return found


def _label(explanation: Explanation) -> str:
    return str(ExplanationStatus(explanation.status).label)


def _step(explanation: Explanation, note: str, *, actor: Actor, at: datetime) -> None:
    ExplanationStep.objects.create(
        site_id=explanation.site_id,
        explanation=explanation,
        status=explanation.status,
        note=note,
        made_at=at,
        made_by=actor.name,
    )
