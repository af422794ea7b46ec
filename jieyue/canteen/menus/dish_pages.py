"""Writing a dish with its recipe, and an ingredient with its price."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.canteen.menus import catalogue, editing, imports, recipe_rows
from jieyue.canteen.menus.forms import DishForm, IngredientForm, RecipeLineForm
from jieyue.canteen.menus.messages import say
from jieyue.canteen.menus.models import Dish, Ingredient
from jieyue.canteen.menus.rules import recipes
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.pages import actor_of, render_page

STEPS = ("add", "count", "remove")
FIELD_OF_REFUSAL: dict[type[Exception], str | None] = {
    editing.BaseUnitInUse: "base_unit",
    editing.CodeTaken: "code",
    editing.PriceInThePast: "price_from",
    imports.NameTaken: "name",
    recipes.NoPortions: "recipe_portions",
    recipes.RecipeUnitDoesNotConvert: None,
    recipes.YieldNotPositive: None,
}
REFUSALS = tuple(FIELD_OF_REFUSAL)


@login_required
@require_http_methods(["GET", "POST"])
def dish(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new dish, or one to change: its fields and its recipe, saved together.

    Steps that only change rows or count (`step`) save nothing and keep what was typed.
    """
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.MENUS_EDIT)
    assert actor.site_id is not None  # who may edit menus has a site
    found = _dish(request, code) if code else None
    data = request.POST if request.method == "POST" else None
    form = DishForm(data, initial=_values_of(found, DishForm), is_new=found is None)
    step = request.POST.get("step", "")
    is_step = step.partition("-")[0] in STEPS
    rows = recipe_rows.posted(request.POST) if data is not None else _rows(found)
    rows = recipe_rows.after(rows, step)
    portions = request.POST.get("recipe_portions", "") if data is not None else _portions(found)
    checked = recipe_rows.check(rows, site_id=actor.site_id, portions=portions, on=today)
    if data is not None and not is_step and _saved(request, form, rows, checked, found):
        messages.success(request, _("The dish is saved."))
        return redirect("canteen:dish", form.cleaned_data["code"])
    context = {
        "form": DishForm(initial=_typed(request, code), is_new=found is None) if is_step else form,
        "is_new": found is None,
        "code": code,
        "name": found.name if found else "",
        "rows": list(enumerate(rows)),
        "sum": checked.sum,
        "choices": RecipeLineForm(),
        "ingredients": recipe_rows.ingredient_options(actor),
    }
    status = 422 if data is not None and not is_step else 200
    part = "canteen/menus/_recipe.html"
    return render_page(request, "canteen/menus/dish_edit.html", context, part=part, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def ingredient(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new ingredient, or one to change, with its price from a day on."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.MENUS_EDIT)
    found = _ingredient(request, code) if code else None
    initial = _values_of(found, IngredientForm) | {"price_from": today}
    data = request.POST if request.method == "POST" else None
    form = IngredientForm(data, initial=initial, is_new=found is None)
    if data is not None and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            editing.save_ingredient(
                values,
                price_yuan=values.pop("price_yuan"),
                price_from=values.pop("price_from"),
                is_new=found is None,
                actor=actor,
                at=timezone.now(),
            )
        except REFUSALS as error:
            form.add_error(FIELD_OF_REFUSAL[type(error)], say(error))
        else:
            messages.success(request, _("The ingredient is saved."))
            return redirect("canteen:ingredients")
    context = {
        "form": form,
        "name": found.name if found else "",
        "code": code,
        "prices": catalogue.prices(found) if found else (),
        "today": today,
    }
    status = 422 if data is not None else 200
    return render_page(request, "canteen/menus/ingredient_edit.html", context, status=status)


def _saved(
    request: HttpRequest,
    form: DishForm,
    rows: list[recipe_rows.Row],
    checked: recipe_rows.Checked,
    found: Dish | None,
) -> bool:
    """Whether the dish was saved; what hinders it stands on the form or beside the row."""
    if not form.is_valid() or any(row.errors for row in rows):
        return False
    values = dict(form.cleaned_data)
    try:
        editing.save_dish(
            values,
            portions=values.pop("recipe_portions"),
            lines=checked.lines,
            is_new=found is None,
            actor=actor_of(request),
            at=timezone.now(),
        )
    except REFUSALS as error:
        form.add_error(FIELD_OF_REFUSAL[type(error)], say(error))
        return False
    return True


def _dish(request: HttpRequest, code: str) -> Dish:
    try:
        found: Dish = Dish.objects.visible_to(actor_of(request)).get(code=code)
    except Dish.DoesNotExist:
        raise Http404 from None
    return found


def _ingredient(request: HttpRequest, code: str) -> Ingredient:
    try:
        found: Ingredient = Ingredient.objects.visible_to(actor_of(request)).get(code=code)
    except Ingredient.DoesNotExist:
        raise Http404 from None
    return found


def _values_of(row: Dish | Ingredient | None, form: type[Any]) -> dict[str, Any]:
    """What the form begins with; its own first values when there is no row yet."""
    if row is None:
        return {}
    values = {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    """A decimal without the zeros of its column."""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value


def _typed(request: HttpRequest, code: str) -> dict[str, Any]:
    """What stands in the fields now, without judging it."""
    fields: dict[str, Any] = {"code": code, "is_active": False, "may_cook_twice": False}
    return fields | {k: v for k, v in request.POST.items() if k in DishForm.base_fields}


def _rows(found: Dish | None) -> list[recipe_rows.Row]:
    return recipe_rows.stored(found) if found else []


def _portions(found: Dish | None) -> str:
    return str(found.recipe_portions) if found else "1"
