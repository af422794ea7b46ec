"""What files are kept for: which kinds, how large, and who may read them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jieyue.kit.actor import Actor

if TYPE_CHECKING:
    from jieyue.kit.files.models import StoredFile

MEBIBYTE = 1024 * 1024


class FileKind(StrEnum):
    """A kind of file we keep, by its usual ending."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class KindRule:
    """How a kind shows itself: endings, first bytes, and the type it is sent with."""

    endings: tuple[str, ...]
    magic: bytes
    content_type: str


KIND_RULES = {
    FileKind.PDF: KindRule((".pdf",), b"%PDF-", "application/pdf"),
    FileKind.PNG: KindRule((".png",), b"\x89PNG\r\n\x1a\n", "image/png"),
    FileKind.JPEG: KindRule((".jpg", ".jpeg"), b"\xff\xd8\xff", "image/jpeg"),
    FileKind.XLSX: KindRule(
        (".xlsx",),
        b"PK\x03\x04",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    FileKind.CSV: KindRule((".csv", ".gz"), b"", "text/csv"),
}


@dataclass(frozen=True)
class Purpose:
    """One use of stored files. `may_read` decides for a file of the actor's own site."""

    code: str
    kinds: tuple[FileKind, ...]
    may_read: Callable[[Actor, "StoredFile"], bool]
    largest_bytes: int = 10 * MEBIBYTE


_purposes: dict[str, Purpose] = {}


def declare(purpose: Purpose) -> Purpose:
    """Register a purpose when its topic is imported."""
    _purposes[purpose.code] = purpose
    return purpose


def purpose_of(code: str) -> Purpose | None:
    """None when no topic declares it any more; then nobody may read the file."""
    return _purposes.get(code)


def kind_of(name: str, first_bytes: bytes) -> FileKind | None:
    """The kind whose ending and first bytes both fit; None if there is none."""
    for kind, rule in KIND_RULES.items():
        if name.lower().endswith(rule.endings) and first_bytes.startswith(rule.magic):
            return kind
    return None
