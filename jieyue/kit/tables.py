"""Lists: filter, sort, choice of columns, paging, print, and the same out to Excel.

A topic states its columns and filters; everything else is here.

    class DinerTable(Table):
        name = TextColumn(verbose_name=_("Name"), linkify=lambda record: …)
        meals = NumberColumn(verbose_name=_("Meals"))

    def diners(request):
        return table_page(request, DinerTable, queries.diners(actor), title=_("Diners"))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, cast

import django_tables2
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django_filters import FilterSet

from jieyue.kit import excel
from jieyue.kit.columns import (
    DayColumn,
    MomentColumn,
    NumberColumn,
    ShareColumn,
    StatusColumn,
    TextColumn,
    YesNoColumn,
    YuanColumn,
)
from jieyue.kit.pages import render_page

__all__ = [
    "Action",
    "DayColumn",
    "Empty",
    "MomentColumn",
    "NumberColumn",
    "RowFilter",
    "ShareColumn",
    "StatusColumn",
    "Table",
    "TextColumn",
    "YesNoColumn",
    "YuanColumn",
    "table_page",
]

PAGE_SIZES = (25, 50, 100, 200)
PAGE_SIZE = 50
OWN_PARAMETERS = ("columns", "export", "page", "per_page", "sort")
ARRANGING = ("per_page", "sort")


class Table(django_tables2.Table):
    """Base of every list. Each column needs a `verbose_name`.

    hidden: columns not shown until somebody chooses them.
    phone: "cards" turns each row into a card on a phone, "scroll" lets the table scroll sideways.
    """

    hidden: ClassVar[tuple[str, ...]] = ()
    phone: ClassVar[str] = "cards"

    class Meta:
        attrs: ClassVar[dict[str, str]] = {"class": "table table-vcenter card-table table-hover"}


class RowFilter(forms.Form):
    """Filters rows that are no queryset: say in `choose` which stay; else all do."""

    def choose(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows that fit `self.cleaned_data`, in which a field left empty says nothing."""
        return rows


@dataclass(frozen=True)
class Action:
    """A button above the list. `style` is Tabler's: "primary" or "outline-secondary"."""

    label: "str | Promise"
    url: str
    icon: str = ""
    style: str = "outline-secondary"


@dataclass(frozen=True)
class Empty:
    """What an empty list says: what is missing, and what to do next."""

    title: "str | Promise"
    text: "str | Promise" = ""
    url: str = ""
    action: "str | Promise" = ""
    icon: str = "inbox"


@dataclass(frozen=True)
class ColumnChoice:
    """One box in the choice of columns."""

    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True)
class Listing:
    """What `kit/_list.html` shows; a page of one's own finds it as `listing`."""

    table: Table
    filter_form: forms.Form | None
    is_filtered: bool
    total: int
    columns: Sequence[ColumnChoice]
    kept: Sequence[tuple[str, str]]  # the filter, for the forms beside it
    arranged: Sequence[tuple[str, str]]  # order and page size, for the filter
    empty: Empty | None
    page_sizes: Sequence[int] = field(default=PAGE_SIZES)


class _Filtering(Protocol):
    @property
    def form(self) -> forms.Form: ...
    @property
    def qs(self) -> Any: ...


def table_page(
    request: HttpRequest,
    table_class: type[Table],
    rows: "QuerySet[Any] | Sequence[Any]",
    *,
    title: "str | Promise",
    filterset: "type[FilterSet] | type[RowFilter] | None" = None,
    page: str = "kit/list_page.html",
    actions: Sequence[Action] = (),
    empty: Empty | None = None,
    exclude: Iterable[str] = (),
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A list page, or with `?export=xlsx` the same rows and columns as a file.

    rows: a queryset (also of `.values()`) or a list of dataclasses.
    exclude: columns this person may not see at all.
    """
    form, chosen = _filtered(request, filterset, rows)
    choices = _column_choices(request, table_class, frozenset(exclude))
    left_out = [choice.name for choice in choices if not choice.is_shown]
    table = table_class(chosen, exclude=(*left_out, *exclude), request=request)
    table.order_by = request.GET.getlist("sort") or table.order_by
    if request.GET.get("export") == "xlsx":
        return _file(table, str(title))
    table.paginate(
        per_page=_page_size(request), page=_page_number(request), paginator_class=_Patient
    )
    listing = Listing(
        table=table,
        filter_form=form,
        is_filtered=form is not None and any(form.changed_data),
        total=table.page.paginator.count,
        columns=choices,
        kept=_parameters(request, lambda key: key not in OWN_PARAMETERS or key in ARRANGING),
        arranged=_parameters(request, ARRANGING.__contains__),
        empty=empty,
    )
    shown = {"title": title, "actions": actions, "listing": listing, "table": table}
    return render_page(request, page, shown | dict(context or {}))


class _Patient(Paginator):
    """A page beyond the end is the last one: rows may have gone since the link was made."""

    def page(self, number: Any) -> Any:
        return super().page(max(1, min(int(number), self.num_pages)))


def _filtered(
    request: HttpRequest, filterset: Any, rows: Any
) -> tuple[forms.Form | None, "QuerySet[Any] | Sequence[Any]"]:
    """The form and the rows it leaves. What is typed wrongly is named beside its field."""
    if filterset is None:
        return None, rows
    if issubclass(filterset, RowFilter):
        form = filterset(request.GET or None)
        chosen = form.choose(rows) if form.is_bound and form.is_valid() else rows
        return _dressed(form), chosen
    filtering = cast("_Filtering", filterset(request.GET or None, queryset=rows, request=request))
    return _dressed(filtering.form), filtering.qs


def _dressed(form: forms.Form) -> forms.Form:
    for each in form.fields.values():
        if isinstance(each.widget, forms.DateInput):
            each.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return form


def _column_choices(
    request: HttpRequest, table_class: type[Table], banned: frozenset[str]
) -> list[ColumnChoice]:
    """Every column, shown or not: as asked for now, or as this session last chose."""
    columns = {
        name: column for name, column in table_class.base_columns.items() if name not in banned
    }
    key = f"columns.{table_class.__module__}.{table_class.__qualname__}"
    asked = [name for name in request.GET.getlist("columns") if name in columns]
    if asked:
        request.session[key] = asked
    kept = [name for name in request.session.get(key, ()) if name in columns]
    shown = set(asked or kept or [name for name in columns if name not in table_class.hidden])
    return [
        ColumnChoice(name, str(column.verbose_name or name), name in shown)
        for name, column in columns.items()
    ]


def _page_size(request: HttpRequest) -> int:
    asked = request.GET.get("per_page", "")
    return int(asked) if asked in {str(size) for size in PAGE_SIZES} else PAGE_SIZE


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _parameters(request: HttpRequest, is_wanted: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Some of this address's query, to be carried along by a form."""
    return [
        (key, value) for key, values in request.GET.lists() if is_wanted(key) for value in values
    ]


def _file(table: Table, title: str) -> HttpResponse:
    """Every row of the list as .xlsx, in the order and with the columns on the page."""
    if len(table.rows) > excel.MOST_ROWS:
        text = _("More than %(most)s rows: narrow the filter first.") % {"most": excel.MOST_ROWS}
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    content = excel.workbook(title, table.as_values())
    response = HttpResponse(content, content_type=excel.CONTENT_TYPE)
    disposition = content_disposition_header(True, f"{title}.xlsx")
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
