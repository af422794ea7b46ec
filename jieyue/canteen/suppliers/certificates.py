"""索证: certificates are entered, verified by somebody else, withdrawn, and warned of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers import rules
from jieyue.canteen.suppliers.facts import (
    CertificateEntered,
    CertificateVerified,
    CertificateWarned,
    CertificateWithdrawn,
)
from jieyue.canteen.suppliers.models import Certificate, Supplier
from jieyue.canteen.suppliers.parameters import (
    CERTIFICATE_WARNING_DAYS,
    RECORD_MONTHS_AFTER_EXPIRY,
    RECORD_YEARS,
)
from jieyue.canteen.suppliers.refusals import (
    AlreadyVerified,
    CertificateGone,
    CertificateKnown,
    EndsBeforeStart,
    NoReason,
    OwnCertificate,
)
from jieyue.canteen.suppliers.rules import Warned
from jieyue.canteen.suppliers.wording import kind_name
from jieyue.kit import formats, journal, parameters
from jieyue.kit.actor import Actor, system
from jieyue.kit.files import storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare
from jieyue.kit.parameters import Values
from jieyue.people.messages import actions as messages
from jieyue.people.messages.actions import Text

TITLES = {
    Warned.SOON: gettext_noop("%(supplier)s: the %(kind)s ends on %(day)s"),
    Warned.ENDED: gettext_noop(
        "%(supplier)s: the %(kind)s ended on %(day)s, nothing is received from it"
    ),
}


def _may_read(actor: Actor, stored: StoredFile) -> bool:  # noqa: ARG001
    return actor.may(CanteenPermission.SUPPLIERS_READ)


SCAN = declare(
    Purpose("canteen.certificate", (FileKind.PDF, FileKind.JPEG, FileKind.PNG), _may_read)
)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A certificate as typed, valid in [valid_from, valid_to]; without an end it does not end."""

    kind: str
    number: str
    valid_from: date
    valid_to: date | None


@transaction.atomic
def enter(
    *,
    supplier_code: str,
    paper: Entered,
    scan: UploadedFile | None,
    actor: Actor,
    at: datetime,
) -> Certificate:
    """Keep a certificate with its scan; it counts once somebody else has verified it.

    Raises NotAllowed, Supplier.DoesNotExist, EndsBeforeStart, CertificateKnown, FileRefused.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    supplier = (
        Supplier.objects.visible_to(actor).select_for_update(no_key=True).get(code=supplier_code)
    )
    if paper.valid_to is not None and paper.valid_to < paper.valid_from:
        raise EndsBeforeStart(starts_on=paper.valid_from, ends_on=paper.valid_to)
    known = Certificate.objects.filter(
        supplier=supplier,
        kind=paper.kind,
        number=paper.number,
        valid_from=paper.valid_from,
        withdrawn_at=None,
    ).first()
    if known is not None:
        raise CertificateKnown(number=known.number, entered_by=known.entered_by)
    stored = None if scan is None else storing.store(scan, purpose=SCAN, actor=actor, at=at)
    row: Certificate = Certificate.objects.create(
        site_id=supplier.site_id,
        supplier=supplier,
        kind=paper.kind,
        number=paper.number,
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        scan=stored,
        sha256=stored.sha256 if stored else "",
        entered_by=actor.name,
        entered_by_person_id=actor.person_id,
        entered_at=at,
    )
    fact = CertificateEntered(
        certificate_id=row.id,
        supplier_id=supplier.id,
        kind=row.kind,
        number=row.number,
        valid_to=row.valid_to,
        sha256=row.sha256,
    )
    journal.record(fact, actor=actor, at=at)
    return row


@transaction.atomic
def verify(*, certificate_id: int, actor: Actor, at: datetime) -> None:
    """Say that the paper is what its source says; never by who entered it.

    Raises NotAllowed, Certificate.DoesNotExist, CertificateGone, AlreadyVerified,
    OwnCertificate.
    """
    actor.require(CanteenPermission.SUPPLIERS_VERIFY)
    row = _locked(certificate_id, actor)
    if row.verified_at is not None:
        raise AlreadyVerified(by=row.verified_by, verified_at=row.verified_at)
    if row.entered_by_person_id == actor.person_id and (
        actor.person_id is not None or row.entered_by == actor.name
    ):
        raise OwnCertificate
    row.verified_by, row.verified_at = actor.name, at
    row.save(update_fields=["verified_by", "verified_at"])
    fact = CertificateVerified(
        certificate_id=row.id, supplier_id=row.supplier_id, kind=row.kind, number=row.number
    )
    journal.record(fact, actor=actor, at=at)


@transaction.atomic
def withdraw(*, certificate_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Count a certificate no longer; it stays on record, as the law asks.

    Raises NotAllowed, Certificate.DoesNotExist, CertificateGone, NoReason.
    """
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    row = _locked(certificate_id, actor)
    if not reason.strip():
        raise NoReason
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    fact = CertificateWithdrawn(
        certificate_id=row.id,
        supplier_id=row.supplier_id,
        kind=row.kind,
        number=row.number,
        reason=reason.strip(),
    )
    journal.record(fact, actor=actor, at=at)


def keep_until(row: Certificate, values: Values) -> date:
    """The first day on which the certificate's record might be deleted (STANDARDS 2.2)."""
    return rules.keep_until(
        recorded_on=timezone.localdate(row.entered_at),
        ends_on=row.valid_to,
        months_after_end=values.integer(RECORD_MONTHS_AFTER_EXPIRY),
        years=values.integer(RECORD_YEARS),
    )


def warn(*, site_id: int, at: datetime) -> None:
    """Tell those who edit suppliers of certificates that end soon or have ended, each once.

    A certificate that a later one of its kind follows is not warned of.
    """
    today, actor = timezone.localdate(at), system("canteen.suppliers.warn", site_id=site_id)
    values = parameters.read(site_id=site_id, on=today)
    days = values.integer(CERTIFICATE_WARNING_DAYS)
    rows = Certificate.objects.filter(
        site_id=site_id,
        withdrawn_at=None,
        supplier__is_active=True,
        valid_to__lte=today + timedelta(days=days),
    ).exclude(warned=Warned.ENDED)
    latest = _latest_ends(site_id)
    for row in rows.select_related("supplier"):
        due = rules.warning_due(valid_to=row.valid_to, on=today, days_ahead=days)
        followed = latest[row.supplier_id, row.kind] > (row.valid_to or date.max)
        if due is not None and due != row.warned and not followed:
            _warn(row.id, due, actor=actor, at=at)


def _latest_ends(site_id: int) -> dict[tuple[int, str], date]:
    found: dict[tuple[int, str], date] = {}
    rows = Certificate.objects.filter(site_id=site_id, withdrawn_at=None)
    for supplier_id, kind, valid_to in rows.values_list("supplier_id", "kind", "valid_to"):
        end = valid_to or date.max
        found[supplier_id, kind] = max(end, found.get((supplier_id, kind), end))
    return found


@transaction.atomic
def _warn(certificate_id: int, due: Warned, *, actor: Actor, at: datetime) -> None:
    row = _locked(certificate_id, actor)
    if row.warned == due:
        return
    assert row.valid_to is not None  # what does not end is not warned of
    row.warned = due
    row.save(update_fields=["warned"])
    with translation.override(settings.LANGUAGE_CODE):
        named = {
            "supplier": row.supplier.name,
            "kind": kind_name(row.kind),
            "day": formats.day(row.valid_to, "long"),
        }
    text = Text(
        title=TITLES[due],
        link=reverse("canteen:supplier", args=[row.supplier.code]),
        values=named,
    )
    messages.tell_holders(text, permission=CanteenPermission.SUPPLIERS_EDIT, actor=actor, at=at)
    fact = CertificateWarned(
        certificate_id=row.id,
        supplier_id=row.supplier_id,
        kind=row.kind,
        valid_to=row.valid_to,
        warned=due,
    )
    journal.record(fact, actor=actor, at=at)


def _locked(certificate_id: int, actor: Actor) -> Certificate:
    """Raises Certificate.DoesNotExist, CertificateGone."""
    rows = Certificate.objects.visible_to(actor).select_for_update(of=("self",))
    row: Certificate = rows.select_related("supplier").get(id=certificate_id)
    if row.withdrawn_at is not None:
        raise CertificateGone
    return row
