"""What the checks of the kitchen staff say: refusals, and the words of their codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.staff_health import actions, rules
from jieyue.canteen.staff_health.rules import Conclusion, Fault, Reason, Symptom
from jieyue.kit import problems
from jieyue.kit.problems import Words

SYMPTOMS: dict[str, "str | Promise"] = {
    Symptom.FEVER: _("fever"),
    Symptom.DIARRHOEA: _("diarrhoea"),
    Symptom.VOMITING: _("vomiting"),
    Symptom.COUGH: _("cough"),
    Symptom.SORE_THROAT: _("sore throat"),
    Symptom.SKIN: _("skin wound or infection"),
    Symptom.JAUNDICE: _("jaundice"),
}
FAULTS: dict[str, "str | Promise"] = {
    Fault.HANDS: _("hands not clean"),
    Fault.NAILS: _("nails long or painted"),
    Fault.JEWELLERY: _("jewellery worn"),
    Fault.UNIFORM: _("uniform not in order"),
    Fault.MASK: _("mask not worn"),
}
CONCLUSIONS: dict[str, "str | Promise"] = {
    Conclusion.FIT: _("fit for work"),
    Conclusion.SUSPENDED: _("sent off"),
    Conclusion.REASSIGNED: _("moved away from food"),
}
REASONS: dict[str, "str | Promise"] = {
    Reason.NOT_REGISTERED: _("is not registered as a food handler"),
    Reason.NO_CERTIFICATE: _("has no health certificate"),
    Reason.CERTIFICATE_EXPIRED: _("has an expired health certificate"),
    Reason.NOT_CHECKED: _("has not passed today's morning check"),
    Reason.SUSPENDED: _("was sent off by today's morning check"),
    Reason.REASSIGNED: _("was moved away from food by today's morning check"),
    Reason.NOT_CLEARED: _("was sent off earlier and not yet let back"),
}


class ReasonWords(Words):
    """Puts the reason's words in the place of its code."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, actions.MayNotWork)
        return str(self.text) % {"person": error.person, "reason": REASONS[error.reason]}


problems.connect(
    {
        actions.AlreadyRegistered: Words(409, _("%(person)s is registered here already.")),
        actions.CertificateEndsFirst: Words(
            422, _("The certificate ends on %(valid_to)s, not after its issue on %(issued_on)s.")
        ),
        actions.CertificateKnown: Words(
            409, _("A health certificate with the number %(number)s was entered before.")
        ),
        actions.CheckedTooEarly: Words(
            422, _("A morning check is made on its day: %(day)s lies after today, %(today)s.")
        ),
        actions.ClearReasonMissing: Words(
            422, _("Say why the person may return, such as a doctor's note.")
        ),
        actions.MayNotWork: ReasonWords(409, _("%(person)s %(reason)s and cannot be on duty.")),
        actions.NothingToClear: Words(
            409, _("This check sent nobody off, or it was lifted before.")
        ),
        rules.ConclusionContradicts: Words(
            422,
            _(
                "Whoever has a symptom is sent off or moved away from food; whoever has none is "
                "fit for work."
            ),
        ),
        rules.ImpossibleTemperature: Words(
            422, _("%(temperature_c)s °C is no body temperature. Give one from 34 to 43.")
        ),
    }
)
