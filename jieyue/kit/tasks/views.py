"""Background work: how far it is, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from jieyue.kit.columns import MomentColumn, NumberColumn, StatusColumn, TextColumn
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.problems import say
from jieyue.kit.tables import Empty, Table, table_page
from jieyue.kit.tasks import actions, queries
from jieyue.kit.tasks.models import Task, TaskStatus

COLOURS = {
    TaskStatus.WAITING: "secondary",
    TaskStatus.RUNNING: "blue",
    TaskStatus.DONE: "green",
    TaskStatus.FAILED: "red",
    TaskStatus.CANCELLED: "yellow",
}
STATES = {status.value: (status.label, colour) for status, colour in COLOURS.items()}


class TaskTable(Table):
    label = TextColumn(
        verbose_name=gettext_lazy("Work"),
        linkify=lambda record: reverse("kit:task", args=[record.id]),
    )
    status = StatusColumn(verbose_name=gettext_lazy("Status"), states=STATES)
    percent = NumberColumn(verbose_name=gettext_lazy("Done"), unit="%")
    message = TextColumn(verbose_name=gettext_lazy("Message"))
    asked_by = TextColumn(verbose_name=gettext_lazy("Asked by"))
    asked_at = MomentColumn(verbose_name=gettext_lazy("Asked at"))
    finished_at = MomentColumn(verbose_name=gettext_lazy("Ended at"))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return table_page(
        request,
        TaskTable,
        queries.tasks(actor_of(request)),
        title=_("Background work"),
        page="kit/tasks/index.html",
        context={"failed_runs": queries.failed_runs(actor_of(request))},
        empty=Empty(_("No background work"), _("Long work, once asked for, shows here.")),
    )


@require_GET
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """The page asks for its part every two seconds while the work is open."""
    try:
        shown = queries.task(actor_of(request), task_id=task_id)
    except Task.DoesNotExist as error:
        raise Http404(str(task_id)) from error
    result = shown.result if isinstance(shown.result, dict) else {}
    context = {
        "shown": shown,
        "colour": COLOURS[TaskStatus(shown.status)],
        "result_url": result.get("url", ""),
        "figures": [(key, value) for key, value in result.items() if key != "url"],
    }
    return render_page(request, "kit/tasks/task.html", context, part="kit/tasks/_task.html")


@require_POST
def cancel(request: HttpRequest, task_id: int) -> HttpResponse:
    try:
        actions.cancel(task_id=task_id, actor=actor_of(request), at=timezone.now())
    except Task.DoesNotExist as error:
        raise Http404(str(task_id)) from error
    except actions.AlreadyEnded as error:
        messages.error(request, say(error))
    return HttpResponseRedirect(reverse("kit:task", args=[task_id]))
