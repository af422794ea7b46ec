"""The rows of the recipe form: read from what was posted, checked, and summed up as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from jieyue.canteen.menus.catalogue import allergen_text
from jieyue.canteen.menus.forms import RecipeLineForm
from jieyue.canteen.menus.models import Dish, Ingredient, RecipeLine
from jieyue.canteen.menus.queries import ingredient_facts
from jieyue.canteen.menus.rules import recipes
from jieyue.canteen.menus.rules.drafts import Draft, Refusal, weigh
from jieyue.canteen.menus.rules.recipes import Weighed
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of

COLUMNS = ("ingredient", "quantity", "unit", "weighed", "cook_yield")
BLANK = {"ingredient": "", "quantity": "", "unit": "g", "weighed": "net", "cook_yield": "1"}
MOST_LINES = 60


@dataclass
class Row:
    """One line as typed; `errors` are sentences, empty when it is right."""

    typed: Mapping[str, str]
    errors: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not (self.typed["ingredient"].strip() or self.typed["quantity"].strip())


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What one portion costs so far. `left_out`: lines that could not be counted yet."""

    cost_yuan: Decimal | None
    unpriced: tuple[str, ...]
    allergens: str
    left_out: int


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The rows that are right as recipe lines, and their sum."""

    lines: tuple[recipes.RecipeLine, ...]
    sum: Sum


def posted(data: QueryDict) -> list[Row]:
    """The rows of a request, short ones filled up."""
    columns = [data.getlist(name)[:MOST_LINES] for name in COLUMNS]
    return [
        Row(
            {
                name: column[place] if place < len(column) else BLANK[name]
                for name, column in zip(COLUMNS, columns, strict=True)
            }
        )
        for place in range(len(columns[0]))
    ]


def stored(dish: Dish) -> list[Row]:
    """The rows of a dish's recipe as the form shows them."""
    lines = RecipeLine.objects.filter(dish=dish).order_by("position", "id")
    return [
        Row(
            {
                "ingredient": name,
                "quantity": f"{quantity.normalize():f}",
                "unit": unit,
                "weighed": weighed,
                "cook_yield": f"{cook_yield.normalize():f}",
            }
        )
        for name, quantity, unit, weighed, cook_yield in lines.values_list(
            "ingredient__name", *COLUMNS[1:]
        )
    ]


def after(rows: Sequence[Row], step: str) -> list[Row]:
    """The rows after "add" or "remove-2"; any other step leaves them."""
    kept = list(rows)
    action, _dash, place = step.partition("-")
    if action == "remove" and place.isdigit() and int(place) < len(kept):
        kept.pop(int(place))
    if (action == "add" and len(kept) < MOST_LINES) or not kept:
        kept.append(Row(BLANK))
    return kept


def check(rows: Sequence[Row], *, site_id: int, portions: str, on: date) -> Checked:
    """Write each row's errors beside it, and sum up the rows that are right. Two queries."""
    known = ingredient_facts(site_id=site_id, on=on)
    ids = _ids(site_id)
    found: list[tuple[Row, recipes.RecipeLine]] = []
    for row in rows:
        line = None if row.is_blank else _line(row, ids)
        if line is not None:
            found.append((row, line))
    draft = weigh([line for _row, line in found], known, portions=_portions(portions))
    for place, refusal in draft.refused.items():
        found[place][0].errors.append(_sentence(refusal))
    return Checked(
        lines=tuple(line for _row, line in found), sum=_sum(draft, rows, has_lines=bool(found))
    )


def ingredient_options(actor: Actor) -> list[tuple[str, str]]:
    """Name, and code with unit, of each ingredient in use, for the search in a row."""
    rows = Ingredient.objects.visible_to(actor).filter(is_active=True).order_by("name")
    return [
        (name, f"{code} · {label_of(unit)}")
        for name, code, unit in rows.values_list("name", "code", "base_unit")
    ]


def _ids(site_id: int) -> dict[str, int]:
    """Ids by name and by code; a name stands before another's code."""
    found = [*Ingredient.objects.filter(site_id=site_id).values_list("id", "code", "name")]
    return {code: i for i, code, _name in found} | {name: i for i, _code, name in found}


def _line(row: Row, ids: Mapping[str, int]) -> recipes.RecipeLine | None:
    form = RecipeLineForm(dict(row.typed))
    for name, errors in form.errors.items():
        row.errors += [f"{form.fields[name].label}: {error}" for error in errors]
    typed = row.typed["ingredient"].strip()
    if typed and typed not in ids:
        row.errors.append(
            _("There is no ingredient “%(name)s”. Choose one of the list, or add it first.")
            % {"name": typed}
        )
    if row.errors:
        return None
    values = form.cleaned_data
    return recipes.RecipeLine(
        ingredient_id=ids[typed],
        quantity=values["quantity"],
        unit=values["unit"],
        weighed=Weighed(values["weighed"]),
        cook_yield=values["cook_yield"],
    )


def _portions(text: str) -> Decimal:
    """What was typed as portions; one until it is a number above zero, which the form says."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return Decimal(1)
    return value if value.is_finite() and value > 0 else Decimal(1)


def _sum(draft: Draft, rows: Sequence[Row], *, has_lines: bool) -> Sum:
    return Sum(
        cost_yuan=draft.cost.yuan if has_lines else None,
        unpriced=draft.cost.unpriced,
        allergens=allergen_text(draft.allergens),
        left_out=sum(1 for row in rows if row.errors),
    )


def _sentence(refusal: Refusal) -> str:
    """Which unit does not convert, what would make it, and what to write instead."""
    names = {"kg_per_l": _("the density"), "g_per_piece": _("the grams per piece")}
    told = {
        "ingredient": refusal.ingredient,
        "unit": label_of(refusal.unit),
        "base_unit": label_of(refusal.base_unit),
        "units": "、".join(label_of(unit) for unit in refusal.units) or label_of(refusal.base_unit),
        "missing": "、".join(names[each] for each in refusal.missing if each in names),
    }
    if told["missing"]:
        return (
            _(
                "%(ingredient)s is bought in %(base_unit)s; %(unit)s does not convert. Give "
                "%(missing)s on the ingredient, or write %(units)s."
            )
            % told
        )
    return (
        _("%(ingredient)s is bought in %(base_unit)s; %(unit)s does not convert. Write %(units)s.")
        % told
    )
