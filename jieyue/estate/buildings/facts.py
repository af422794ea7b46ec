from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BuildingSaved(Fact):
    """A building was added or its figures changed."""

    name: ClassVar[str] = "estate.buildings.saved"
    label = _("Building saved")

    building_id: int
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class SiteRenamed(Fact):
    """The complex got another name."""

    name: ClassVar[str] = "estate.buildings.site_renamed"
    label = _("Complex renamed")

    before: str
    after: str
