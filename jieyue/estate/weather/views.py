from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jieyue.estate.permissions import EstatePermission
from jieyue.estate.weather import actions, charts, queries, rules
from jieyue.estate.weather.forms import WeatherForm
from jieyue.estate.weather.models import WeatherSource
from jieyue.estate.weather.sheet import SPEC, row_of
from jieyue.estate.weather.tables import WeatherFilter, WeatherTable
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.sheets import SheetRow
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.steps import status_of, submit

FORM = "people/form_page.html"
SHOWN_BACK, SHOWN_AHEAD = timedelta(days=30), timedelta(days=16)


def index(request: HttpRequest) -> HttpResponse:
    """The weather kept, with a chart of the last weeks and of what is forecast."""
    actor = actor_of(request)
    actor.require(EstatePermission.WEATHER_READ)
    assert actor.site_id is not None
    may_record = actor.may(EstatePermission.WEATHER_RECORD)
    today, take_in = timezone.localdate(), reverse("estate:weather_import")
    recent = queries.between(
        site_id=actor.site_id, first=today - SHOWN_BACK, last=today + SHOWN_AHEAD
    )
    option, table = charts.chart(list(recent.values()))
    buttons = [
        Action(_("Import"), take_in, "upload"),
        Action(_("Record a day"), reverse("estate:weather_record"), "plus", "primary"),
    ]
    return table_page(
        request,
        WeatherTable,
        queries.table(actor),
        title=_("Weather"),
        page="estate/weather/list.html",
        filterset=WeatherFilter,
        actions=buttons if may_record else [],
        empty=Empty(
            _("No weather is kept yet"),
            _("Rain, heat and cold change how many come. Import what your weather station has."),
            take_in if may_record else "",
            _("Import weather"),
            "cloud-rain",
        ),
        context={"option": option, "table_of_chart": table, "has_chart": bool(recent)},
    )


def record(request: HttpRequest) -> HttpResponse:
    """One day by hand; what stands there already is shown to be changed."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(EstatePermission.WEATHER_RECORD)
    assert actor.site_id is not None
    start = {"day": today, "source": WeatherSource.OBSERVED}
    form = WeatherForm(request.POST or None, initial=start | _known(request, actor.site_id))
    reply = submit(
        request,
        form,
        lambda: actions.record(form.values, actor=actor, at=timezone.now()),
        refusals=rules.Refusal,
        done_url=reverse("estate:weather"),
        said=_("The weather has been recorded."),
    )
    shown = {"title": _("Record a day"), "form": form, "back_url": reverse("estate:weather")}
    return reply or render_page(request, FORM, shown, status=status_of(form))


def take_in(request: HttpRequest) -> HttpResponse:
    """Many days from a sheet; the journal gets one line for all of them."""
    actor = actor_of(request)
    actor.require(EstatePermission.WEATHER_RECORD)
    written: list[date] = []

    def apply(row: SheetRow) -> str:
        weather = row_of(row)
        outcome = actions.put(weather, actor=actor, at=timezone.now())
        if outcome != "unchanged":
            written.append(weather.day)
        return outcome

    reply = import_page(
        request,
        SPEC,
        apply=apply,
        done_url=reverse("estate:weather"),
        refusals=(rules.Refusal,),
        say=say,
    )
    if request.POST.get("step") == "import":
        actions.note_taken_in(written, actor=actor, at=timezone.now())
    return reply


def _known(request: HttpRequest, site_id: int) -> dict[str, object]:
    """What is kept of the day asked for in the address."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return {}
    known = queries.between(site_id=site_id, first=day, last=day).get(day)
    if known is None:
        return {"day": day}
    kept = {name: getattr(known, name) for name in actions.FIELDS}
    return kept | {"day": day, "source": WeatherSource.OBSERVED}
