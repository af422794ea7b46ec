"""What the decisions' actions refuse, in words; the reasons of gates are in `words.py`."""

from django.utils.translation import gettext_lazy as _

from jieyue.access.decisions import refusals
from jieyue.kit.problems import Words, connect

EXPECTED = (refusals.DecisionsRefused,)

connect(
    {
        refusals.DeviceUnknown: Words(
            422, _("This site has no device %(device_id)s. Register it first.")
        ),
        refusals.HandDecisionRefused: Words(
            422, _("By hand a gate lets pass or refuses, in or out.")
        ),
        refusals.PurposeNeeded: Words(
            422, _("Write down the purpose first: at least four characters.")
        ),
        refusals.TooManyQuestions: Words(
            413, _("%(given)s questions are too many at once. Send at most %(limit)s a time.")
        ),
    }
)
