"""Text of a file as people send it: plain or gzipped, in UTF-8, UTF-16 or GB 18030, or piped in."""

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

GZIP = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
INPUT = Path("-")  # what comes through a pipe


class NotText(Exception):
    """The file is neither text nor whole gzipped text."""


def rows(path: Path) -> Iterator[list[str]]:
    """Lines cut at commas, semicolons or tabs, whichever the first has most of.

    Raises NotText and OSError.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    return csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))


def _text(path: Path) -> str:
    content = sys.stdin.buffer.read() if path == INPUT else path.read_bytes()
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise NotText(path) from error
    for encoding in ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotText(path)
