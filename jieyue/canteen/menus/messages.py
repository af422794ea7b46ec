"""What menus say when something cannot be done."""

from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus import cycles, editing, imports
from jieyue.canteen.menus.actions import UnknownDishes, UnknownIngredients
from jieyue.canteen.menus.rules import recipes, take_rates
from jieyue.kit import problems
from jieyue.kit.problems import Words

problems.connect(
    {
        UnknownDishes: Words(422, _("There are no dishes with the ids %(dish_ids)s.")),
        UnknownIngredients: Words(
            422, _("There are no ingredients with the ids %(ingredient_ids)s.")
        ),
        cycles.CycleNameTaken: Words(409, _("There is a cycle menu “%(name)s” already.")),
        cycles.NoSuchPlace: Words(
            422, _("The cycle has weeks 1 to %(weeks)s; week %(week)s is none of them.")
        ),
        cycles.NotAMonday: Words(
            422,
            _("%(day)s is no Monday. A cycle starts on a Monday; the one before is %(monday)s."),
        ),
        editing.BaseUnitInUse: Words(
            409,
            _(
                "Prices and recipes of %(ingredient)s are counted in %(base_unit)s. Add another "
                "ingredient for another unit."
            ),
        ),
        editing.CodeTaken: Words(409, _("The code %(code)s is in use already.")),
        editing.PriceInThePast: Words(
            422, _("%(day)s is over. A price holds from today or a later day.")
        ),
        imports.NameTaken: Words(409, _("“%(name)s” is the name of %(code)s already.")),
        imports.NoSuchDish: Words(422, _("There is no dish “%(text)s”. Import the dishes first.")),
        imports.NoSuchIngredient: Words(
            422, _("There is no ingredient “%(text)s”. Import the ingredients first.")
        ),
        imports.UnknownAllergens: Words(
            422, _("“%(codes)s” is no allergen. The codes are: %(known)s.")
        ),
        recipes.NoPortions: Words(422, _("Say for how many portions the recipe is written.")),
        recipes.RecipeUnitDoesNotConvert: Words(
            422,
            _(
                "%(dish)s: %(ingredient)s is written in %(unit)s and bought in %(base_unit)s. "
                "Give the density or the mass of a piece on the ingredient, or write the recipe "
                "in another unit."
            ),
        ),
        recipes.YieldNotPositive: Words(
            422, _("%(ingredient)s: a yield of %(value)s would need endless food.")
        ),
        take_rates.BadServedCount: Words(
            422,
            _("%(day)s: %(taken)s portions taken by %(diners)s diners cannot be."),
        ),
    }
)
PROBLEMS = {
    "no_recipe": _("There is no recipe yet, so nothing can be bought for this dish."),
    "unit": _(
        "%(ingredient)s is written in %(unit)s and bought in %(base_unit)s: give the density or "
        "the mass of a piece on the ingredient, or write another unit."
    ),
}
IMPORT_REFUSALS = (
    imports.NameTaken,
    imports.NoSuchDish,
    imports.NoSuchIngredient,
    imports.UnknownAllergens,
    recipes.NoPortions,
    recipes.RecipeUnitDoesNotConvert,
    recipes.YieldNotPositive,
)


def say(error: Exception) -> str:
    """The sentence for an expected refusal."""
    words = problems.words_for(error)
    assert words is not None  # every class of IMPORT_REFUSALS is connected above
    return words.say(error)
