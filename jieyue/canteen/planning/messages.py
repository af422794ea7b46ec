"""What planning says when something cannot be done, or is missing from a plan."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.planning import refusals
from jieyue.canteen.planning.rules.service_level import ServiceLevelOutOfRange
from jieyue.kit import problems
from jieyue.kit.problems import Words

EXPECTED = (refusals.PlanRefused, ServiceLevelOutOfRange)

problems.connect(
    {
        refusals.AlreadyReleased: Words(
            409, _("%(released_by)s has released %(portions)s portions of this dish already.")
        ),
        refusals.BadPortions: Words(
            422, _("%(portions)s portions cannot be. Give a number from 0 to %(most)s.")
        ),
        refusals.DayIsPast: Words(
            422, _("%(day)s is over. Plans are made for %(today)s or a later day.")
        ),
        refusals.NoMealTimes: Words(
            409, _("This canteen has no opening times for the meal. Set them up first.")
        ),
        refusals.PlanAlreadyConfirmed: Words(
            409,
            _(
                "%(confirmed_by)s has confirmed plan %(number)s already. To change it, plan the "
                "day again."
            ),
        ),
        refusals.PlanChanged: Words(
            409,
            _(
                "Plan %(number)s was computed anew since you opened it. Look at it once more, "
                "then confirm."
            ),
        ),
        refusals.PlanHasNoMeals: Words(
            422,
            _("Plan %(number)s has no meal. It needs a menu and a forecast for the day."),
        ),
        refusals.PlanNotInForce: Words(
            409, _("Plan %(number)s is not in force. Confirm it, then release batches.")
        ),
        refusals.ReasonMissing: Words(
            422, _("Give a reason for a service level other than that of the costs.")
        ),
        ServiceLevelOutOfRange: Words(
            422,
            _("A service level of %(level)s cannot be. It lies from %(lowest)s to %(highest)s."),
        ),
    }
)

PLAN_PROBLEMS: dict[str, Promise] = {
    "no_forecast": _("%(meal)s has a menu but no forecast, so it is not planned."),
    "no_menu": _("%(meal)s has a forecast but no menu, so nothing is cooked or bought for it."),
    "no_price": _("%(dish)s (%(meal)s): no price for %(ingredient)s, its cost is too low."),
    "no_recipe": _("%(dish)s (%(meal)s) has no recipe, so nothing is bought for it."),
    "unit": _(
        "%(dish)s (%(meal)s): %(ingredient)s is written in %(unit)s and bought in %(base_unit)s. "
        "It needs %(missing)s."
    ),
}
MISSING: dict[str, Promise] = {
    "g_per_piece": _("the mass of a piece"),
    "kg_per_l": _("the density"),
    "unit": _("another unit"),
}
UNMET: dict[str, Promise] = {
    "goes_off": _("It would expire between delivery and meal."),
    "no_supplier": _("No supplier sells it."),
    "too_late": _("No delivery comes in time any more: buy it elsewhere or change the dish."),
}
SURENESS: dict[str, Promise] = {
    "high": _("sure"),
    "low": _("unsure"),
    "medium": _("fairly sure"),
}


def plan_problem(problem: Mapping[str, str]) -> str:
    """The sentence for one entry of `Plan.problems`, in the active language."""
    values = dict(problem)
    values["meal"] = str(Meal(problem["meal"]).label)
    missing = problem.get("missing", "").split()
    values["missing"] = " / ".join(str(MISSING[code]) for code in missing)
    return str(PLAN_PROBLEMS[problem["code"]]) % values


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of EXPECTED is connected above
    return words.say(error)
