"""What trials say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.experiments import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

problems.connect(
    {
        refusals.AlreadyEvaluated: Words(
            409, _("%(evaluated_by)s evaluated this measure already, on %(when)s.")
        ),
        refusals.AlreadyStarted: Words(
            409,
            _(
                "Measure %(number)s started on %(starts_on)s. What is compared was fixed then and "
                "cannot be changed."
            ),
        ),
        refusals.BadRating: Words(
            422, _("Give a mean from 1 to 5, at least one answer, and a day that has come.")
        ),
        refusals.DayNotBefore: Words(
            422, _("%(day)s cannot be left out: name days from tomorrow on or before the start.")
        ),
        refusals.NotRunning: Words(409, _("Measure %(number)s is not running.")),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        refusals.StartsInThePast: Words(
            422,
            _(
                "A measure is registered before it starts. %(starts_on)s is too early; the "
                "earliest day is %(earliest)s."
            ),
        ),
        refusals.TooFewAfter: Words(
            409,
            _("%(found)s of %(wanted)s lunches after the start have been measured. Wait for more."),
        ),
        refusals.TooFewBefore: Words(
            409,
            _(
                "Only %(found)s of %(wanted)s lunches before the start were measured. Weigh for "
                "some more days, then register the measure with a later start."
            ),
        ),
    }
)
