"""Dishes, ingredients and the menu calendar."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.diners.models import Meal
from jieyue.canteen.diners.places import among
from jieyue.canteen.diners.queries import CanteenRow, canteens
from jieyue.canteen.menus import actions, catalogue, imports, queries, sheets
from jieyue.canteen.menus.lists import DishFilter, DishTable, IngredientFilter, IngredientTable
from jieyue.canteen.menus.messages import IMPORT_REFUSALS, PROBLEMS, say
from jieyue.canteen.menus.models import Course, CycleMenu, Dish
from jieyue.canteen.permissions import CanteenPermission
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetSpec
from jieyue.kit.tables import Action, Empty, table_page

MenusOfDay = tuple[date | None, list[tuple[Meal, queries.MenuCell | None]]]
SHEETS: dict[str, tuple[SheetSpec, Callable[..., str], str]] = {
    "dishes": (sheets.DISHES, imports.put_dish, "canteen:dishes"),
    "ingredients": (sheets.INGREDIENTS, imports.put_ingredient, "canteen:ingredients"),
    "recipes": (sheets.RECIPES, imports.put_recipe_line, "canteen:dishes"),
}


@login_required
@require_GET
def dishes(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = catalogue.dishes(actor, on=timezone.localdate())
    empty = Empty(
        _("No dishes yet"), _("Import a sheet of dishes, ingredients and recipes."), icon="soup"
    )
    return table_page(
        request,
        DishTable,
        rows,
        title=_("Dishes"),
        filterset=DishFilter,
        empty=empty,
        actions=_writing(actor, "dish_new", _("New dish")) + _imports(actor, "dishes", "recipes"),
    )


@login_required
@require_GET
def dish(request: HttpRequest, code: str) -> HttpResponse:
    """One dish: recipe, cost of a portion, allergens, take rate with its evidence."""
    try:
        found = catalogue.dish(actor_of(request), code, on=timezone.localdate())
    except Dish.DoesNotExist:
        raise Http404 from None
    problem = found.portion.problem
    text = PROBLEMS[problem.code] % vars(problem) if problem else ""
    may_edit = actor_of(request).may(CanteenPermission.MENUS_EDIT)
    context = {"dish": found, "problem": text, "may_edit": may_edit}
    return render_page(request, "canteen/menus/dish.html", context)


@login_required
@require_GET
def ingredients(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = catalogue.ingredients(actor, on=timezone.localdate())
    empty = Empty(_("No ingredients yet"), _("Import a sheet of ingredients."), icon="carrot")
    return table_page(
        request,
        IngredientTable,
        rows,
        title=_("Ingredients"),
        filterset=IngredientFilter,
        empty=empty,
        actions=_writing(actor, "ingredient_new", _("New ingredient"))
        + _supply(actor)
        + _imports(actor, "ingredients"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest, sheet: str) -> HttpResponse:
    """Take in a sheet of ingredients, dishes or recipes."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.MENUS_EDIT)
    if sheet not in SHEETS:
        raise Http404
    spec, put, page = SHEETS[sheet]
    return import_page(
        request,
        spec,
        apply=lambda row: put(row.values, actor=actor, at=at),
        done_url=reverse(page),
        refusals=IMPORT_REFUSALS,
        say=say,
    )


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of menus; warns where a dish has no recipe."""
    actor = actor_of(request)
    places = canteens(actor)
    if not places:
        return render_page(request, "canteen/planning/no_canteen.html", {})
    place = among(canteens(actor), request.GET.get("canteen", places[0].code))
    today = timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    cells = queries.calendar(actor, canteen_id=place.id, first=first, last=last)
    by_day: dict[date, dict[str, queries.MenuCell]] = {}
    for cell in cells:
        by_day.setdefault(cell.day, {})[cell.meal] = cell
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    may_edit = actor.may(CanteenPermission.MENUS_EDIT)
    context = {
        "place": place,
        "places": places,
        "first": first,
        "today": today,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": last + timedelta(days=1),
        "weeks": _weeks([(d, [(m, by_day.get(d, {}).get(m.value)) for m in Meal]) for d in days]),
        "without_recipe": sorted({name for cell in cells for name in cell.without_recipe}),
        "has_menus": bool(cells),
        "may_edit": may_edit,
        "cycles": _cycles(actor, place) if may_edit else [],
    }
    return render_page(request, "canteen/menus/calendar.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def menu(request: HttpRequest, canteen: str, day: date, meal: str) -> HttpResponse:
    """Choose the dishes of one meal."""
    actor = actor_of(request)
    place = among(canteens(actor), canteen)
    if meal not in Meal.values:
        raise Http404
    courses = catalogue.courses_of(actor)
    back = f"{reverse('canteen:menus')}?canteen={canteen}&month={day:%Y-%m}"
    if request.method == "POST":
        chosen = set(request.POST.getlist("dish"))
        ids = [i for names in courses.values() for i, _name in names if str(i) in chosen]
        actions.set_menu(
            canteen_id=place.id,
            day=day,
            meal=meal,
            dish_ids=ids,
            actor=actor,
            at=timezone.now(),
        )
        messages.success(request, _("Menu saved."))
        return redirect(back)
    actor.require(CanteenPermission.MENUS_EDIT)
    context = {
        "place": place,
        "day": day,
        "meal": Meal(meal),
        "courses": [(Course(code).label, names) for code, names in courses.items()],
        "chosen": set(queries.dish_ids_of(canteen_id=place.id, day=day, meal=meal)),
        "back": back,
    }
    return render_page(request, "canteen/menus/menu.html", context)


@login_required
@require_POST
def apply_cycle(request: HttpRequest) -> HttpResponse:
    """Fill the meals of a month that have no menu yet, from today on."""
    actor = actor_of(request)
    today = timezone.localdate()
    first = _month(request.POST.get("month", ""), today)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    code = request.POST.get("cycle", "")
    try:
        filled = actions.apply_cycle(
            cycle_id=int(code) if code.isdigit() else 0,
            first=max(first, today),
            last=last,
            actor=actor,
            at=timezone.now(),
        )
    except CycleMenu.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("%(meals)s meals have a menu now.") % {"meals": filled})
    canteen = request.POST.get("canteen", "")
    return redirect(f"{reverse('canteen:menus')}?canteen={canteen}&month={first:%Y-%m}")


def _writing(actor: Actor, url_name: str, label: str) -> list[Action]:
    """The button of a new row, for who may write one."""
    if not actor.may(CanteenPermission.MENUS_EDIT):
        return []
    return [Action(label, reverse(f"canteen:{url_name}"), icon="plus", style="primary")]


def _imports(actor: Actor, *names: str) -> list[Action]:
    """Buttons that lead to the sheets' imports, for who may use them."""
    if not actor.may(CanteenPermission.MENUS_EDIT):
        return []
    return [
        Action(
            _("Import: %(title)s") % {"title": SHEETS[name][0].title},
            reverse("canteen:menus_import", args=[name]),
            icon="upload",
        )
        for name in names
    ]


def _supply(actor: Actor) -> list[Action]:
    """A button that leads to the sheet of suppliers' terms, for who may use it."""
    if not actor.may(CanteenPermission.SUPPLIERS_EDIT):
        return []
    label = _("Import: %(title)s") % {"title": _("Suppliers and terms")}
    url = reverse("canteen:terms_import")
    return [Action(label, url, icon="truck-delivery")]


def _weeks(days: list[MenusOfDay]) -> list[list[MenusOfDay]]:
    """The days in rows of seven from Monday; empty places before the first and after the last."""
    nothing: MenusOfDay = (None, [])
    first = days[0][0]
    placed = [nothing] * (first.weekday() if first else 0) + days
    placed += [nothing] * (-len(placed) % 7)
    return [placed[start : start + 7] for start in range(0, len(placed), 7)]


def _month(text: str, today: date) -> date:
    """The first day of a month written 2026-03; of today's month when nothing was given."""
    if not text:
        return today.replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None


def _cycles(actor: Actor, place: CanteenRow) -> list[tuple[int, str]]:
    cycles = CycleMenu.objects.visible_to(actor).filter(canteen_id=place.id)
    return list(cycles.values_list("id", "name"))
