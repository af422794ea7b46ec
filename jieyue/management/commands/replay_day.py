"""`jieyue replay-day FILE --json`: one day's events at the gates, decided once more.

    jieyue replay-day FILE [--json] [--antipassback off|soft|hard|timed] [--each]
                      [--shuffle SEED] [--double SHARE] [--delay SECONDS]
    jieyue replay-day --site CODE --day 2026-11-23 [--json]

FILE is CSV, lines of JSON or one JSON object (docs/gates.md); - reads what is piped in. Events are
put in the order of their own times, doubles are dropped, and the rule of the gates decides; so the
same events in any order, doubled and delayed, give the same decisions, presence and digest.
--shuffle, --double and --delay disturb the file first, to see just that. Without credentials in
the file everybody seen is a valid holder. No database is touched. With --site the stored
decisions of a day are compared with what the rule says of their stored inputs.
Wrong input ends with a sentence and exit code 2.
"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from jieyue.access.decisions import day_files
from jieyue.access.decisions.day_files import BadDayFile, Day
from jieyue.access.decisions.replaying import Replay, replay

WRONG_INPUT = 2
INPUT = "-"


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument(
            "--antipassback", choices=("off", "soft", "hard", "timed"), default="timed"
        )
        parser.add_argument("--each", action="store_true", help="list every decision too")
        parser.add_argument("--shuffle", type=int, metavar="SEED")
        parser.add_argument("--double", type=float, default=0.0, metavar="SHARE")
        parser.add_argument("--delay", type=int, default=0, metavar="SECONDS")
        parser.add_argument("--site", metavar="CODE")
        parser.add_argument("--day", metavar="DATE")

    def handle(self, *_arguments: object, **options: Any) -> None:
        if options["site"] or options["day"]:
            answer = _stored(options["site"], options["day"])
        elif options["file"]:
            answer = _of_file(options)
        else:
            raise _refused(_("Name a FILE, or --site and --day."))
        text = json.dumps(answer, ensure_ascii=False, indent=1)
        self.stdout.write(text if options["as_json"] else _plain(answer))


def _of_file(options: dict[str, Any]) -> dict[str, Any]:
    try:
        rows, sections = day_files.read_rows(_content(options["file"]))
        if options["shuffle"] is not None or options["double"] or options["delay"]:
            rows = day_files.perturbed(
                rows,
                seed=options["shuffle"] or 0,
                double=options["double"],
                delay_s=options["delay"],
            )
        day = day_files.day_of(rows, sections, antipassback=options["antipassback"])
    except BadDayFile as error:
        message = _("This is no day of gate events: %(wanted)s is missing or cannot be read.")
        raise _refused(message % {"wanted": error.wanted}) from error
    return _answer(day, replay(day.snapshot, day.events), each=options["each"])


def _content(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == INPUT else Path(path).read_bytes()
    except OSError as error:
        values = {"file": path, "reason": error.strerror}
        raise _refused(_("%(file)s: %(reason)s") % values) from error


def _answer(day: Day, found: Replay, *, each: bool) -> dict[str, Any]:
    outcomes = Counter(outcome.verdict.outcome for outcome in found.outcomes)
    answer: dict[str, Any] = {
        "events": len(found.outcomes),
        "duplicates": found.duplicates,
        "conflicts": found.conflicts,
        "refused": dict(sorted(day.refused.items())),
        "outcomes": dict(sorted(outcomes.items())),
        "decisions": found.reasons(),
        "presence": {
            quarter: {day.units.get(unit, ""): number for unit, number in sorted_units(units)}
            for quarter, units in sorted(found.presence.items())
        },
        "digest": found.digest(),
    }
    if each:
        answer["each"] = [
            {
                "device": event.device,
                "event_id": event.event_id,
                "outcome": verdict.outcome,
                "reason": verdict.reason,
                "warnings": list(verdict.warnings),
            }
            for event, _known, verdict in found.outcomes
        ]
    return answer


def sorted_units(units: dict[int | None, int]) -> list[tuple[int | None, int]]:
    """By the unit's number, those of no unit first."""
    return sorted(units.items(), key=lambda pair: pair[0] or 0)


def _stored(code: str | None, day: str | None) -> dict[str, Any]:
    from jieyue.access.decisions.replay_days import replay_day
    from jieyue.kit.sites.models import Site

    try:
        on = date.fromisoformat(day or "")
    except ValueError as error:
        raise _refused(_("--day wants a date such as 2026-11-23.")) from error
    site = Site.objects.filter(code=code or "").first()
    if site is None:
        known = ", ".join(Site.objects.values_list("code", flat=True)) or "–"
        message = _("There is no site “%(code)s”. Known sites: %(known)s.")
        raise _refused(message % {"code": code or "", "known": known})
    return asdict(replay_day(site_id=site.id, day=on))


def _plain(answer: dict[str, Any]) -> str:
    """A few lines for people; presence is too long for them."""
    shown = {name: value for name, value in answer.items() if name not in ("presence", "each")}
    return "\n".join(f"{name}: {_short(value)}" for name, value in shown.items())


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items()) or "–"
    return str(value)


def _refused(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_INPUT)
