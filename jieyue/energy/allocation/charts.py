"""What each unit used of its own and of what is shared, as bars."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from jieyue.energy.allocation.run_queries import UnitPart
from jieyue.kit.charts import ChartTable


def by_unit(parts: Sequence[UnitPart], *, unit: str) -> tuple[dict[str, Any], ChartTable]:
    """The largest at the left; what nobody got stands with the others."""
    rows = sorted(parts, key=lambda part: -part.total)
    names = [part.name or _("not allocated") for part in rows]
    kinds = ((_("own meter"), "own"), (_("share of a common meter"), "shared"))
    option = {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"interval": 0, "rotate": 45}},
        "yAxis": {"type": "value", "name": unit},
        "series": [
            {
                "name": name,
                "type": "bar",
                "stack": "use",
                "data": [round(float(getattr(part, field)), 2) for part in rows],
            }
            for name, field in kinds
        ],
    }
    table = ChartTable(
        [_("Unit"), _("own meter"), _("share of a common meter")],
        [(name, part.own, part.shared) for name, part in zip(names, rows, strict=True)],
    )
    return option, table
