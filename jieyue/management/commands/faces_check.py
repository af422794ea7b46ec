"""`jieyue faces-check DIR [--truth CSV] [--json]`: try face matching on a folder of pictures.

The list (DIR/truth.csv unless given) has the columns file, person_id and role. Pictures whose
role is enrol are stored, every other picture is compared with all of them: how many faces it has,
whose the surest one is (null for nobody) and how far from the nearest. No database is touched and
nothing is kept.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from jieyue.access.faces.checking import Checked, NotTruth, check, read_truth
from jieyue.access.plates.pictures import VisionMissing

WRONG_INPUT = 2


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--truth", type=Path, metavar="CSV")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        folder = options["folder"]
        rows = _checked(folder, options["truth"] or folder / "truth.csv")
        if options["as_json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        table = Table(_("File"), _("Faces"), _("Whose"), _("Distance"))
        for row in rows:
            distance = "–" if row["distance"] is None else f"{row['distance']:.3f}"
            whose = row["match"] or row.get("error") or "–"
            table.add_row(row["file"], str(row["faces"]), whose, distance)
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]


def _checked(folder: Path, truth: Path) -> list[Checked]:
    if not folder.is_dir():
        why = _("%(path)s is no folder.") % {"path": folder}
        raise CommandError(why, returncode=WRONG_INPUT)
    try:
        return check(folder, read_truth(truth))
    except VisionMissing:
        why = _("Pictures cannot be read here: install the extra with pip install jieyue[vision].")
    except OSError as error:
        why = _("%(path)s cannot be read: %(why)s.") % {"path": truth, "why": error.strerror}
    except NotTruth as error:
        names = {"path": truth, **vars(error)}
        why = _("%(path)s needs the columns %(wanted)s; there are: %(found)s.") % names
    raise CommandError(why, returncode=WRONG_INPUT)
