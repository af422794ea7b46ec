"""What residue testing says when something cannot be done."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.residue_tests import refusals, rules
from jieyue.canteen.residue_tests.models import ResidueState
from jieyue.canteen.stock.refusals import StockRefused
from jieyue.kit import formats, problems
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.problems import Words

EXPECTED = (
    refusals.ResidueTestRefused,
    rules.AlreadyConcluded,
    rules.ImpossiblePercent,
    rules.ImpossibleReading,
    BooksRefused,
    StockRefused,
    FileRefused,
)


class Spoken(Words):
    """Says days, moments, states and figures as people write them."""

    def say(self, error: Exception) -> str:
        return str(self.text) % {name: _spoken(value) for name, value in vars(error).items()}


def _spoken(value: Any) -> str:
    if isinstance(value, rules.State):
        return str(ResidueState(value.value).label)
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value, "long")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


problems.connect(
    {
        refusals.AlreadyDisposed: Spoken(
            409, _("%(disposed_by)s decided on %(number)s at %(disposed_at)s: %(disposal)s.")
        ),
        refusals.AlreadyRead: Spoken(
            409,
            _(
                "%(tester)s entered run %(repeat)s of %(number)s at %(read_at)s already: "
                "%(inhibition_pct)s %%."
            ),
        ),
        refusals.AlreadySampled: Spoken(
            409,
            _(
                "%(sampled_by)s took a sample of this lot at %(sampled_at)s: %(number)s. Enter "
                "the readings there."
            ),
        ),
        refusals.BadControl: Words(
            422, _("A control needs its instrument, its reagent batch and a blank above 0.")
        ),
        refusals.LotBarred: Spoken(
            409, _("Lot %(number)s failed its residue test or was rejected; no sample clears it.")
        ),
        refusals.LotEmpty: Spoken(409, _("Nothing is left of lot %(number)s.")),
        refusals.NoReading: Words(
            422, _("Give ΔA0 and ΔAt, or the inhibition that the instrument shows.")
        ),
        refusals.NoValidControl: Spoken(
            409,
            _(
                "There is no valid control of “%(method)s” on %(on)s, so no reading counts. Run "
                "the blank and the positive control first."
            ),
        ),
        refusals.NoSuchSample: Spoken(
            404, _("There is no sample %(number)s. Take the sample first, then enter its readings.")
        ),
        refusals.NotDue: Words(409, _("This lot waits for no sample any more.")),
        refusals.NotHeld: Spoken(
            409,
            _(
                "%(number)s is “%(state)s”. A laboratory decides only on runs that differ, while "
                "the lot is held."
            ),
        ),
        refusals.NothingToDispose: Spoken(
            409, _("%(number)s is “%(state)s”; the lot need not go.")
        ),
        refusals.ReadingsDiffer: Spoken(
            422,
            _(
                "ΔA0 and ΔAt come to %(computed_pct)s %%, not %(given_pct)s %%. Read the "
                "instrument again, or leave one of them away."
            ),
        ),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.RepeatOutOfOrder: Spoken(
            409, _("Run %(due)s of %(number)s is due, not run %(repeat)s.")
        ),
        refusals.ReportMissing: Words(422, _("Give the number of the laboratory's report.")),
        refusals.WitnessMissing: Words(
            422, _("Name the second person at the disposal; it is somebody else than you.")
        ),
        rules.AlreadyConcluded: Spoken(
            409, _("This sample is concluded (%(state)s); it takes no further reading.")
        ),
        rules.ImpossiblePercent: Spoken(
            422,
            _("An inhibition of %(given_pct)s %% cannot be. Give %(lowest_pct)s to 100."),
        ),
        rules.ImpossibleReading: Spoken(
            422,
            _(
                "ΔA0 %(da0)s and ΔAt %(dat)s cannot be: ΔA0 is above 0, ΔAt not below 0, and the "
                "inhibition at least %(lowest_pct)s %%."
            ),
        ),
    }
)
