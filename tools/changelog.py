"""Gathers the fragments of changelog.d/ into CHANGELOG.md under a new version heading.

A fragment is one file `<slug>.<added|changed|fixed|removed>.md` with one sentence in the
user's words.
"""

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"added": "Added", "changed": "Changed", "fixed": "Fixed", "removed": "Removed"}


def gathered(fragments: dict[str, str], *, version: str, on: date) -> str:
    """The new section. `fragments` maps file names to their text."""
    lines = [f"## {version} ({on.isoformat()})", ""]
    for kind, title in KINDS.items():
        texts = [text for name, text in sorted(fragments.items()) if name.endswith(f".{kind}.md")]
        if texts:
            lines += [f"### {title}", "", *[f"- {text.strip()}" for text in texts], ""]
    return "\n".join(lines)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/changelog.py VERSION")
    files = sorted((ROOT / "changelog.d").glob("*.md"))
    fragments = {file.name: file.read_text(encoding="utf-8") for file in files}
    path = ROOT / "CHANGELOG.md"
    head, _, rest = path.read_text(encoding="utf-8").partition("\n## ")
    section = gathered(fragments, version=sys.argv[1], on=date.today())  # noqa: DTZ011
    path.write_text(f"{head.rstrip()}\n\n{section}" + (f"\n## {rest}" if rest else ""), "utf-8")
    for file in files:
        file.unlink()


if __name__ == "__main__":
    main()
