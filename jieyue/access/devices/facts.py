from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class DeviceRegistered(Fact):
    name: ClassVar[str] = "access.devices.registered"
    label: ClassVar[Any] = _("Gate device registered")

    device_id: int
    serial: str


@dataclass(frozen=True, kw_only=True)
class DeviceChanged(Fact):
    """`old` and `new` hold the fields that differ."""

    name: ClassVar[str] = "access.devices.changed"
    label: ClassVar[Any] = _("Gate device changed")

    device_id: int
    old: dict[str, str]
    new: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DeviceFaultReported(Fact):
    """A device reports a fault of itself, or with an empty `fault` that it is well again."""

    name: ClassVar[str] = "access.devices.fault_reported"
    label: ClassVar[Any] = _("Gate device reported a fault")

    device_id: int
    fault: str
    old: str


@dataclass(frozen=True, kw_only=True)
class DeviceKeyRenewed(Fact):
    """The key itself is in no record."""

    name: ClassVar[str] = "access.devices.key_renewed"
    label: ClassVar[Any] = _("Gate device key renewed")

    device_id: int
