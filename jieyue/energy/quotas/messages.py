"""What quotas say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.energy.factors.rules import FactorRefusal
from jieyue.energy.quotas import refusals
from jieyue.energy.quotas.rules.limits import BadLimits
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.QuotaRefused, BadLimits, FactorRefusal)

problems.connect(
    {
        BadLimits: Words(
            422,
            _(
                "Constraint %(constraint)s, baseline %(baseline)s and guide %(guide)s must fall "
                "in this order, above 0: less is better."
            ),
        ),
        refusals.BadQuota: Words(
            422, _("%(given)s cannot be a quota. Give a number above 0, with three decimals.")
        ),
        refusals.BadTable: Words(
            422, _("%(where)s of the table cannot be %(found)s. Wanted: %(wanted)s.")
        ),
        refusals.ExplanationChanged: Words(
            409, _("%(number)s changed meanwhile. Look at it once more.")
        ),
        refusals.NotToDecide: Words(
            409,
            _("Nothing to decide on %(number)s: %(by)s made it “%(status)s” on %(said_at)s."),
        ),
        refusals.NotToExplain: Words(
            409,
            _("Nothing to write on %(number)s: %(by)s made it “%(status)s” on %(said_at)s."),
        ),
        refusals.NoteMissing: Words(422, _("Say why it is sent back, so that it can be mended.")),
        refusals.NothingWritten: Words(
            422, _("Write both: why more was used, and what is done about it.")
        ),
        refusals.OwnUnit: Words(
            403, _("This is your own unit's explanation. Another person decides on it.")
        ),
        refusals.QuotaExplained: Words(
            409, _("The unit was asked to explain this quota (%(number)s); it stays as it is.")
        ),
        refusals.QuotaNeedsSet: Words(
            422,
            _(
                "A quota of standard coal names its coefficient set; quotas in kWh and m³ have "
                "none."
            ),
        ),
        refusals.QuotaOfNoUnit: Words(
            422, _("There is no unit with the code %(code)s. Take it from the list of units.")
        ),
        refusals.TableKnown: Words(
            409, _("The table %(code)s is there already. A new edition has a new code.")
        ),
    }
)
