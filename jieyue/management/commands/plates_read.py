"""`jieyue plates-read DIR [--json]`: read the number plate in every picture below a folder.

Pictures are taken from DIR/images where that exists. `sure` is true only when independent
readings agree, every character is clear, and form and colour fit; confidence is that of the
weakest character. A file that is no picture has no reading; why is said in the table, and beside
the JSON on standard error. No database is touched.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from jieyue.access.plates import pictures
from jieyue.access.plates.pictures import BadPicture, VisionMissing
from jieyue.access.plates.recognition import recognise
from jieyue.access.plates.wording import PICTURE_REFUSALS

WRONG_INPUT = 2


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        rows = _read(options["folder"])
        if options["as_json"]:
            for row, problem in rows:
                if problem:
                    self.stderr.write(f"{row['file']}: {problem}")
            read = [row for row, problem in rows]
            self.stdout.write(json.dumps(read, ensure_ascii=False, indent=1))
            return
        table = Table(_("File"), _("Reading"), _("Confidence"), _("Sure"))
        for row, problem in rows:
            said = row["reading"] or problem or "–"
            table.add_row(
                row["file"], said, f"{row['confidence']:.2f}", _("yes") if row["sure"] else ""
            )
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]


def _read(folder: Path) -> list[tuple[dict[str, Any], str]]:
    """A row for each file, and why it could not be read, "" when it could."""
    if not folder.is_dir():
        why = _("%(path)s is no folder.") % {"path": folder}
        raise CommandError(why, returncode=WRONG_INPUT)
    try:
        return [_row(name, path) for name, path in pictures.pictures_below(folder)]
    except VisionMissing:
        why = _("Pictures cannot be read here: install the extra with pip install jieyue[vision].")
        raise CommandError(why, returncode=WRONG_INPUT) from None


def _row(name: str, path: Path) -> tuple[dict[str, Any], str]:
    row: dict[str, Any] = {"file": name, "reading": None, "confidence": 0.0, "sure": False}
    try:
        found = recognise(pictures.read(path))
    except BadPicture as bad:
        return row, str(PICTURE_REFUSALS[bad.reason])
    except OSError as error:
        return row, error.strerror or str(error)
    row["reading"] = found.text or None
    row["confidence"], row["sure"] = round(found.confidence, 3), found.sure
    return row, ""
