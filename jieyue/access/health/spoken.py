"""What a guard is told of a measurement, at once on the phone and again by the server."""

from django.utils.translation import gettext as _

from jieyue.access.health.rules import Verdict


def sentence(verdict: str, *, name: str, celsius: object) -> str:
    """In the reader's language."""
    sentences = {
        Verdict.CLEAR: _("%(name)s: %(celsius)s °C, may pass."),
        Verdict.AGAIN: _("%(name)s: %(celsius)s °C. Let them rest, then measure again."),
        Verdict.FEVER: _("%(name)s: %(celsius)s °C again. They may not pass."),
    }
    return sentences[Verdict(verdict)] % {"name": name, "celsius": celsius}
