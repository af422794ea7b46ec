from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class LogInKeyMade(Fact):
    """A key that Digest log-in and signatures can use; the key itself is in no record."""

    name: ClassVar[str] = "access.deliveries.log_in_key_made"
    label: ClassVar[Any] = _("Device key for log-in and signature made")

    device_id: int


@dataclass(frozen=True, kw_only=True)
class PicturesForgotten(Fact):
    """Pictures past their keeping time were deleted, with their bytes."""

    name: ClassVar[str] = "access.deliveries.pictures_forgotten"
    label: ClassVar[Any] = _("Old gate pictures deleted")

    before: str
    pictures: int


@dataclass(frozen=True, kw_only=True)
class DeliveryFormSet(Fact):
    """How a device's messages are read and answered was set."""

    name: ClassVar[str] = "access.deliveries.form_set"
    label: ClassVar[Any] = _("Device's way of delivering set")

    device_id: int
    must_sign: bool
    opens: bool
    mapping: dict[str, Any]
