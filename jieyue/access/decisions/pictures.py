"""The picture that a gate sent with a passage. No plain address gives it out: the guard's screen
shows it while it is live, and afterwards a look for a purpose does."""

from base64 import b64encode
from dataclasses import dataclass

from jieyue.access.decisions.models import Decision
from jieyue.kit.files import storing
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import KIND_RULES, FileKind

PURPOSE = "access.picture"


@dataclass(frozen=True)
class Picture:
    """The bytes, and the type they are sent with."""

    content: bytes
    content_type: str

    def inline(self) -> str:
        """As the source of an `img`."""
        return f"data:{self.content_type};base64,{b64encode(self.content).decode('ascii')}"


def of(decision: Decision) -> Picture | None:
    """None where none was sent, or it is no longer kept."""
    rows = StoredFile.objects.filter(site_id=decision.site_id, purpose=PURPOSE)
    stored: StoredFile | None = rows.filter(id=decision.picture_id).first()
    if stored is None:
        return None
    try:
        content = storing.location(stored).read_bytes()
    except FileNotFoundError:  # deleted in this moment
        return None
    return Picture(content, KIND_RULES[FileKind(stored.kind)].content_type)
