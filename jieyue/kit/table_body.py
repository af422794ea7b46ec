"""The rows of a list as HTML, with everything that is the same in each row worked out once.

django-tables2 asks every cell anew which arguments its column wants and which attributes it
wears; on a page of fifty rows that is most of the time. Its meaning is kept.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from jieyue.kit import formats


@dataclass(frozen=True)
class Line:
    """One row: the attributes of its `tr`, and its cells."""

    attrs: SafeString
    cells: SafeString


def lines(table: Any) -> Iterator[Line]:
    """The rows of the current page."""
    plans = [_Plan(table, column) for column in table.columns]
    for row in table.paginated_rows:
        html = "".join(plan.html(row) for plan in plans)
        yield Line(row.attrs.as_html(), mark_safe(html))  # noqa: S308 - every cell is escaped


class _Plan:
    """How one column turns a row into a cell."""

    def __init__(self, table: Any, column: Any) -> None:
        self.table, self.column = table, column
        self.key = str(column.accessor)
        self.steps = tuple(self.key.replace(".", "__").split("__"))
        self.wanted = _parameters(column.render)
        attrs = column.column.attrs.get("td", {})
        self.start = None if _has_callables(attrs) else _start(attrs, column.header)

    def html(self, row: Any) -> str:
        content = self._content(row)
        start = self.start or _start(self._own_attrs(row, content), self.column.header)
        return f"{start}{conditional_escape(formats.cell(content))}</td>"

    def _content(self, row: Any) -> Any:
        record = row.record
        value = self._value(record)
        if callable(value):
            return row.get_cell(self.column.name)
        if value in self.column.column.empty_values:
            return self.column.default
        offered = {
            "value": value,
            "record": record,
            "column": self.column.column,
            "bound_column": self.column,
            "bound_row": row,
            "table": self.table,
        }
        names = offered if self.wanted is None else self.wanted
        content = self.column.render(**{name: offered[name] for name in names})
        return self.column.link(content, **offered) if self.column.link else content

    def _value(self, record: Any) -> Any:
        """What the record holds. A column that renders emptiness itself needs nothing there."""
        if isinstance(record, Mapping) and self.key in record:
            return record[self.key]
        holder = record
        for step in self.steps[:-1]:
            holder = _part(holder, step)
        if holder is None or isinstance(holder, Mapping):
            return _part(holder, self.steps[-1])
        return self._named(holder, self.steps[-1])

    def _named(self, holder: Any, name: str) -> Any:
        """An attribute; a model's field of choices as its label."""
        if isinstance(holder, Model) and hasattr(holder, f"get_{name}_display"):
            return getattr(holder, f"get_{name}_display")()
        if self.column.column.empty_values:
            return getattr(holder, name)
        return getattr(holder, name, None)

    def _own_attrs(self, row: Any, content: Any) -> Mapping[str, Any]:
        """The attributes when some depend on the row."""
        self.column.current_value, self.column.current_record = content, row.record
        attrs: Mapping[str, Any] = self.column.attrs["td"]
        return attrs


def _part(holder: Any, name: str) -> Any:
    """What lies under a name, None where nothing does: a related row may be missing."""
    return holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)


def _parameters(render: Any) -> tuple[str, ...] | None:
    """The names it takes; None when it takes any."""
    parameters = inspect.signature(render).parameters.values()
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters):
        return None
    return tuple(each.name for each in parameters)


def _has_callables(attrs: Mapping[str, Any]) -> bool:
    return any(callable(value) for value in attrs.values())


def _start(attrs: Mapping[str, Any], header: Any) -> SafeString:
    shown = {key: value for key, value in attrs.items() if value}
    return format_html('<td{} data-label="{}">', flatatt(shown), header)
