"""What people type at the store's pages."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.menus.models import Ingredient, Storage
from jieyue.canteen.stock.catalogue import LotPage
from jieyue.kit.actor import Actor
from jieyue.people.persons.models import Person

WEIGHED = ("issue", "give_back", "return", "spoil", "destroy", "transfer")
COUNTED = ("issue", "give_back")
REASONED = ("give_back", "return", "spoil", "destroy", "hold", "release", "reject")
DISPOSED = ("spoil", "destroy")


class MoveForm(forms.Form):
    """One movement or judgement of a lot; it has only the fields that its `move` needs."""

    quantity = forms.DecimalField(
        label=_("Quantity"),
        max_digits=12,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    unit = forms.ChoiceField(label=_("Unit"))
    pieces = forms.DecimalField(
        label=_("Pieces"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=1,
        help_text=_("How many were counted; left empty it follows from the weight."),
    )
    location = forms.TypedChoiceField(label=_("To"), coerce=int)
    document = forms.CharField(label=_("Slip"), required=False, max_length=30)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    witness = forms.TypedChoiceField(label=_("Second person"), coerce=int, empty_value=None)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        move: str,
        lot: LotPage,
        places: list[tuple[int, str]],
        actor: Actor,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            "quantity": move in WEIGHED,
            "unit": move in WEIGHED,
            "pieces": move in COUNTED and lot.pieces is not None,
            "location": move == "transfer",
            "document": move == "give_back",
            "reason": move in REASONED or (move == "issue" and bool(lot.earlier)),
            "witness": move in DISPOSED,
            "photo": move in DISPOSED,
            "seen": move in WEIGHED,
        }
        for name, is_wanted in wanted.items():
            if not is_wanted:
                del self.fields[name]
        self._offer(lot, places, actor)

    def _offer(self, lot: LotPage, places: list[tuple[int, str]], actor: Actor) -> None:
        choices: dict[str, list[Any]] = {
            "unit": list(lot.units),
            "location": [(i, name) for i, name in places if i != lot.row.place_id],
        }
        if "witness" in self.fields:
            choices["witness"] = _colleagues(actor)
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = offered  # type: ignore[attr-defined]


def _colleagues(actor: Actor) -> list[tuple[int | str, str]]:
    """Whoever may stand by: people of one's own unit first, then the others of the site."""
    people = Person.objects.filter(site_id=actor.site_id, left_on=None).exclude(
        id=actor.person_id or 0
    )
    mine = people.filter(unit_id=actor.unit_id).order_by("name")
    rest = people.exclude(unit_id=actor.unit_id).order_by("name")
    listed: list[tuple[int | str, str]] = [("", "—")]
    for rows in (mine, rest):
        listed += [
            (i, f"{name} {no}") for i, name, no in rows.values_list("id", "name", "staff_no")
        ]
    return listed


class StartForm(forms.Form):
    """A stocktake that begins."""

    location = forms.TypedChoiceField(
        label=_("Place"), coerce=int, required=False, empty_value=None
    )
    is_blind = forms.BooleanField(
        label=_("Blind count"),
        required=False,
        help_text=_("Who counts does not see what the books say."),
    )
    is_month_end = forms.BooleanField(label=_("Month-end count"), required=False)
    accountant = forms.CharField(label=_("Accountant"), required=False, max_length=80)
    supervisor = forms.CharField(label=_("Supervisor"), required=False, max_length=80)

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole: list[tuple[int | str, Any]] = [("", _("The whole store")), *places]
        self.fields["location"].choices = whole  # type: ignore[attr-defined]


class FoundForm(forms.Form):
    """Goods found that no lot knows."""

    ingredient_id = forms.TypedChoiceField(label=_("Ingredient"), coerce=int)
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.001"), max_digits=12, decimal_places=3
    )
    expires_on = forms.DateField(
        label=_("Expires on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Ingredient.objects.filter(site_id=actor.site_id, is_active=True)
        self.fields["ingredient_id"].choices = list(rows.values_list("id", "name"))  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """One look at a fridge."""

    temperature_c = forms.DecimalField(
        label=_("Temperature (°C)"),
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    measure_taken = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=200,
        help_text=_("Needed when the temperature is out of range."),
    )


class PlaceForm(forms.Form):
    """A place of the store."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=60)
    storage = forms.ChoiceField(label=_("Storage"), choices=Storage.choices)
    lowest_c = forms.DecimalField(
        label=_("Not below (°C)"), required=False, max_digits=4, decimal_places=1
    )
    highest_c = forms.DecimalField(
        label=_("Not above (°C)"), required=False, max_digits=4, decimal_places=1
    )
    holds_samples = forms.BooleanField(label=_("Keeps retained samples only"), required=False)
