"""Writes the pages of `docs/` that can be read off the code; `--check` only compares them.

facts.md        every fact, what it says, what follows it
permissions.md  every right a role can grant
settings.md     every environment variable
parameters.md   every parameter with its first value, source and evidence
doors.md        every address, timed job, kind of background work and gateway
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")


def pages() -> dict[str, str]:
    """File name and text of each page, in English."""
    from django.utils import translation

    with translation.override("en"):
        return {
            "doors.md": doors(),
            "facts.md": facts(),
            "parameters.md": parameters(),
            "permissions.md": permissions(),
            "settings.md": settings(),
        }


def facts() -> str:
    from jieyue.kit.journal import fact_classes, name_of
    from jieyue.reactions import REACTIONS

    rows = [
        (
            f"`{name}`",
            fact.label,
            first_sentence(fact),
            ", ".join(f"`{field.name}`" for field in fields(fact)),
            ", ".join(f"`{name_of(reaction)}`" for reaction in REACTIONS.get(fact, ())),
        )
        for name, fact in fact_classes().items()
        if fact.__module__.startswith("jieyue.") and ".test_" not in fact.__module__
    ]
    header = ("Name", "Label", "What happened", "It says", "What follows")
    return page("Facts", "What the journal records.", [table(header, rows)])


def permissions() -> str:
    from jieyue.kit.permissions import all_permissions

    rows = [(f"`{code}`", right.label) for code, right in all_permissions().items()]
    note = "A role grants each of them for oneself, one's unit or the whole complex."
    return page("Permissions", note, [table(("Code", "It lets one"), rows)])


def settings() -> str:
    from jieyue.settings import Environment

    rows = [
        (f"`JIEYUE_{name.upper()}`", default_of(field.default), field.description or "")
        for name, field in sorted(Environment.model_fields.items())
    ]
    note = "Each is an environment variable."
    return page("Settings", note, [table(("Variable", "Default", "What it does"), rows)])


def parameters() -> str:
    from jieyue.kit.parameters import definitions

    rows = [
        (
            f"`{code}`",
            parameter.label,
            f"{parameter.value} {parameter.unit}".strip(),
            parameter.kind,
            parameter.evidence,
            parameter.source,
        )
        for code, parameter in definitions().items()
        if not code.startswith("kit.test")
    ]
    header = ("Code", "Label", "First value", "Kind", "Evidence", "Source")
    note = (
        "A site changes them by versions that somebody proposes and somebody else approves. "
        "Evidence: found (seen in a source), law, K (general knowledge, unverified), D (our own)."
    )
    return page("Parameters", note, [table(header, rows)])


def doors() -> str:
    from jieyue.gateways import GATEWAYS
    from jieyue.schedule import JOBS, TASKS

    jobs = [
        (
            f"`{job.cron}`",
            "workdays" if job.workdays_only else "every day",
            f"`{job.name}`",
            first_sentence(job.function),
        )
        for job in JOBS
    ]
    work = [(f"`{kind}`", first_sentence(function)) for kind, function in sorted(TASKS.items())]
    gateways = [(f"`{topic}`", first_sentence(take)) for topic, take in sorted(GATEWAYS.items())]
    sections = [
        "## Addresses\n\n" + table(("Address", "Name", "View"), sorted(addresses())),
        "## Timed jobs\n\n" + table(("When", "On", "Function", "What it does"), jobs),
        "## Background work\n\n" + table(("Kind", "What it does"), work),
        "## Gateways\n\n" + table(("Messages", "What takes them"), gateways),
    ]
    return page("Doors", "Where behaviour starts; what follows a fact is in facts.md.", sections)


def addresses() -> Iterator[tuple[str, str, str]]:
    """Every address of ours; those of the log-in library are its own."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: Sequence[Any], prefix: str, space: str) -> Iterator[tuple[str, str, str]]:
        for pattern in patterns:
            address = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                view = pattern.callback
                if view.__module__.startswith("jieyue."):
                    name = f"`{space}{pattern.name}`" if pattern.name else ""
                    yield f"`/{address}`", name, f"`{view.__module__}.{view.__qualname__}`"
                elif address.startswith(("VIID/", "api/")):
                    yield f"`/{address}`", "", "see the API page at `/api/`"
            else:
                inner = f"{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, address, inner)

    yield from walk(get_resolver().url_patterns, "", "")


def page(title: str, note: str, sections: Sequence[str]) -> str:
    body = "\n\n".join(sections)
    return f"# {title}\n\n{note}\n\nWritten by `make reference`; do not edit.\n\n{body}\n"


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return "None yet."
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines)


def cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def first_sentence(thing: Callable[..., Any] | type) -> str:
    """Of its docstring, or of its module's when it has none of its own."""
    text = " ".join((thing.__doc__ or "").split())
    if isinstance(thing, type) and text.startswith(f"{thing.__name__}("):
        return ""  # what dataclasses write by themselves
    text = text or " ".join((sys.modules[thing.__module__].__doc__ or "").split())
    return text.split(". ")[0].rstrip(".") + "." if text else ""


def default_of(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}/` in the checkout"
    return "empty" if value == "" else f"`{value}`"


def main(arguments: Sequence[str]) -> int:
    django.setup()
    stale = []
    for name, text in pages().items():
        path = DOCS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        print(f"Not up to date: {', '.join(stale)}. Run `make reference`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
