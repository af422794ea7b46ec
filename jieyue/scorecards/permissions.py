"""Rights over scored assessments, alphabetical."""

from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class ScorecardsPermission(Permission):
    CARDS_CONFIRM = "scorecards.cards.confirm", _("Confirm scorecards and make them final")
    CARDS_CONTEST = "scorecards.cards.contest", _("Contest points of a confirmed scorecard")
    CARDS_EDIT = "scorecards.cards.edit", _("Draft scorecards and set their manual points")
    CARDS_READ = "scorecards.cards.read", _("See scorecards")
    STANDARDS_EDIT = "scorecards.standards.edit", _("Edit scoring standards")
    STANDARDS_READ = "scorecards.standards.read", _("See scoring standards")
