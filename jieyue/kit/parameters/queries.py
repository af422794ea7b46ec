"""What the parameter pages show."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from jieyue.kit.actor import Actor
from jieyue.kit.parameters.models import ParameterVersion, VersionStatus
from jieyue.kit.parameters.registry import (
    FROM_THE_BEGINNING,
    KINDS,
    Parameter,
    definition,
    definitions,
)
from jieyue.kit.parameters.unit_names import name_of
from jieyue.kit.parameters.values import in_force, read
from jieyue.kit.permissions import KitPermission

DOMAINS = {
    "access": _("Access"),
    "canteen": _("Canteen"),
    "estate": _("Estate"),
    "kit": _("Platform"),
    "people": _("People"),
}


@dataclass(frozen=True)
class ParameterRow:
    """One parameter with what is in force today. `source` is in the reader's language."""

    code: str
    domain: str
    label: str
    value: str
    unit: str
    evidence: str
    source: str
    effective_from: date | None  # None for the product's own first version
    has_proposal: bool


@dataclass(frozen=True)
class VersionRow:
    """One version. `effective_until` is where the next begins; None if none does."""

    id: int
    value: str
    unit: str
    source: str
    evidence: str
    effective_from: date | None
    effective_until: date | None
    is_in_force: bool
    status: str
    status_label: str
    reason: str
    proposed_by: str
    proposed_at: datetime | None
    approved_by: str
    approved_at: datetime | None


@dataclass(frozen=True)
class ParameterPage:
    """One parameter with its history, newest first, and the open proposal if there is one."""

    row: ParameterRow
    kind: str
    kind_label: str
    versions: list[VersionRow]
    proposal: VersionRow | None


def parameters(actor: Actor, *, on: date) -> list[ParameterRow]:
    """Every parameter of the site, by code. Raises NotAllowed."""
    actor.require(KitPermission.PARAMETERS_READ)
    site_id = actor.site_id or 0
    read(site_id=site_id, on=on)  # enters the first versions of a new site
    rows = _versions(site_id)
    return [_row(p, rows.get(code, []), on) for code, p in definitions().items()]


def parameter(actor: Actor, *, code: str, on: date) -> ParameterPage:
    """Raises NotAllowed, UnknownParameter."""
    actor.require(KitPermission.PARAMETERS_READ)
    site_id = actor.site_id or 0
    defined = definition(code)
    read(site_id=site_id, on=on)
    stored = _versions(site_id, code=code).get(code, [])
    shown = [_version(defined, version, stored, on) for version in stored]
    return ParameterPage(
        row=_row(defined, stored, on),
        kind=defined.kind,
        kind_label=str(KINDS[defined.kind]),
        versions=[v for v in shown if v.status != VersionStatus.PROPOSED],
        proposal=next((v for v in shown if v.status == VersionStatus.PROPOSED), None),
    )


def _versions(site_id: int, **narrower: str) -> dict[str, list[ParameterVersion]]:
    """By code; newest beginning first."""
    found: dict[str, list[ParameterVersion]] = {}
    for version in ParameterVersion.objects.filter(site_id=site_id, **narrower):
        found.setdefault(version.code, []).append(version)
    return found


def _row(defined: Parameter, versions: list[ParameterVersion], on: date) -> ParameterRow:
    current = in_force(_approved(versions), on=on)
    return ParameterRow(
        code=defined.code,
        domain=_domain_name(defined.domain),
        label=str(defined.label),
        value=current.value if current else "",
        unit=name_of(defined.unit),
        evidence=current.evidence if current else defined.evidence,
        source=_source(defined, current),
        effective_from=_beginning(current),
        has_proposal=any(v.status == VersionStatus.PROPOSED for v in versions),
    )


def _version(
    defined: Parameter, version: ParameterVersion, versions: list[ParameterVersion], on: date
) -> VersionRow:
    approved = _approved(versions)
    later = [v.effective_from for v in approved if v.effective_from > version.effective_from]
    is_approved = version.status == VersionStatus.APPROVED
    return VersionRow(
        id=version.id,
        value=version.value,
        unit=name_of(version.unit),
        source=_source(defined, version),
        evidence=version.evidence,
        effective_from=_beginning(version),
        effective_until=min(later, default=None) if is_approved else None,
        is_in_force=in_force(approved, on=on) == version,
        status=version.status,
        status_label=str(VersionStatus(version.status).label),
        reason=version.reason,
        proposed_by=version.proposed_by,
        proposed_at=version.proposed_at,
        approved_by=version.approved_by,
        approved_at=version.approved_at,
    )


def _approved(versions: list[ParameterVersion]) -> list[ParameterVersion]:
    return [version for version in versions if version.status == VersionStatus.APPROVED]


def _source(defined: Parameter, version: ParameterVersion | None) -> str:
    """The product's own source is told in the reader's language, a person's as written."""
    is_own = version is None or version.effective_from == FROM_THE_BEGINNING
    return str(defined.source) if version is None or is_own else version.source_text


def _beginning(version: ParameterVersion | None) -> date | None:
    if version is None or version.effective_from == FROM_THE_BEGINNING:
        return None
    return version.effective_from


def _domain_name(domain: str) -> str:
    return str(DOMAINS.get(domain, domain))
