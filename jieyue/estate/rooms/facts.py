from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class RoomsSaved(Fact):
    """Rooms were added or changed, one by hand or many from a sheet."""

    name: ClassVar[str] = "estate.rooms.saved"
    label = _("Rooms saved")

    added: list[int]
    changed: list[int]


@dataclass(frozen=True, kw_only=True)
class RoomClosed(Fact):
    """A room went out of use."""

    name: ClassVar[str] = "estate.rooms.closed"
    label = _("Room closed")

    room_id: int
