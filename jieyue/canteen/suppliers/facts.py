from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class SupplierSaved(Fact):
    """A supplier was entered or changed; what is new by field."""

    name: ClassVar[str] = "canteen.suppliers.saved"
    label = _("Supplier saved")

    supplier_id: int
    code: str
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class TermsSet(Fact):
    """How a supplier sells an ingredient was entered or changed; codes, and what is new."""

    name: ClassVar[str] = "canteen.suppliers.terms_set"
    label = _("Supplier's terms set")

    supplier: str
    ingredient: str
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class CertificateEntered(Fact):
    """A certificate of a supplier was entered; `sha256` is the digest of its scan."""

    name: ClassVar[str] = "canteen.suppliers.certificate_entered"
    label = _("Supplier's certificate entered")

    certificate_id: int
    supplier_id: int
    kind: str
    number: str
    valid_to: date | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class CertificateVerified(Fact):
    """Somebody else than who entered it held a certificate against its source."""

    name: ClassVar[str] = "canteen.suppliers.certificate_verified"
    label = _("Supplier's certificate verified")

    certificate_id: int
    supplier_id: int
    kind: str
    number: str


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(Fact):
    """A certificate counts no longer, such as one entered in error or revoked."""

    name: ClassVar[str] = "canteen.suppliers.certificate_withdrawn"
    label = _("Supplier's certificate withdrawn")

    certificate_id: int
    supplier_id: int
    kind: str
    number: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CertificateWarned(Fact):
    """Buyers were told that a certificate ends soon, or has ended."""

    name: ClassVar[str] = "canteen.suppliers.certificate_warned"
    label = _("Warned of a certificate's end")

    certificate_id: int
    supplier_id: int
    kind: str
    valid_to: date
    warned: str


@dataclass(frozen=True, kw_only=True)
class ContractPriceAdded(Fact):
    """A price was agreed from a day on; per base unit, in yuan."""

    name: ClassVar[str] = "canteen.suppliers.contract_price_added"
    label = _("Contract price added")

    supplier_id: int
    ingredient_id: int
    price_yuan: Decimal
    effective_on: date
    contract_number: str


@dataclass(frozen=True, kw_only=True)
class PriceSurveyed(Fact):
    """A market was asked for a price; per base unit, in yuan."""

    name: ClassVar[str] = "canteen.suppliers.price_surveyed"
    label = _("Market price surveyed")

    ingredient_id: int
    market: str
    surveyed_on: date
    price_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class SupplierIncidentNoted(Fact):
    """A supplier answers for something; `points` come off its rating."""

    name: ClassVar[str] = "canteen.suppliers.incident_noted"
    label = _("Incident of a supplier noted")

    incident_id: int
    supplier_id: int
    kind: str
    happened_on: date
    points: Decimal
    source: str
