"""What the canteen says when something cannot be done: sentences, by error and by row problem."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.demand.record import MissingColumns
from jieyue.canteen.demand.text_files import UnreadableText
from jieyue.canteen.diners import actions as diners
from jieyue.canteen.forecast.backtests import BadBacktest
from jieyue.canteen.forecast.queries import NoForecast, NoLunchForecast
from jieyue.canteen.gatherings import actions as gatherings
from jieyue.canteen.guests import actions as guests
from jieyue.canteen.signups import actions as signups
from jieyue.kit import problems
from jieyue.kit.problems import Words


class ColumnWords(Words):
    """Names the missing columns one after the other."""

    def say(self, error: Exception) -> str:
        missing = error.missing if isinstance(error, MissingColumns) else []
        return str(self.text) % {"missing": ", ".join(missing)}


problems.connect(
    {
        BadBacktest: Words(
            422,
            _(
                "A back-test runs over at most three years that end after they start, one to "
                "fourteen days ahead; %(first)s to %(last)s, %(horizon)s days ahead, is none."
            ),
        ),
        MissingColumns: ColumnWords(
            422,
            _("The header lacks the columns %(missing)s. It needs date, site and served."),
        ),
        NoForecast: Words(
            404,
            _(
                "There is no forecast for %(meal_label)s on %(day)s. A forecast needs some "
                "recorded meals of this canteen: import its attendance first."
            ),
        ),
        NoLunchForecast: Words(404, _("No canteen has a lunch forecast for %(day)s.")),
        UnreadableText: Words(
            422,
            _(
                "The file cannot be read (%(reason)s). Save it as CSV in UTF-8 or GB18030, "
                "plain or gzipped."
            ),
        ),
        diners.AbsurdAttendance: Words(
            422, _("%(count)s diners cannot be. A meal has between 0 and %(most)s.")
        ),
        diners.AttendanceExists: Words(
            409, _("%(meal_label)s of %(day)s is recorded already. Correct it and give the reason.")
        ),
        diners.BackwardsDays: Words(
            422, _("The last day, %(last_on)s, lies before the first, %(first_on)s.")
        ),
        diners.CanteenNameTaken: Words(409, _("There is a canteen “%(name)s” already.")),
        diners.ClosesBeforeOpening: Words(
            422, _("The meal closes at %(closes)s, which is not after it opens, %(opens)s.")
        ),
        diners.DeadlineAfterOpening: Words(
            422,
            _(
                "The deadline on the day itself, %(signup_until)s, lies after the meal opens, "
                "%(opens)s."
            ),
        ),
        diners.NoWeekdays: Words(
            422, _("Choose at least one weekday, or take the meal out of the canteen.")
        ),
        diners.FutureAttendance: Words(
            422, _("Nobody has eaten yet on %(day)s. Record a meal on its day or later.")
        ),
        diners.NoReason: Words(422, _("Give a reason.")),
        diners.NotServed: Words(
            409, _("The canteen does not serve %(meal_label)s on %(day)s. Choose one of its days.")
        ),
        diners.NothingKnown: Words(422, _("Give what was planned, what was served, or both.")),
        gatherings.NobodyAttends: Words(422, _("Give how many people attend, at least one.")),
        guests.DayPast: Words(422, _("%(day)s is over. Guests are booked for today or later.")),
        guests.NoGuests: Words(422, _("Give how many guests come, at least one.")),
        signups.TooLate: Words(
            409,
            _(
                "The deadline for this meal was %(said)s: the kitchen has bought for it. "
                "Tell the canteen directly if it is urgent."
            ),
        ),
    }
)

ROW_PROBLEMS: dict[str, Promise] = {
    "absurd_count": _(
        "%(column)s is %(value)s; no meal has more than %(most)s diners. Check for a typing error."
    ),
    "bad_count": _("%(column)s is “%(value)s”; a whole number is needed."),
    "bad_date": _("“%(value)s” is not a day. Write it as 2026-03-02."),
    "conflicting_day": _(
        "%(series)s on %(date)s stands in line %(first_line)s already with other figures; the "
        "first was kept."
    ),
    "differs_from_record": _(
        "%(series)s on %(date)s is recorded as %(recorded)s (planned / served), the file has "
        "%(found)s. The record was kept; correct it on the attendance page if the file is right."
    ),
    "duplicate_day": _("%(series)s on %(date)s stands in line %(first_line)s already."),
    "empty": _("%(series)s on %(date)s has neither planned nor served."),
    "future_date": _("%(date)s lies after today, %(today)s."),
    "missing_cells": _("The row has %(cells)s cells; %(wanted)s are needed."),
    "missing_series": _("The canteen is missing on %(date)s."),
    "negative_count": _("%(column)s is %(value)s; there cannot be fewer than no diners."),
    "swapped_columns": _("“%(value)s” stands in the column %(column)s: are columns exchanged?"),
    "unknown_canteen": _("There is no canteen “%(series)s”. Set it up, or import with --create."),
    "unknown_meal": _("“%(value)s” is no meal. Write breakfast, lunch or dinner."),
}


def say(error: Exception) -> str:
    """The sentence for an expected refusal, in the active language. Raises KeyError otherwise."""
    words = problems.words_for(error)
    if words is None:
        raise KeyError(type(error).__name__)
    return words.say(error)


def row_problem(code: str, values: Mapping[str, str | int]) -> str:
    """The sentence for one row left out of an import, in the active language."""
    return str(ROW_PROBLEMS[code]) % values
