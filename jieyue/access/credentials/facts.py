from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class CredentialIssued(Fact):
    """Somebody or some vehicle may show this at the gates from now on."""

    name: ClassVar[str] = "access.credentials.issued"
    label = _("Credential issued")

    credential_id: int
    kind: str
    holder: str
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class CredentialChanged(Fact):
    """Its profile, zones or window changed; old and new by field."""

    name: ClassVar[str] = "access.credentials.changed"
    label = _("Credential changed")

    credential_id: int
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class CredentialLost(Fact):
    """Reported lost: no gate opens for it any more."""

    name: ClassVar[str] = "access.credentials.lost"
    label = _("Credential reported lost")

    credential_id: int
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class CredentialFound(Fact):
    """A lost one is back in its holder's hands and good again."""

    name: ClassVar[str] = "access.credentials.found_again"
    label = _("Lost credential found")

    credential_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialBlocked(Fact):
    """Stopped for a while, for a reason."""

    name: ClassVar[str] = "access.credentials.blocked"
    label = _("Credential blocked")

    credential_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CredentialUnblocked(Fact):
    """Good again."""

    name: ClassVar[str] = "access.credentials.unblocked"
    label = _("Credential unblocked")

    credential_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialEnded(Fact):
    """Never good again; its number may go to somebody else."""

    name: ClassVar[str] = "access.credentials.ended"
    label = _("Credential ended")

    credential_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ProfileSet(Fact):
    """What an access profile opens, and when."""

    name: ClassVar[str] = "access.credentials.profile_set"
    label = _("Access profile set")

    profile_id: int
    code: str
    zones: list[str]
    plan: str
    is_default: bool


@dataclass(frozen=True, kw_only=True)
class BlockAdded(Fact):
    """Somebody or something was put on the block list."""

    name: ClassVar[str] = "access.credentials.block_added"
    label = _("Put on the block list")

    block_id: int
    kind: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class BlockLifted(Fact):
    """Taken off the block list before its time."""

    name: ClassVar[str] = "access.credentials.block_lifted"
    label = _("Taken off the block list")

    block_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class BlockHit(Fact):
    """Somebody on the block list came to a gate or was invited."""

    name: ClassVar[str] = "access.credentials.block_hit"
    label = _("Block list hit")

    block_id: int
    where: str


@dataclass(frozen=True, kw_only=True)
class PlateAsked(Fact):
    """Somebody asked that their own car be let in."""

    name: ClassVar[str] = "access.credentials.plate_asked"
    label = _("Own plate registered")

    request_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PlateDecided(Fact):
    """The security officer let a staff member's car in, or not."""

    name: ClassVar[str] = "access.credentials.plate_decided"
    label = _("Own plate decided")

    request_id: int
    person_id: int
    is_granted: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class MeasurePut(Fact):
    """The gates ask something of holders before they open."""

    name: ClassVar[str] = "access.credentials.measure_put"
    label = _("Condition of passage set")

    code: str
    holders: list[str]
    zones: list[str]
    until: datetime


@dataclass(frozen=True, kw_only=True)
class MeasureWithdrawn(Fact):
    """The gates no longer ask it; what was known of holders is deleted."""

    name: ClassVar[str] = "access.credentials.measure_withdrawn"
    label = _("Condition of passage withdrawn")

    code: str


@dataclass(frozen=True, kw_only=True)
class SigningKeyRenewed(Fact):
    """Passes are signed with a new pair of keys."""

    name: ClassVar[str] = "access.credentials.signing_key_renewed"
    label = _("Signing key renewed")

    key_id: int


@dataclass(frozen=True, kw_only=True)
class PassesIssued(Fact):
    """A group got its QR passes."""

    name: ClassVar[str] = "access.credentials.passes_issued"
    label = _("Passes of a group issued")
    holder: str
    credential_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PassesMoved(Fact):
    """A group's passes have another window."""

    name: ClassVar[str] = "access.credentials.passes_moved"
    label = _("Passes of a group moved")
    credential_ids: list[int]
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class PassesEnded(Fact):
    """A group's passes open nothing any more."""

    name: ClassVar[str] = "access.credentials.passes_ended"
    label = _("Passes of a group ended")
    credential_ids: list[int]
    reason: str
