"""Forms of targets: one target, filing it, what a year came to."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.energy.targets.models import TargetIndicator
from jieyue.people.steps import day_field


class TargetForm(forms.Form):
    """By how much a unit's or the complex's indicator is to fall."""

    unit_code = forms.ChoiceField(label=_("unit"), required=False)
    indicator = forms.ChoiceField(label=_("indicator"), choices=TargetIndicator.choices)
    reduction_pct = forms.DecimalField(
        label=_("reduction by the last year (%)"), max_digits=5, decimal_places=2
    )
    base_value = forms.DecimalField(
        label=_("value of the base year"),
        required=False,
        max_digits=13,
        decimal_places=4,
        help_text=_("Left empty: not known yet."),
    )
    steps_pct = forms.CharField(
        label=_("steps (%), year by year"),
        required=False,
        max_length=100,
        help_text=_("Such as 1, 2, 3, 4, 6. Left empty: the same part each year."),
    )

    def __init__(
        self, *args: Any, units: list[tuple[str, str]], years: range, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        whole = ("", _("the whole complex"))
        self.fields["unit_code"].choices = [whole, *units]  # type: ignore[attr-defined]

    def clean_steps_pct(self) -> dict[int, Decimal] | None:
        text = self.cleaned_data["steps_pct"].replace("，", ",").replace("、", ",").strip()
        if not text:
            return None
        try:
            shares = [Decimal(part.strip().rstrip("%")) / 100 for part in text.split(",")]
        except ArithmeticError as error:
            raise forms.ValidationError(_("Give numbers parted by commas.")) from error
        if len(shares) != len(self.years) or not all(share.is_finite() for share in shares):
            raise forms.ValidationError(
                _("Give one step for each of the %(count)s years."),
                params={"count": len(self.years)},
            )
        return dict(zip(self.years, shares, strict=True))

    @property
    def target(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "unit_code": values["unit_code"],
            "indicator": values["indicator"],
            "reduction": values["reduction_pct"] / 100,
            "base_value": values["base_value"],
            "steps": values["steps_pct"],
        }


class FileForm(forms.Form):
    """When target and plan were filed, and the plan."""

    filed_on = day_field(_("filed on"))
    document = forms.FileField(label=_("plan (PDF or photo)"), required=False)


class YearForm(forms.Form):
    """What a year came to."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2199)
    value = forms.DecimalField(label=_("value"), max_digits=13, decimal_places=4)
    note = forms.CharField(label=_("where it is from"), max_length=200)
