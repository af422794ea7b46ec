"""JSON and XML from devices as one kind of tree: dicts, lists and plain values.

Whatever the bytes are, the answer is a tree of bounded depth and size, or BadMessage. An element
that occurs several times becomes a list; namespaces and attributes are left away.
"""

import re
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from pydantic_core import from_json

from jieyue.adapters.refusals import BadMessage

DEEPEST = 24
MOST_VALUES = 20_000
LARGEST_XML = 1024 * 1024  # events are a few kilobytes; pictures come beside them
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,20})[\"']")
CHINESE = {"gbk", "gb2312", "gb18030", "gb_2312-80", "cp936"}


def read_json(body: bytes) -> Any:
    """Raises BadMessage."""
    text = _text(body, "")
    try:
        tree = from_json(text, allow_inf_nan=False)
    except ValueError:
        raise BadMessage("not_json") from None
    check_size(tree)
    return tree


def read_xml(body: bytes) -> dict[str, Any]:
    """{root's name: its content}. Entities and document types are refused. Raises BadMessage."""
    if len(body) > LARGEST_XML:
        raise BadMessage("too_large")
    declared = DECLARED.match(body)
    text = _text(body, declared[1].decode().lower() if declared else "")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(DECLARATION.sub("", text, count=1))
        return dict(parser.close())
    except DefusedXmlException:
        raise BadMessage("xml_entities") from None
    except (ParseError, ValueError):
        raise BadMessage("not_xml") from None


def check_size(tree: Any) -> None:
    """Raises BadMessage when the tree is too deep or has too many values."""
    level, count = [tree], 0
    for _depth in range(DEEPEST):
        count += len(level)
        if count > MOST_VALUES:
            raise BadMessage("too_many_values")
        level = [part for value in level for part in _parts(value)]
        if not level:
            return
    raise BadMessage("too_deep")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _text(body: bytes, declared: str) -> str:
    """The body as text: as it declares, else UTF-8, else GB 18030, which older makers send."""
    if not body.strip(b" \t\r\n\x00"):
        raise BadMessage("empty")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif declared in CHINESE:
        encodings = ["gb18030"]
    elif declared in ("", "utf-8", "utf8", "us-ascii", "ascii"):
        encodings = ["utf-8-sig", "gb18030"]
    else:
        raise BadMessage("encoding", declared)
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadMessage("encoding")


class _Builder:
    """What the XML parser calls; it stops at the first element too many."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1 + len(attributes)
        if self.count > MOST_VALUES:
            raise BadMessage("too_many_values")
        if len(self.open) >= DEEPEST:
            raise BadMessage("too_deep")
        self.open.append((tag.rpartition("}")[2], {}, []))

    def data(self, text: str) -> None:
        self.open[-1][2].append(text)

    def end(self, _tag: str) -> None:
        name, children, texts = self.open.pop()
        value: Any = children or "".join(texts).strip()
        above = self.open[-1][1] if self.open else self.root
        if name not in above:
            above[name] = value
        elif isinstance(above[name], list):
            above[name].append(value)
        else:
            above[name] = [above[name], value]

    def close(self) -> dict[str, Any]:
        return self.root
