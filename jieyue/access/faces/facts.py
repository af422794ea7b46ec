from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class FaceUseRegistered(Fact):
    """A purpose of face recognition was entered, changed or ended."""

    name: ClassVar[str] = "access.faces.use_registered"
    label = _("Use of faces registered")

    use_id: int
    code: str
    basis: str
    ended_on: date | None


@dataclass(frozen=True, kw_only=True)
class FaceUseAssessed(Fact):
    """The effect on people was assessed."""

    name: ClassVar[str] = "access.faces.use_assessed"
    label = _("Use of faces assessed")

    assessment_id: int
    use_id: int
    is_acceptable: bool
    good_until: date


@dataclass(frozen=True, kw_only=True)
class ConsentTextPublished(Fact):
    """People agree to this version from now on."""

    name: ClassVar[str] = "access.faces.text_published"
    label = _("Consent text published")

    text_id: int
    kind: str
    version: int


@dataclass(frozen=True, kw_only=True)
class FaceConsentGiven(Fact):
    """Somebody agreed, separately and by themselves."""

    name: ClassVar[str] = "access.faces.consent_given"
    label = _("Consent to face given")

    consent_id: int
    text_id: int
    by_guardian: bool


@dataclass(frozen=True, kw_only=True)
class FaceConsentWithdrawn(Fact):
    """Somebody took it back; all of their faces go."""

    name: ClassVar[str] = "access.faces.consent_withdrawn"
    label = _("Consent to face taken back")

    consent_id: int


@dataclass(frozen=True, kw_only=True)
class FaceReaderRegistered(Fact):
    """A reader may learn faces, for a purpose and at a place."""

    name: ClassVar[str] = "access.faces.reader_registered"
    label = _("Face reader registered")

    device_id: int
    use_id: int
    room_id: int | None


@dataclass(frozen=True, kw_only=True)
class FaceDeletionStarted(Fact):
    """All of one holder's faces go."""

    name: ClassVar[str] = "access.faces.deletion_started"
    label = _("Deletion of faces begun")

    deletion_id: int
    reason: str
    templates: int
    readers: int


@dataclass(frozen=True, kw_only=True)
class FaceDeletionFinished(Fact):
    """Every reader has confirmed."""

    name: ClassVar[str] = "access.faces.deletion_finished"
    label = _("Deletion of faces finished")

    deletion_id: int


@dataclass(frozen=True, kw_only=True)
class DeletionConfirmedByHand(Fact):
    """Somebody stands for a reader that cannot say it any more."""

    name: ClassVar[str] = "access.faces.confirmed_by_hand"
    label = _("Deletion confirmed by hand")

    deletion_id: int
    device_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class StrayFaceFound(Fact):
    """A reader holds a face that nobody wants there; it is told to delete it."""

    name: ClassVar[str] = "access.faces.stray_found"
    label = _("Unwanted face in a reader")

    device_id: int


@dataclass(frozen=True, kw_only=True)
class FaceTemplateStored(Fact):
    """A template is kept centrally, with its own consent."""

    name: ClassVar[str] = "access.faces.template_stored"
    label = _("Face template stored")

    template_id: int
    consent_id: int


@dataclass(frozen=True, kw_only=True)
class StoredFacesCounted(Fact):
    """So many faces are stored that the security officer must act: near or reached."""

    name: ClassVar[str] = "access.faces.many_stored"
    label = _("Number of stored faces")

    stored: int
    alarm: str
    file_by: date | None
