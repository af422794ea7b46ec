"""What the journal keeps of intake: deliveries and collectors, never single samples."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class ReadingsStored(Fact):
    """A delivery was taken in; counts are readings, first and last None when none was stored."""

    name: ClassVar[str] = "energy.intake.stored"
    label: ClassVar[Any] = _("Readings stored")

    batch_id: int
    source: str
    meters: int
    added: int
    conflicting: int
    refused: int
    flagged: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, kw_only=True)
class CollectorRegistered(Fact):
    name: ClassVar[str] = "energy.intake.collector_registered"
    label: ClassVar[Any] = _("Collector registered")

    collector_id: int
    serial: str


@dataclass(frozen=True, kw_only=True)
class CollectorChanged(Fact):
    """`old` and `new` hold the fields that differ."""

    name: ClassVar[str] = "energy.intake.collector_changed"
    label: ClassVar[Any] = _("Collector changed")

    collector_id: int
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class CollectorKeyRenewed(Fact):
    """The key itself is in no record."""

    name: ClassVar[str] = "energy.intake.collector_key_renewed"
    label: ClassVar[Any] = _("Collector key renewed")

    collector_id: int
