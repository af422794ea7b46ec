"""What `{% load kit %}` offers to every template."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString

from jieyue.kit import formats, shell
from jieyue.kit.actor import Actor
from jieyue.kit.charts import ChartTable
from jieyue.kit.table_body import Line, lines

register = template.Library()


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """`{{ diners|number }}`, `{{ share|number:1 }}`."""
    return formats.number(value, places)


@register.filter
def signed(value: Any, places: int | None = None) -> str:
    """`{{ change|signed:1 }}` is `+3.2` or `−3.2`."""
    return formats.signed(value, places)


@register.filter
def quantity(value: Any, unit: Any = "") -> str:
    """`{{ mass_kg|quantity:"kg" }}` is `81.7 kg`; nothing for None."""
    text = formats.number(value)
    return f"{text}\N{NO-BREAK SPACE}{unit}" if text and unit else text


@register.filter
def yuan(value: Any) -> str:
    """`{{ amount_yuan|yuan }}` is `¥1,234.50`."""
    return formats.yuan(value)


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """A share from 0 to 1 as `12.3 %`; nothing for None."""
    if value is None or value == "":
        return ""
    return f"{formats.number(Decimal(str(value)) * 100, places)}\N{NO-BREAK SPACE}%"


@register.filter
def day(value: date | datetime | None, style: str = "short") -> str:
    """`{{ served_on|day }}` is `11月23日 周一`; `|day:"long"` has the year."""
    return formats.day(value, style)


@register.filter
def moment(value: datetime | None, style: str = "bare") -> str:
    """`{{ made_at|moment }}` is `11月23日 08:15`; `|moment:"long"` has the year."""
    return formats.moment(value, style)


@register.filter
def may(actor: Actor | None, permission: str) -> bool:
    """`{% if actor|may:"canteen.trace.read" %}`: whether a link leads where the reader may go."""
    return actor is not None and actor.scope_of(permission) is not None


@register.filter
def cell(value: Any) -> Any:
    """A table's cell that its column left as it was: whole numbers bare, days with weekday."""
    return formats.cell(value)


@register.simple_tag
def table_lines(table: Any) -> list[Line]:
    """The rows of a table's current page, ready to show."""
    return list(lines(table))


@register.simple_tag
def share(value: Any, maximum: Any) -> int:
    """How many percent `value` is of `maximum`, kept from 0 to 100; 0 when there is no maximum."""
    if not value or not maximum:
        return 0
    return max(0, min(100, round(float(value) / float(maximum) * 100)))


@register.simple_tag
def trend_class(trend: Any, rising_is_good: Any = False) -> str:
    """The colour of a change: spending less is good unless told otherwise."""
    if not trend:
        return "text-secondary"
    is_good = (trend > 0) == bool(rising_is_good)
    return "text-green" if is_good else "text-red"


@register.simple_tag(takes_context=True)
def block_text(context: Context, name: str) -> SafeString:
    """What the page wrote in a block, once more: the title of the window is the page's heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    text: SafeString = block.render(context)
    return text


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This address's query with some values changed; None takes one out: `{% query page=2 %}`."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            parameters.pop(key, None)
        else:
            parameters[key] = str(value)
    return f"?{parameters.urlencode()}"


@register.simple_tag
def demo_logins() -> list[dict[str, str]]:
    """The demo's log-ins, for the log-in page of a demo; empty everywhere else."""
    return shell.demo_logins()


@register.inclusion_tag("kit/components/chart.html", takes_context=True)
def chart(
    context: Context,
    id: str,  # noqa: A002 - the name of the attribute it becomes
    option: Mapping[str, Any],
    table: ChartTable,
    height: int = 320,
    label: str = "",
) -> dict[str, Any]:
    """An ECharts chart with its figures behind it: `{% chart "forecast" option table %}`.

    option: plain values only, as JSON carries them; colours, fonts and language are the shell's.
    label: what the chart shows, in words, for who cannot see it.
    """
    return {
        "id": id,
        "option_id": f"{id}-option",
        "option": option,
        "table": table,
        "height": height,
        "label": label,
        "request": context.get("request"),
    }
