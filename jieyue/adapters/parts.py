"""The parts of a multipart message, in whatever order and under whatever names."""

from dataclasses import dataclass

import multipart

from jieyue.adapters.refusals import BadMessage

MOST_PARTS = 16
LONGEST_BOUNDARY = 70
NAMELESS = b'\r\nContent-Disposition: form-data; name=""\r\n'


@dataclass(frozen=True)
class Part:
    """One whole part. content_type is in small letters and may be empty."""

    name: str
    content_type: str
    content: bytes


def read_parts(body: bytes, content_type: str) -> tuple[list[Part], bool]:
    """The whole parts, and whether the message broke off after them. Raises BadMessage."""
    try:
        _kind, options = multipart.parse_options_header(content_type)
    except (ValueError, multipart.MultipartError):
        raise BadMessage("not_multipart") from None
    boundary = options.get("boundary", "")
    if not 0 < len(boundary) <= LONGEST_BOUNDARY or not boundary.isascii():
        raise BadMessage("not_multipart", "boundary")
    parser = multipart.PushMultipartParser(
        boundary,
        max_segment_count=MOST_PARTS,
        max_header_count=12,
        header_charset="latin-1",
    )
    # Parts of multipart/mixed bear no disposition, which the parser asks for; one of their own,
    # coming later, stands.
    delimiter = b"--" + boundary.encode()
    body = body.replace(delimiter + b"\r\n", delimiter + NAMELESS)
    parts: list[Part] = []
    try:
        _collect(parser, body, parts)
        parser.close()
    except multipart.MultipartError:
        return parts, True
    return parts, False


def _collect(parser: "multipart.PushMultipartParser", body: bytes, parts: list[Part]) -> None:
    name, kind, content = "", "", bytearray()
    for event in parser.parse(body):
        if isinstance(event, multipart.MultipartSegment):
            name, kind = event.filename or event.name or "", event.content_type or ""
            content = bytearray()
        elif event is None:
            parts.append(Part(name, kind.lower(), bytes(content)))
        else:
            content += event
