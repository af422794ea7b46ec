"""Reading and writing translations: .po as text for people, .mo for the program."""

import ast
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

HEADER = (
    "Project-Id-Version: jieyue\n"
    "Language: zh_Hans\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
MO_MAGIC = 0x950412DE


@dataclass(frozen=True, order=True)
class Key:
    """What a message is looked up by."""

    text: str
    context: str = ""


@dataclass(frozen=True)
class Message:
    """One text of the product. Chinese has one form, so a plural has one translation too."""

    key: Key
    plural: str = ""
    translation: str = ""
    places: frozenset[str] = field(default_factory=frozenset)
    fuzzy: bool = False

    def merged(self, other: "Message") -> "Message":
        """The same message found in another place too; a plural may be stated in only one."""
        return replace(self, plural=self.plural or other.plural, places=self.places | other.places)


Catalog = dict[Key, Message]


def read_po(path: Path) -> Catalog:
    """The messages of a .po file; an empty catalogue when there is none.

    Raises ValueError naming the line of a syntax error.
    """
    catalog: Catalog = {}
    if not path.exists():
        return catalog
    fields: dict[str, str] = {}
    current, fuzzy = "", False
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        text = line.strip()
        if not text or (text.startswith("msgid ") and "msgstr" in fields):
            _take(catalog, fields, fuzzy=fuzzy)
            fields, current, fuzzy = {}, "", False
        if not text:
            continue
        if text.startswith("#"):
            fuzzy = fuzzy or (text.startswith("#,") and "fuzzy" in text)
            continue
        if not text.startswith('"'):
            name, _, text = text.partition(" ")
            current = "msgstr" if name.startswith("msgstr") else name
            fields[current] = ""
        try:
            fields[current] += str(ast.literal_eval(text.strip()))
        except (SyntaxError, ValueError, KeyError):
            raise ValueError(f"{path.name}, line {number}: {line!r}") from None
    return catalog


def _take(catalog: Catalog, fields: Mapping[str, str], *, fuzzy: bool) -> None:
    if fields.get("msgid"):
        key = Key(fields["msgid"], fields.get("msgctxt", ""))
        catalog[key] = Message(
            key, fields.get("msgid_plural", ""), fields.get("msgstr", ""), fuzzy=fuzzy
        )


def write_po(path: Path, messages: Iterable[Message]) -> None:
    """Sorted by text, with the files that use each, so that two people's changes merge."""
    parts = [f'msgid ""\nmsgstr {_quoted(HEADER)}\n']
    for message in sorted(messages, key=lambda each: each.key):
        lines = [f"#: {place}" for place in sorted(message.places)]
        flags = [
            *(["fuzzy"] if message.fuzzy else []),
            *(["python-format"] if "%(" in message.key.text else []),
        ]
        lines += [f"#, {', '.join(flags)}"] if flags else []
        lines += [f"msgctxt {_quoted(message.key.context)}"] if message.key.context else []
        lines.append(f"msgid {_quoted(message.key.text)}")
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
        name = "msgstr[0]" if message.plural else "msgstr"
        lines.append(f"{name} {_quoted(message.translation)}")
        parts.append("\n".join(lines) + "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(parts), encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    if "\n" not in escaped:
        return f'"{escaped}"'
    lines = [f'"{line}\\n"' for line in escaped.split("\n")]
    lines[-1] = lines[-1].removesuffix('\\n"') + '"'
    return "\n".join(['""', *(line for line in lines if line != '""')])


def mo_bytes(messages: Iterable[Message]) -> bytes:
    """The GNU .mo form: sorted originals and translations, each with length and offset."""
    entries = {"": HEADER}
    for message in messages:
        if message.translation and not message.fuzzy:
            text = message.key.text + (f"\0{message.plural}" if message.plural else "")
            context = f"{message.key.context}\x04" if message.key.context else ""
            entries[context + text] = message.translation
    originals = sorted((key.encode(), value.encode()) for key, value in entries.items())
    count = len(originals)
    start = 7 * 4 + count * 16
    heads: list[int] = []
    body = b""
    for column in (0, 1):
        for pair in originals:
            heads += [len(pair[column]), start + len(body)]
            body += pair[column] + b"\0"
    table = struct.pack(f"<{len(heads)}I", *heads)
    return struct.pack("<7I", MO_MAGIC, 0, count, 28, 28 + count * 8, 0, 0) + table + body
