"""The year's calendar, and the form for one day."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.kit import excel, workdays
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.permissions import KitPermission
from jieyue.kit.problems import say
from jieyue.kit.workdays import actions, queries


class DayForm(forms.Form):
    is_working = forms.TypedChoiceField(
        label=gettext_lazy("This day is"),
        choices=[("yes", gettext_lazy("worked")), ("no", gettext_lazy("day off"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=gettext_lazy("Holiday"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("The holiday, or the one this day makes up for."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("For example the number of the notice."),
    )


@require_GET
def this_year(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("kit:workdays", args=[timezone.localdate().year]))


@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    if not queries.FIRST_YEAR <= year <= queries.LAST_YEAR:
        raise Http404(str(year))
    actor = actor_of(request)
    shown = queries.year_of(actor, year)
    if request.GET.get("export") == "xlsx":
        return _file(shown)
    context = {
        "shown": shown,
        "may_edit": actor.may(KitPermission.WORKDAYS_EDIT),
        "today": timezone.localdate(),
    }
    return render_page(request, "kit/workdays/year.html", context)


@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    actor = actor_of(request)
    actor.require(KitPermission.WORKDAYS_EDIT)
    try:
        chosen = date(year, month, day)
    except ValueError as error:
        raise Http404(str(error)) from error
    shown = workdays.on(chosen, site_id=actor.site_id or 0)
    initial = {"is_working": "yes" if shown.is_working else "no", "title": shown.name}
    form = DayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(day=chosen, **form.cleaned_data, actor=actor, at=timezone.now())
        except actions.REFUSALS as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("The calendar was changed."))
            return HttpResponseRedirect(reverse("kit:workdays", args=[year]))
    context = {"shown": shown, "form": form}
    status = 422 if form.errors else 200
    return render_page(request, "kit/workdays/day.html", context, status=status)


@require_POST
def publish(request: HttpRequest, year: int) -> HttpResponse:
    try:
        actions.publish(
            year=year,
            published=request.POST.get("published") == "yes",
            reason=request.POST.get("reason", ""),
            actor=actor_of(request),
            at=timezone.now(),
        )
    except actions.REFUSALS as error:
        messages.error(request, say(error))
    return HttpResponseRedirect(reverse("kit:workdays", args=[year]))


def _file(shown: queries.Year) -> HttpResponse:
    header = [_("Day"), _("Worked"), _("Holiday"), _("Source"), _("Disagreement")]
    rows = [
        [row.day, _("yes") if row.is_working else _("no"), row.name, row.source, row.disagreement]
        for row in shown.exceptions
    ]
    content = excel.workbook(str(shown.year), [header, *rows])
    response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="workdays-{shown.year}.xlsx"'
    return response
