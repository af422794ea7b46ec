"""The words of a gate room's answers: those of the server, and that its rules are old."""

from django.utils.translation import gettext as _

from jieyue.access.decisions.rules import Verdict
from jieyue.access.decisions.words import display, sentence
from jieyue.access.edge.agent.decider import RULES_OLD, Said


def said(verdict: Verdict) -> Said:
    """What a reader is told, for the guard and for its display."""
    if verdict.needs == (("fault", RULES_OLD),):
        text = _("The gate room's rules are old; the guard decides who comes in.")
        return Said(text, display(verdict.reason))
    is_old = RULES_OLD in verdict.warnings
    rest = tuple(code for code in verdict.warnings if code != RULES_OLD)
    text = sentence(verdict._replace(warnings=rest))
    if is_old:
        text = f"{text} {_('The gate room decides by old rules.')}"
    return Said(text, display(verdict.reason))
