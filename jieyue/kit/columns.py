"""Columns of a list: they know how a value reads on the page and what Excel gets."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_tables2
from django.utils.html import format_html
from django.utils.translation import gettext as _

from jieyue.kit import formats

NUMBER = {"th": {"class": "number"}, "td": {"class": "number text-nowrap"}}
UNBROKEN = {"td": {"class": "text-nowrap"}}


class TextColumn(django_tables2.Column):
    """Any text; `linkify=` makes it a link."""

    empty_values = (None, "")


class NumberColumn(django_tables2.Column):
    """A count or quantity, grouped by thousands; `unit` stands behind each."""

    def __init__(
        self, *args: Any, places: int | None = None, unit: str = "", **kwargs: Any
    ) -> None:
        kwargs.setdefault("attrs", NUMBER)
        super().__init__(*args, **kwargs)
        self.places, self.unit = places, unit

    def render(self, value: Any) -> str:
        text = formats.number(value, self.places)
        return f"{text}\N{NO-BREAK SPACE}{self.unit}" if self.unit else text

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class YuanColumn(NumberColumn):
    """Money with the fen."""

    def render(self, value: Any) -> str:
        return formats.yuan(value)


class ShareColumn(NumberColumn):
    """A share from 0 to 1 shown in percent, and in percent in Excel too."""

    def render(self, value: Any) -> str:
        places = 1 if self.places is None else self.places
        return f"{formats.number(Decimal(str(value)) * 100, places)}\N{NO-BREAK SPACE}%"

    def value(self, **kwargs: Any) -> Any:
        return None if kwargs["value"] is None else Decimal(str(kwargs["value"])) * 100


class DayColumn(django_tables2.Column):
    """A day with its weekday."""

    def __init__(self, *args: Any, style: str = "long", **kwargs: Any) -> None:
        kwargs.setdefault("attrs", UNBROKEN)
        super().__init__(*args, **kwargs)
        self.style = style

    def render(self, value: Any) -> str:
        return formats.day(value, self.style)

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class MomentColumn(DayColumn):
    """An instant in local time."""

    def render(self, value: Any) -> str:
        return formats.moment(value, self.style)


class StatusColumn(django_tables2.Column):
    """A stored code as a coloured label.

    states: `{code: (label, colour)}`, the colour one of Tabler's, such as "green".
    """

    def __init__(self, *args: Any, states: Mapping[str, tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.states = states

    def render(self, value: Any) -> str:
        label, colour = self.states.get(str(value), (value, "secondary"))
        return format_html(
            '<span class="status status-{}"><span class="status-dot"></span>{}</span>',
            colour,
            label,
        )

    def value(self, **kwargs: Any) -> Any:
        return self.states.get(str(kwargs["value"]), (kwargs["value"], ""))[0]


class YesNoColumn(django_tables2.Column):
    """True or false in words."""

    def render(self, value: Any) -> str:
        return _("yes") if value else _("no")
