"""`jieyue faces-check DIR [--truth CSV] [--json]`: try face matching on a folder of pictures.

The list (DIR/truth.csv unless given) has the columns file, person_id and role. Pictures whose
role is enrol are stored, every other picture is compared with all of them: how many faces it has,
whose the surest one is (null for nobody) and how far from the nearest. What cannot be used, such
as a file that is missing or no picture, is named with its line on standard error. No database is
touched and nothing is kept.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from jieyue.access.faces.checking import NotTruth, Problem, Trial, check, read_truth
from jieyue.access.faces.words import picture_words
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
        trial = _tried(folder, options["truth"] or folder / "truth.csv")
        for problem in trial.problems:
            self.stderr.write(_said(problem))
        if options["as_json"]:
            self.stdout.write(json.dumps(trial.rows, ensure_ascii=False, indent=1))
            return
        table = Table(_("File"), _("Faces"), _("Whose"), _("Distance"))
        for row in trial.rows:
            distance = "–" if row["distance"] is None else f"{row['distance']:.3f}"
            table.add_row(row["file"], str(row["faces"]), row["match"] or "–", distance)
        Console(file=self.stdout).print(table)  # type: ignore[arg-type]


def _tried(folder: Path, truth: Path) -> Trial:
    if not folder.is_dir():
        why = _("%(path)s is no folder.") % {"path": folder}
        raise CommandError(why, returncode=WRONG_INPUT)
    try:
        return check(folder, read_truth(truth), besides=truth)
    except VisionMissing:
        why = _("Pictures cannot be read here: install the extra with pip install jieyue[vision].")
    except OSError as error:
        why = _("%(path)s cannot be read: %(why)s.") % {"path": truth, "why": error.strerror}
    except NotTruth as error:
        names = {"path": truth, **vars(error)}
        why = _("%(path)s needs the columns %(wanted)s; there are: %(found)s.") % names
    raise CommandError(why, returncode=WRONG_INPUT)


def _said(problem: Problem) -> str:
    why = picture_words(problem.reason, is_of_file=True)
    if problem.line is None:
        return f"{problem.file}: {why}"
    names = {"line": problem.line, "file": problem.file, "why": why}
    return _("line %(line)s, %(file)s: %(why)s") % names
