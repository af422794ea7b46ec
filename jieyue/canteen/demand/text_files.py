"""Text from a file whose encoding nobody wrote down."""

import gzip
from pathlib import Path
from typing import IO

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"  # also how a spreadsheet (.xlsx) begins
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableText(Exception):
    """Neither UTF-8, UTF-16 nor GB18030; `reason` is `encoding`, `spreadsheet` or `gzip`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_text(source: str | Path | IO[bytes]) -> str:
    """The whole text, unpacked when gzipped. Raises UnreadableText, and OSError as open() does."""
    content = Path(source).read_bytes() if isinstance(source, str | Path) else source.read()
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError) as error:
            raise UnreadableText("gzip") from error
    if content.startswith(ZIP):
        raise UnreadableText("spreadsheet")
    return _decoded(content)


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise UnreadableText("encoding")
