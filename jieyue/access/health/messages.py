"""What the health topic says when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.health import refusals
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.HealthRefused,)

problems.connect(
    {
        refusals.AlreadyIsolated: Words(
            409, _("%(title)s is in %(room)s since %(said)s. End that entry first.")
        ),
        refusals.AnswersUnlike: Words(422, _("Answer each question with yes or no.")),
        refusals.IsolationOverAlready: Words(409, _("This entry was closed at %(said)s.")),
        refusals.MeasuredTwice: Words(
            409, _("%(by)s took the second measurement at %(said)s already; it stands.")
        ),
        refusals.NoBasis: Words(
            422, _("Add the document that is the legal basis, as PDF or picture.")
        ),
        refusals.NobodyKnown: Words(
            422,
            _("Nobody bears “%(number)s”. Type a card, pass or staff number, or a name."),
        ),
        refusals.NoLimit: Words(422, _("Say how many people may meet at most.")),
        refusals.NoMeasures: Words(422, _("Choose at least one measure.")),
        refusals.NoOrder: Words(
            404, _("No health order that asks this is in force; nothing of the kind is recorded.")
        ),
        refusals.NoPurpose: Words(
            422, _("Write down what for, in at least %(least)s characters; it goes to the journal.")
        ),
        refusals.NoQuestions: Words(422, _("Choose at least one question for the declarations.")),
        refusals.NoSlots: Words(
            422, _("Say when which unit eats: one line each, such as “U01 11:30-12:00”.")
        ),
        refusals.NotACheckedHolder: Words(
            422, _("%(title)s is no contractor's worker; the order asks this of contractors only.")
        ),
        refusals.OrderInForce: Words(
            409,
            _("Order %(number)s by %(by)s of %(said)s is in force. End it, or order what follows."),
        ),
        refusals.OrderOver: Words(409, _("%(by)s ended order %(number)s at %(said)s.")),
        refusals.SlotUnlike: Words(
            422, _("“%(slot)s” is no time to eat: write a unit's code, from and until.")
        ),
        refusals.SunsetTooFar: Words(
            422,
            _("An order runs %(most)s days at most, so until %(last)s; then it is ordered anew."),
        ),
        refusals.SunsetTooSoon: Words(422, _("The last day lies in the past.")),
        refusals.WrongMeasurement: Words(
            422, _("No such temperature: between %(coldest)s and %(warmest)s °C. Measure again.")
        ),
        refusals.WrongSecond: Words(422, _("Let them rest; measure again from %(due)s.")),
        refusals.WrongThermometer: Words(
            422, _("Take another thermometer than %(title)s for the second measurement.")
        ),
    }
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    return problems.say(error)
