"""Pages that write to the ledger: open, change, place, replace, correct, calibrate, retire."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jieyue.energy.meters import actions, photos, sheet
from jieyue.energy.meters.catalogue import MeterPage
from jieyue.energy.meters.checking import plain
from jieyue.energy.meters.forms import (
    CalibrateForm,
    CorrectForm,
    DeviceForm,
    EntryForm,
    FirstDeviceForm,
    IdentityForm,
    MoveForm,
    PlaceForm,
    RemovalForm,
    RetireForm,
    default_unit,
)
from jieyue.energy.meters.messages import EXPECTED, say
from jieyue.energy.meters.models import Instrument, Meter, MeterKind, Placement
from jieyue.energy.meters.views import page_of
from jieyue.energy.permissions import EnergyPermission
from jieyue.kit import problems
from jieyue.kit.actor import Actor
from jieyue.kit.files.storing import FileRefused, store
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page

Section = tuple["str | Promise", forms.Form]
DEVICE_FIELDS = tuple(DeviceForm.base_fields)
PLACE_FIELDS = ("item", "location")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A meter is entered in the ledger."""
    actor = _editor(request)
    data = request.POST if request.method == "POST" else None
    today = timezone.localdate()
    identity, entry = IdentityForm(data), EntryForm(data)
    place = PlaceForm(data, actor=actor, initial={"since_on": today})
    device = FirstDeviceForm(data)
    sections: list[Section] = [
        (_("Meter"), identity),
        (_("Facts"), entry),
        (_("Place"), place),
        (_("Measuring instrument"), device),
    ]

    def write() -> str:
        meter = actions.open_meter(
            identity=identity.identity(),
            entry=entry.entry(),
            place=place.place(),
            device=device.device() if device.cleaned_data["serial"] else None,
            actor=actor,
            at=timezone.now(),
        )
        return meter.number

    return _page(request, sections, write, title=_("New meter"), back=reverse("energy:meters"))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Other facts of a meter."""
    actor, found = _editor(request), _found(request, number)
    meter = Meter.objects.get(id=found.row.id)
    names = tuple(EntryForm.base_fields)
    form = EntryForm(_data(request), initial={name: getattr(meter, name) for name in names})
    if meter.kind != MeterKind.VIRTUAL:
        form.fields["formula"].widget = forms.HiddenInput()

    def write() -> str:
        actions.change_meter(meter_id=meter.id, entry=form.entry(), actor=actor, at=timezone.now())
        return number

    return _page(request, [("", form)], write, title=_("Change the meter"), meter=found)


@login_required
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, number: str) -> HttpResponse:
    """The meter stands elsewhere from a day on."""
    actor, found = _editor(request), _found(request, number)
    form = MoveForm(_data(request), actor=actor, initial=_stands(found))

    def write() -> str:
        actions.place(
            meter_id=found.row.id,
            place=form.place(),
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=timezone.now(),
        )
        return number

    return _page(request, [("", form)], write, title=_("Place the meter"), meter=found)


@login_required
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, number: str) -> HttpResponse:
    """换表: the old instrument's last register, the new one's first, both at one moment."""
    actor, found = _editor(request), _found(request, number)
    old = Instrument.objects.filter(id=found.row.instrument_id or 0).first()
    moment = {"happened_at": timezone.localtime(), "seen": found.row.instrument_id}
    removal = RemovalForm(_data(request), request.FILES or None, initial=moment)
    if old is None:
        del removal.fields["final_register"], removal.fields["final_method"]
    kept = ("register_unit", "ct_ratio", "pt_ratio", "digits", "decimals", "maker", "model")
    initial = _entered(old, kept) if old else {}
    initial.setdefault("register_unit", default_unit(found.row.medium))
    device = DeviceForm(_data(request), initial=initial)

    def write() -> str:
        actions.replace_instrument(
            meter_id=found.row.id,
            device=device.device(),
            removal=removal.removal(_photo_id(removal, actor)),
            replaced_at=removal.cleaned_data["happened_at"],
            seen_id=removal.cleaned_data["seen"],
            actor=actor,
            at=timezone.now(),
        )
        return number

    sections: list[Section] = [(_("Old instrument"), removal), (_("New instrument"), device)]
    title = _("Replace the instrument") if old else _("Hang an instrument")
    hint = _(
        "Other transformers at the same instrument: enter the same serial number and leave the "
        "first register empty."
    )
    return _page(request, sections, write, title=title, meter=found, hint=hint if old else "")


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str, instrument_id: int) -> HttpResponse:
    """What was entered of an instrument is put right, with a reason."""
    actor, found = _editor(request), _found(request, number)
    row = Instrument.objects.filter(meter_id=found.row.id, id=instrument_id).first()
    if row is None:
        raise Http404
    names = (*DEVICE_FIELDS, "final_register", "final_method")
    form = CorrectForm(_data(request), instrument=row, initial=_entered(row, names))

    def write() -> str:
        actions.correct_instrument(
            instrument_id=row.id,
            device=form.device(),
            final_register=form.cleaned_data.get("final_register"),
            final_method=form.cleaned_data.get("final_method", ""),
            reason=form.cleaned_data["reason"],
            actor=actor,
            at=timezone.now(),
        )
        return number

    hint = _("Its use is counted again from its first day. A submitted figure stays as it was.")
    title = _("Correct the instrument")
    return _page(request, [("", form)], write, title=title, meter=found, hint=hint)


@login_required
@require_http_methods(["GET", "POST"])
def calibrate(request: HttpRequest, number: str) -> HttpResponse:
    """检定: the instrument was calibrated."""
    actor, found = _editor(request), _found(request, number)
    form = CalibrateForm(_data(request))

    def write() -> str:
        actions.calibrate(
            meter_id=found.row.id, **form.cleaned_data, actor=actor, at=timezone.now()
        )
        return number

    return _page(request, [("", form)], write, title=_("Calibration"), meter=found)


@login_required
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, number: str) -> HttpResponse:
    """The meter measures no more."""
    actor, found = _editor(request), _found(request, number)
    form = RetireForm(
        _data(request), request.FILES or None, initial={"happened_at": timezone.localtime()}
    )
    if found.row.instrument_id is None:
        del form.fields["final_register"], form.fields["final_method"]

    def write() -> str:
        actions.retire(
            meter_id=found.row.id,
            retired_at=form.cleaned_data["happened_at"],
            removal=form.removal(_photo_id(form, actor)),
            status=form.cleaned_data["status"],
            actor=actor,
            at=timezone.now(),
        )
        return number

    title = _("Retire the meter")
    return _page(request, [("", form)], write, title=title, meter=found, danger=True)


@login_required
@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Take in a sheet of the ledger: parents before what hangs below them."""
    actor, at = _editor(request), timezone.now()
    return import_page(
        request,
        sheet.SHEET,
        apply=lambda row: sheet.put_meter(row.values, actor=actor, at=at),
        done_url=reverse("energy:meters"),
        refusals=EXPECTED,
        say=say,
    )


def _editor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.require(EnergyPermission.METERS_EDIT)
    return actor


def _found(request: HttpRequest, number: str) -> MeterPage:
    return page_of(actor_of(request), number)


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _entered(row: Instrument, names: Sequence[str]) -> dict[str, Any]:
    """An instrument's fields as people would type them: 40, not 40.000."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def _stands(found: MeterPage) -> dict[str, Any]:
    """Where the meter stands now, as the form begins."""
    row = Placement.objects.filter(meter_id=found.row.id).order_by("since_on").last()
    initial: dict[str, Any] = {
        "since_on": timezone.localdate(),
        "parent": found.row.parent,
        "building": found.row.building_id,
        "room": found.row.room,
        "unit_ids": list(found.row.unit_ids),
    }
    if row is not None:
        initial |= {name: getattr(row, name) for name in PLACE_FIELDS}
        initial["storey"] = row.floor.level if row.floor else None
    return initial


def _photo_id(form: forms.Form, actor: Actor) -> int | None:
    upload = form.cleaned_data.get("photo")
    if not upload:
        return None
    return store(upload, purpose=photos.REPLACEMENT, actor=actor, at=timezone.now()).id


def _page(
    request: HttpRequest,
    sections: Sequence[Section],
    write: Callable[[], str],
    *,
    title: str,
    meter: MeterPage | None = None,
    back: str = "",
    hint: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form, or write and go to the meter; a refusal comes back with what was typed."""
    typed = [form for _title, form in sections]
    said = [form.is_valid() for form in typed]  # each, so that every error shows at once
    if request.method == "POST" and all(said):
        try:
            number = write()
        except (*EXPECTED, FileRefused) as error:
            typed[0].add_error(None, problems.say(error))
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("%(what)s: recorded.") % {"what": title})
            return redirect("energy:meter", number=number)
    status = 422 if any(form.errors for form in typed) else 200
    site_id = actor_of(request).site_id
    numbers = Meter.objects.filter(site_id=site_id).exclude(kind=MeterKind.VIRTUAL)
    context = {
        "sections": sections,
        "title": title,
        "meter": meter.row if meter else None,
        "back": back or reverse("energy:meter", args=[meter.row.number if meter else ""]),
        "hint": hint,
        "danger": danger,
        "is_multipart": any(form.is_multipart() for form in typed),
        "numbers": numbers.values_list("number", "name"),
    }
    return render_page(request, "energy/meters/edit.html", context, status=status)
