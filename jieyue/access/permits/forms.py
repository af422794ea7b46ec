"""Forms of work permits."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jieyue.access.credentials.models import AccessProfile
from jieyue.access.permits.actions import PermitAsked, WorkerAsked
from jieyue.access.visitors.asking import CarAsked
from jieyue.access.visitors.forms import moment_field, plates_of
from jieyue.people.units.models import Unit


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required)


class PermitForm(forms.Form):
    """A permit as it is asked for."""

    company = forms.CharField(label=_("Company"), max_length=80)
    work = forms.CharField(label=_("Work"), max_length=200)
    unit = forms.ChoiceField(label=_("Unit that answers for it"))
    supervisor = forms.CharField(
        label=_("Who answers for it"), max_length=40, help_text=_("Full name or phone number.")
    )
    from_at = moment_field(_("Begins at"))
    until_at = moment_field(_("Ends at"))
    insurance_until = day_field(_("Insured until"))
    zones = forms.MultipleChoiceField(
        label=_("Only these zones"), required=False, widget=forms.CheckboxSelectMultiple
    )
    certificates = forms.CharField(label=_("Certificates seen"), max_length=300, required=False)
    is_hot_work = forms.BooleanField(label=_("Work with fire or sparks"), required=False)
    fire_watch = forms.CharField(label=_("Fire watch"), max_length=80, required=False)
    plates = forms.CharField(label=_("Number plates"), required=False, max_length=200)

    def __init__(self, *args: Any, site_id: int | None, profile: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(site_id=site_id, is_active=True)
        self.fields["unit"].choices = list(units.values_list("id", "short_name"))  # type: ignore[attr-defined]
        found = AccessProfile.objects.filter(site_id=site_id, code=profile).first()
        if found is None:
            del self.fields["zones"]
        else:
            self.fields["zones"].choices = list(found.zones.values_list("code", "name"))  # type: ignore[attr-defined]

    def asked(self, *, supervisor_id: int) -> PermitAsked:
        """The permit as typed. The form is valid."""
        data = self.cleaned_data
        return PermitAsked(
            company=data["company"],
            work=data["work"],
            supervisor_id=supervisor_id,
            from_at=data["from_at"],
            until_at=data["until_at"],
            insurance_until=data["insurance_until"],
            zones=data.get("zones", ()),
            certificates=data["certificates"],
            is_hot_work=data["is_hot_work"],
            fire_watch=data["fire_watch"],
            cars=[CarAsked(plate=plate) for plate in plates_of(data["plates"])],
        )


class WorkerForm(forms.Form):
    """One worker."""

    name = forms.CharField(label=_("Full name"), max_length=40)
    id_number = forms.CharField(label=_("Identity number"), max_length=30)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    trade = forms.CharField(label=_("Trade"), max_length=40, required=False)
    certificate = forms.CharField(label=_("Certificate"), max_length=60, required=False)
    certificate_until = day_field(_("Certificate until"), required=False)

    def asked(self) -> WorkerAsked:
        return WorkerAsked(**self.cleaned_data)


class InsuranceForm(forms.Form):
    """The insurance's new last day."""

    until = day_field(_("Insured until"))
