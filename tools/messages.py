"""Keeps the Chinese of the product complete.

    python tools/messages.py collect [--fill FILE …]   gather texts into the .po file
    python tools/messages.py compile                   make the .mo file the program reads
    python tools/messages.py check                     fail on a text without Chinese

`--fill` takes JSON files of {"English": "中文"}; what is translated already stays as it is.
"""

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from message_catalog import Catalog, Message, mo_bytes, read_po, write_po

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "jieyue"
PO = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]|\{\w*\}")
LONE_PERCENT = re.compile(r"%(?!\(|%)")
CHINESE = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(  # a file's ending such as .csv is none
    r"[\u3400-\u9fff“”《》]\s?[,;:!?(]|[,;:!?)]\s?[\u3400-\u9fff“”《》]|[\u3400-\u9fff]\.(?!\w)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["collect", "compile", "check"])
    parser.add_argument("--fill", nargs="*", type=Path, default=[], metavar="FILE")
    chosen = parser.parse_args()
    if chosen.command == "compile":
        compile_catalog()
    elif chosen.command == "collect":
        collect_messages(chosen.fill)
    else:
        faults = faults_of_product()
        print(*faults, sep="\n", end="\n" if faults else "")
        sys.exit(1 if faults else 0)


def compile_catalog() -> None:
    """Write the .mo file, if what it would hold has changed."""
    content = mo_bytes(read_po(PO).values())
    if not MO.exists() or MO.read_bytes() != content:
        MO.write_bytes(content)


def collect_messages(fills: list[Path]) -> None:
    """Bring the .po file up to the sources, and say what still lacks its Chinese."""
    from message_sources import collect

    known = read_po(PO)
    filled = _fillings(fills)
    found, _findings = collect(PACKAGE)
    messages = [_with_chinese(message, known, filled) for message in found.values()]
    write_po(PO, messages)
    compile_catalog()
    missing = [message.key.text for message in messages if not message.translation]
    print(f"{len(messages)} texts, {len(missing)} without Chinese")
    print(*missing, sep="\n", end="\n" if missing else "")


def _with_chinese(message: Message, known: Catalog, filled: dict[str, str]) -> Message:
    kept = known.get(message.key)
    if kept and kept.translation:
        return replace(message, translation=kept.translation, fuzzy=kept.fuzzy)
    return replace(message, translation=_offered(message, filled))


def _offered(message: Message, filled: dict[str, str]) -> str:
    """A template's percent sign is looked up doubled, but people write it as they see it."""
    for text in (message.key.text, message.plural):
        if text in filled:
            return filled[text]
        plain = text.replace("%%", "%")
        if plain in filled:
            return LONE_PERCENT.sub("%%", filled[plain])
    return ""


def _fillings(paths: list[Path]) -> dict[str, str]:
    """The translations of several files. One text with two translations: the first is taken."""
    result: dict[str, str] = {}
    for path in paths:
        for text, chinese in json.loads(path.read_text(encoding="utf-8")).items():
            if result.setdefault(text, chinese) != chinese:
                print(f"{path.name}: {text!r} is {result[text]!r} already, not {chinese!r}")
    return result


def faults_of_product() -> list[str]:
    """Everything that keeps the Chinese from being complete and right, sorted; empty when it is."""
    from message_sources import collect

    found, findings = collect(PACKAGE)
    known = read_po(PO)
    faults = [str(finding) for finding in findings]
    for key, message in found.items():
        faults += [
            f"{min(message.places)}: {fault}: {key.text!r}" for fault in faults_of(known.get(key))
        ]
    return sorted(faults)


def faults_of(message: Message | None) -> list[str]:
    """What is wrong with one translation."""
    if message is None or not message.translation:
        return ["no Chinese"]
    if message.fuzzy:
        return ["Chinese not confirmed"]
    faults = []
    wanted = {*PLACEHOLDER.findall(message.key.text)}
    allowed = wanted | {*PLACEHOLDER.findall(message.plural)}
    given = {*PLACEHOLDER.findall(message.translation)}
    if not given <= allowed or (not message.plural and given != wanted):
        faults.append(f"placeholders differ, {sorted(given)} for {sorted(wanted)}")
    has_words = re.search(r"[A-Za-z]{4,}", PLACEHOLDER.sub("", message.key.text))
    if has_words and not CHINESE.search(message.translation) and " " in message.key.text:
        faults.append("not in Chinese")
    if found := HALF_WIDTH.search(PLACEHOLDER.sub("0", message.translation)):
        faults.append(f"half-width punctuation in {found.group()!r}")
    return faults


if __name__ == "__main__":
    main()
