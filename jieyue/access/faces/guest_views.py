"""A visitor's choice to be known by face, a part of the visit's page without an account."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jieyue.access.faces import guests
from jieyue.access.faces.messages import EXPECTED, say
from jieyue.access.visitors.public_views import guest_at, private
from jieyue.kit.pages import render_page

PAGE, PART = "access/faces/guest.html", "access/faces/_guest.html"


class GuestAgreeForm(forms.Form):
    """Agreeing for oneself, or for somebody too young to."""

    text_id = forms.IntegerField(widget=forms.HiddenInput)
    is_agreed = forms.BooleanField(
        label=_("I agree, separately and of my own will"), required=False
    )
    is_young = forms.BooleanField(required=False)
    guardian = forms.CharField(label=_("guardian"), max_length=40, required=False)


@private
@login_not_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, key: str) -> HttpResponse:
    """What is offered; agreeing and taking back lead to the visit's page again."""
    guest, at = guest_at(request, key), timezone.now()
    problem = ""
    if request.method == "POST" and request.POST.get("do") == "no_face":
        guests.take_back(key=key, at=at)
        return redirect("visit:pass", key=key)
    offered = guests.offer(guest, at=at)
    form = GuestAgreeForm(
        request.POST or None, initial={"text_id": offered.text.id if offered else None}
    )
    if form.is_bound and form.is_valid():
        try:
            guests.agree(key=key, at=at, **form.cleaned_data)
        except EXPECTED as error:
            problem = say(error)
        else:
            return redirect("visit:pass", key=key)
    is_wrong = bool(problem or (form.is_bound and form.errors))
    context = {
        "offer": offered,
        "form": form,
        "key": key,
        "problem": problem,
        "site": guest.site.name,
        "is_open": is_wrong,
    }
    return render_page(request, PAGE, context, part=PART, status=422 if is_wrong else 200)
