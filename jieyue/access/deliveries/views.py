"""One device's way in: the addresses to type at it, its key, the names of its fields."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.access.deliveries import actions, queries
from jieyue.access.deliveries.actions import FormEntry
from jieyue.access.deliveries.refusals import MappingRefused
from jieyue.access.devices.models import Device
from jieyue.access.permissions import AccessPermission
from jieyue.kit import problems
from jieyue.kit.pages import actor_of, render_page

PAGE, KEY = "access/deliveries/way_in.html", "access/devices/key.html"
LONGEST_MAPPING = 4_000


class MappingForm(forms.Form):
    """How the device's messages are read and answered."""

    mapping = forms.CharField(
        label=gettext_lazy("Names of fields (JSON, for webhooks)"),
        max_length=LONGEST_MAPPING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("Empty: the message uses our own names."),
    )
    must_sign = forms.BooleanField(
        label=gettext_lazy("Only signed messages"),
        required=False,
        help_text=gettext_lazy("A webhook is refused with the key alone."),
    )
    opens = forms.BooleanField(
        label=gettext_lazy("Open by a command to the gate room"),
        required=False,
        help_text=gettext_lazy("For cameras that cannot read the answer to what they send."),
    )

    def clean_mapping(self) -> dict[str, Any]:
        typed = self.cleaned_data["mapping"].strip()
        try:
            tree = json.loads(typed) if typed else {}
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not JSON.")) from None
        if not isinstance(tree, dict):
            raise forms.ValidationError(_("An object was expected."))
        return tree


@require_http_methods(["GET", "POST"])
def way_in(request: HttpRequest, device_id: int) -> HttpResponse:
    """Look at it, or set the names of fields."""
    actor, at = actor_of(request), timezone.now()
    try:
        found = queries.way_in(actor, device_id)
    except Device.DoesNotExist:
        raise Http404 from None
    initial = {
        "mapping": json.dumps(found.form.mapping, ensure_ascii=False, indent=2)
        if found.form.mapping
        else "",
        "must_sign": found.form.must_sign,
        "opens": found.form.opens,
    }
    form = MappingForm(request.POST or None, initial=initial)
    if request.method == "POST":
        actor.require(AccessPermission.DEVICES_EDIT)
        if form.is_valid():
            try:
                entry = FormEntry(**form.cleaned_data)
                actions.set_form(device_id=device_id, entry=entry, actor=actor, at=at)
            except MappingRefused as error:
                form.add_error("mapping", problems.say(error))
            else:
                messages.success(request, _("The device's way of delivering has been set."))
                return redirect("access:way_in", device_id=device_id)
    context = {
        "found": found,
        "form": form,
        "base": request.build_absolute_uri("/api/v1/access/"),
        "root": request.build_absolute_uri("/"),
        "may_edit": actor.may(AccessPermission.DEVICES_EDIT),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, PAGE, context, status=status)


@never_cache
@require_POST
def new_key(request: HttpRequest, device_id: int) -> HttpResponse:
    """A key that Digest and signatures can use, shown once."""
    actor = actor_of(request)
    if not Device.objects.visible_to(actor).filter(id=device_id).exists():
        raise Http404
    new = actions.make_log_in_key(device_id=device_id, actor=actor, at=timezone.now())
    return render_page(request, KEY, {"new": new, "renewed": True})
