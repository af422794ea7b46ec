"""`jieyue forecast-backtest`: how good the forecast would have been on a recorded period.

    jieyue forecast-backtest --attendance FILE [--sites FILE] [--strikes FILE]
        [--school-holidays FILE] [--public-holidays FILE]
        --from 2017-01-01 --to 2017-12-31 --horizon 1 [--use-planned] [--json]

The result goes to standard output, progress and rows left out to standard error. No database is
touched. Wrong input ends with a sentence and exit code 2. Method: docs/forecast.md.
"""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from jieyue.canteen.demand.backtest import BacktestResult
    from jieyue.canteen.demand.days import Calendar
    from jieyue.canteen.demand.panel import Panel

WRONG_INPUT = 2
LINES_NAMED = 10
LONGEST_HORIZON = 14
COLUMNS = ("rows", "wape_pct", "bias_pct", "over_pct", "short_pct", "day_total_wape_pct")


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attendance", type=Path, required=True, metavar="FILE")
        for name in ("sites", "strikes", "school-holidays", "public-holidays"):
            parser.add_argument(f"--{name}", type=Path, metavar="FILE")
        parser.add_argument("--from", dest="start", type=_day, required=True, metavar="DAY")
        parser.add_argument("--to", dest="end", type=_day, required=True, metavar="DAY")
        parser.add_argument("--horizon", type=int, default=1, metavar="DAYS")
        parser.add_argument("--use-planned", action="store_true")
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_arguments: object, **options: Any) -> None:
        from jieyue.canteen.demand.backtest import EmptyPeriod, backtest

        if options["start"] > options["end"]:
            raise _refused(_("--from lies after --to."))
        if not 1 <= options["horizon"] <= LONGEST_HORIZON:
            raise _refused(_("--horizon must be from 1 to %(most)d.") % {"most": LONGEST_HORIZON})
        panel, calendar = self._read(options)
        try:
            result = backtest(
                panel,
                calendar,
                options["start"],
                options["end"],
                options["horizon"],
                without=() if options["use_planned"] else ("planned",),
                threads=options["threads"],
                progress=self._progress,
            )
        except EmptyPeriod as error:
            values = {
                "start": error.start,
                "end": error.end,
                "first": error.first,
                "last": error.last,
            }
            message = _(
                "No recorded day from %(start)s to %(end)s; it goes from %(first)s to %(last)s."
            )
            raise _refused(message % values) from error
        answer = _answer(result)
        if options["as_json"]:
            self.stdout.write(json.dumps(answer, indent=2))
        else:
            self.stdout.write(_table(answer))

    def _read(self, options: dict[str, Any]) -> tuple["Panel", "Calendar"]:
        from jieyue.canteen.demand.calendar_files import (
            BadCalendarFile,
            read_calendar,
            read_sectors,
        )
        from jieyue.canteen.demand.panel import panel_of
        from jieyue.canteen.demand.record import MissingColumns, read_attendance
        from jieyue.canteen.demand.text_files import UnreadableText

        try:
            read = read_attendance(options["attendance"])
            sectors = read_sectors(options["sites"]) if options["sites"] else {}
            calendar = read_calendar(
                strikes=options["strikes"],
                school_holidays=options["school_holidays"],
                public_holidays=options["public_holidays"],
            )
        except OSError as error:
            values = {"file": error.filename, "reason": error.strerror}
            raise _refused(_("%(file)s: %(reason)s") % values) from error
        except UnreadableText as error:
            message = _("A file is no readable text (%(reason)s); UTF-8 or GB18030 CSV is wanted.")
            raise _refused(message % {"reason": error.reason}) from error
        except MissingColumns as error:
            missing, found = ", ".join(error.missing), ", ".join(error.found)
            message = _("The attendance file lacks the columns %(missing)s; it has %(found)s.")
            raise _refused(message % {"missing": missing, "found": found}) from error
        except BadCalendarFile as error:
            values = {"file": error.path, "line": error.line}
            values |= {"wanted": error.wanted, "found": error.found}
            message = _("%(file)s, line %(line)d: %(wanted)s was wanted, there is “%(found)s”.")
            raise _refused(message % values) from error
        counted = Counter(problem.code for problem in read.problems)
        for code, count in counted.most_common():
            lines = [problem.line for problem in read.problems if problem.code == code]
            named = ", ".join(str(line) for line in lines[:LINES_NAMED])
            more = " …" if count > LINES_NAMED else ""
            self.stderr.write(f"{code}: {count} ({named}{more})")
        if not read.rows:
            raise _refused(_("The attendance file has no row that can be used."))
        return panel_of(read.rows, sectors=sectors), calendar

    def _progress(self, share: float) -> None:
        self.stderr.write(f"{share:4.0%}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            _("“%(text)s” is no day like 2017-03-01") % {"text": text}
        ) from error


def _refused(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_INPUT)


def _answer(result: "BacktestResult") -> dict[str, Any]:
    """The measures, flat, as scripts read them; a figure that cannot be had is null."""
    answer: dict[str, Any] = {
        name: _figure(value) for name, value in asdict(result.measures).items()
    }
    answer["baselines"] = {
        name: {key: _figure(value) for key, value in asdict(measures).items()}
        for name, measures in result.baselines.items()
    }
    by_kind = {kind or "-": _figure(value) for kind, value in result.coverage_by_kind_pct.items()}
    return answer | {
        "interval_coverage_pct": _figure(result.interval_coverage_pct),
        "interval_coverage_by_kind_pct": by_kind,
        "rows_without_history": result.rows_without_history,
        "order_rule": asdict(result.order_rule),
        "refits": result.refits,
        "fit_seconds": round(result.fit_seconds, 2),
        "fit_seconds_total": round(result.fit_seconds_total, 2),
        "predict_seconds": round(result.predict_seconds, 2),
    }


def _figure(value: float) -> float | int | None:
    if isinstance(value, int):
        return value
    return round(value, 4) if value == value else None  # NaN is not equal to itself


def _table(answer: dict[str, Any]) -> str:
    rows = {"forecast": answer, **answer["baselines"]}
    lines = [f"{'':14}" + "".join(f"{name:>20}" for name in COLUMNS)]
    for name, figures in rows.items():
        cells = "".join(f"{_cell(figures[column]):>20}" for column in COLUMNS)
        lines.append(f"{name:14}{cells}")
    others = ("interval_coverage_pct", "refits", "fit_seconds", "predict_seconds")
    lines += [f"{name:24}{_cell(answer[name])}" for name in others]
    return "\n".join(lines)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
