"""Pictures in messages: what is whole and of a kind we keep, and what is left out."""

import base64
import binascii
from dataclasses import dataclass

LARGEST_PICTURE = 4 * 1024 * 1024
SMALLEST_PICTURE = 64
KINDS = {
    "jpg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "png": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
}


@dataclass(frozen=True)
class Picture:
    """A whole picture. kind: jpg or png."""

    name: str
    kind: str
    content: bytes


def read_picture(name: str, content: bytes) -> Picture | str:
    """The picture, or the note why it is left out: broken, too large, or no picture at all."""
    if len(content) > LARGEST_PICTURE:
        return "picture_too_large"
    for kind, (first, last) in KINDS.items():
        if content.startswith(first):
            whole = len(content) >= SMALLEST_PICTURE and last in content[-64:]
            return Picture(name[:60], kind, content) if whole else "picture_broken"
    return "not_a_picture"


def read_base64(name: str, text: object) -> Picture | str:
    """The same of a picture written as text."""
    if not isinstance(text, str) or len(text) > LARGEST_PICTURE * 3 // 2:
        return "picture_too_large"
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return "picture_broken"
    return read_picture(name, content)
