from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jieyue.access.devices import actions, queries
from jieyue.access.devices.actions import SerialTaken
from jieyue.access.devices.forms import ChangeForm, DeviceForm
from jieyue.access.devices.models import Device
from jieyue.access.devices.tables import DeviceTable
from jieyue.access.permissions import AccessPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.tables import Action, Empty, table_page

FORM = "access/devices/form.html"
KEY = "access/devices/key.html"
PAGE = "access/devices/device.html"


def devices(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    new = reverse("access:new_device")
    may_edit = actor.may(AccessPermission.DEVICES_EDIT)
    return table_page(
        request,
        DeviceTable,
        queries.devices(actor, at=timezone.now()),
        title=_("Gate devices"),
        actions=[Action(_("Register a device"), new, "plus", "primary")] if may_edit else [],
        empty=Empty(
            _("No device yet"),
            _("Register a gate, door or lane; its key then lets it deliver entries."),
            new if may_edit else "",
            _("Register a device"),
            "door-enter",
        ),
    )


@never_cache
def new_device(request: HttpRequest) -> HttpResponse:
    """The key is in the answer to the form and nowhere else."""
    actor = actor_of(request)
    actor.require(AccessPermission.DEVICES_EDIT)
    form = DeviceForm(request.POST or None, site_id=actor.site_id)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render_page(request, FORM, {"form": form}, status=status)
    try:
        new = actions.register(**form.cleaned_data, actor=actor, at=timezone.now())
    except SerialTaken as error:
        form.add_error("serial", problems.say(error))
        return render_page(request, FORM, {"form": form}, status=422)
    return render_page(request, KEY, {"new": new})


def device(request: HttpRequest, device_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(Device.objects.visible_to(actor), id=device_id)
    form = ChangeForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change(device_id=device_id, actor=actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The device has been changed."))
        return redirect("access:devices")
    context = {
        "device": queries.device(actor, device_id, at=timezone.now()),
        "spells": queries.spells(actor, device_id),
        "form": form,
        "may_edit": actor.may(AccessPermission.DEVICES_EDIT),
    }
    return render_page(request, PAGE, context, status=422 if form.errors else 200)


@never_cache
@require_POST
def renew_key(request: HttpRequest, device_id: int) -> HttpResponse:
    actor = actor_of(request)
    get_object_or_404(Device.objects.visible_to(actor), id=device_id)
    new = actions.renew_key(device_id=device_id, actor=actor, at=timezone.now())
    return render_page(request, KEY, {"new": new, "renewed": True})
