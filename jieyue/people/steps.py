"""A form leads to an action, or comes back with what the action refused."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise

from jieyue.kit.problems import say

Refusals = type[Exception] | tuple[type[Exception], ...]


def submit(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[], object],
    *,
    refusals: Refusals,
    done_url: "str | Callable[[], str]",
    said: "str | Promise",
) -> HttpResponse | None:
    """Act on a valid form and go on. None: show the form, which names what was wrong."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except refusals as error:
        form.add_error(None, say(error))
        return None
    messages.success(request, str(said))
    return HttpResponseRedirect(done_url if isinstance(done_url, str) else done_url())


def press(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    refusals: Refusals,
    done_url: str,
    said: "str | Promise",
) -> HttpResponse:
    """A button without a form: act, say what came of it, and go on."""
    try:
        act()
    except refusals as error:
        messages.error(request, say(error))
    else:
        messages.success(request, str(said))
    return HttpResponseRedirect(done_url)


def named(**shown: forms.Form) -> dict[str, forms.Form]:
    """Several forms of one page, their fields' ids told apart."""
    for name, form in shown.items():
        form.auto_id = f"{name}_%s"
    return shown


def status_of(*shown: forms.BaseForm) -> int:
    """422 when a form on the page came back with errors."""
    return 422 if any(form.is_bound and form.errors for form in shown) else 200


def day_field(label: "str | Promise", **kwargs: object) -> forms.DateField:
    """A day, typed or picked."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)  # type: ignore[arg-type]
