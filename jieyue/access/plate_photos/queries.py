"""A photo taken by a guard: which plate it shows, and which known plates it may be.

Nothing is stored, nothing is learnt from it, and no gate opens by it.
"""

from dataclasses import dataclass

from jieyue.access.credentials.models import Credential, Kind, Status
from jieyue.access.credentials.words import COLOURS
from jieyue.access.permissions import AccessPermission
from jieyue.access.plates import pictures
from jieyue.access.plates.recognition import Recognised, recognise
from jieyue.access.plates.rules import near, parse
from jieyue.access.plates.wording import DOUBTS, TYPES
from jieyue.kit.actor import Actor

CLEAR = 0.8
FAINT = 0.4
MOST_NEAR = 5


@dataclass(frozen=True)
class Character:
    """One character; share: how clearly it was seen, 0 to 1; level: clear, faint or guessed."""

    text: str
    share: float

    @property
    def level(self) -> str:
        if self.share >= CLEAR:
            return "clear"
        return "faint" if self.share >= FAINT else "guessed"


@dataclass(frozen=True)
class Known:
    """A plate that is known here. is_same: every character is as read."""

    plate: str
    colour: str
    label: str
    status: str
    is_valid: bool
    is_same: bool


@dataclass(frozen=True)
class PhotoReading:
    """What a photo shows. text is empty when no plate was found."""

    text: str
    characters: tuple[Character, ...]
    colour: str
    kind: str
    sure: bool
    doubts: tuple[str, ...]
    others: tuple[str, ...]
    known: tuple[Known, ...]


def read_photo(actor: Actor, content: bytes) -> PhotoReading:
    """The clearest plate in a photo. Raises NotAllowed, BadPicture, VisionMissing."""
    actor.require(AccessPermission.CONSOLE_READ)
    found = recognise(pictures.opened(content))
    if not found.text:
        return PhotoReading("", (), "", "", False, (str(DOUBTS["nothing_found"]),), (), ())
    return PhotoReading(
        text=found.text,
        characters=tuple(
            Character(text, share) for text, share in zip(found.text, found.characters, strict=True)
        ),
        colour=str(COLOURS[found.colour]) if found.colour else "",
        kind=str(TYPES[parse(found.text).type]),
        sure=found.sure,
        doubts=tuple(str(DOUBTS[doubt]) for doubt in found.doubts),
        others=found.others,
        known=tuple(_known(found, site_id=actor.site_id)),
    )


def _known(found: Recognised, *, site_id: int | None) -> list[Known]:
    """The same plate first, then plates one character away. Two queries."""
    living = Credential.objects.filter(site_id=site_id, kind=Kind.PLATE).exclude(
        status=Status.ENDED
    )
    plates = set(living.values_list("subject", flat=True))
    wanted = [found.text, *near(found.text, plates)[:MOST_NEAR]]
    rows = living.filter(subject__in=wanted).order_by("subject", "colour")
    return [
        Known(
            row.subject,
            str(COLOURS.get(row.colour, "")),
            row.label,
            row.get_status_display(),
            row.status == Status.ACTIVE,
            row.subject == found.text,
        )
        for row in sorted(rows, key=lambda row: wanted.index(row.subject))
    ]
