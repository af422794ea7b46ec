"""What the scorecards say when something cannot be done, and when a standard is none."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.kit import problems
from jieyue.kit.problems import Words
from jieyue.scorecards.cards import refusals
from jieyue.scorecards.refusals import ScorecardRefused
from jieyue.scorecards.standards import actions as standards
from jieyue.scorecards.standards.rules.content import BadStandard

EXPECTED = (ScorecardRefused, BadStandard)

STANDARD_PROBLEMS: dict[str, Promise] = {
    "bad_rule": _("%(where)s: the rule has %(found)s where it needs %(wanted)s."),
    "code_twice": _("%(where)s: this code stands there twice."),
    "grades_order": _(
        "The grades begin at %(found)s. They must fall from best to lowest, and the last begin "
        "at 0."
    ),
    "missing": _("%(where)s: “%(wanted)s” is missing."),
    "negative": _("%(where)s: %(found)s is below 0."),
    "no_grades": _("The standard has no grades."),
    "no_groups": _("The standard has no groups of criteria."),
    "not_a_number": _("%(where)s: “%(found)s” is no number."),
    "sum_of_group": _(
        "%(where)s: its criteria bring %(found)s points together, the group states %(wanted)s."
    ),
    "sum_of_groups": _(
        "The groups bring %(found)s points together, the standard states %(wanted)s."
    ),
    "unknown_kind": _("%(where)s: “%(found)s” is no kind of criterion. There are %(wanted)s."),
    "unknown_period": _("“%(found)s” is no period. There are %(wanted)s."),
}


class StandardWords(Words):
    """Says which problem a standard has, and where."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, BadStandard)
        return str(STANDARD_PROBLEMS[error.problem]) % vars(error)


problems.connect(
    {
        BadStandard: StandardWords(422, ""),
        refusals.AlreadyContested: Words(
            409, _("%(contested_by)s contested this line already, on %(when)s.")
        ),
        refusals.CardAlreadyConfirmed: Words(
            409,
            _(
                "%(confirmed_by)s confirmed card %(number)s already, on %(when)s. Its evidence is "
                "frozen."
            ),
        ),
        refusals.CardAlreadyFinal: Words(
            409, _("%(finalised_by)s made card %(number)s final already, on %(when)s.")
        ),
        refusals.CardChanged: Words(
            409,
            _("Card %(number)s changed since you opened it. Look at it once more, then confirm."),
        ),
        refusals.ContestAlreadyDecided: Words(
            409, _("%(decided_by)s decided this contest already, on %(when)s.")
        ),
        refusals.ContestDaysRunning: Words(
            409, _("The card may be contested until %(until)s. It becomes final after that.")
        ),
        refusals.ContestOver: Words(409, _("The card could be contested until %(until)s.")),
        refusals.ContestsOpen: Words(
            409, _("%(count)s contests wait for a decision. Decide them first.")
        ),
        refusals.EvidenceMoved: Words(
            409,
            _(
                "Live data proposes other points for %(count)s lines by now. Refresh card "
                "%(number)s, look at it, then confirm."
            ),
        ),
        refusals.LinesUnscored: Words(
            422, _("%(count)s lines have no points yet. Set them, then confirm.")
        ),
        refusals.NoStandard: Words(
            409,
            _("No version of the standard “%(code)s” is in force on %(on)s. Approve one first."),
        ),
        refusals.NoSuchSubject: Words(
            404, _("There is no subject %(subject_id)s of the kind “%(kind)s”.")
        ),
        refusals.NotConfirmed: Words(
            409, _("Card %(number)s is a draft. Confirm it; then it can become final.")
        ),
        refusals.NotContestable: Words(
            409,
            _("Card %(number)s cannot be contested: only confirmed cards of a scored unit can."),
        ),
        refusals.NotScoredSide: Words(403, _("Only %(unit)s, which is scored, may contest.")),
        refusals.OwnContest: Words(403, _("The scored unit does not decide its own contest.")),
        refusals.PeriodNotBegun: Words(
            422, _("This period begins on %(first_on)s. There is nothing to score yet.")
        ),
        refusals.PeriodNotOver: Words(
            409, _("The card covers days to %(last_on)s. Confirm it when they are over.")
        ),
        refusals.PointsOutOfRange: Words(422, _("Give points from 0 to %(most)s.")),
        refusals.ReasonMissing: Words(422, _("Give a reason.")),
        standards.BeginsInThePast: Words(
            422,
            _(
                "A version cannot begin on %(effective_from)s: what was scored stays. The "
                "earliest day is %(today)s."
            ),
        ),
        standards.OwnVersion: Words(
            409, _("You took this version in. Somebody else must approve it.")
        ),
        standards.StandardAlreadyApproved: Words(
            409, _("%(approved_by)s approved this version already, on %(when)s.")
        ),
    }
)
