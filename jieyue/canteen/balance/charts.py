"""The Sankey from bought to eaten, with its table."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from jieyue.canteen.balance.queries import DayBalance
from jieyue.kit.charts import ChartTable

Flow = tuple[str, str, Decimal, Decimal]  # from, to, kg, yuan
NOTHING = Decimal(0)
LEAST_KG = Decimal("0.01")  # thinner flows are no line on a page


def flows(day: DayBalance) -> list[Flow]:
    """What went from where to where, in kg and yuan. Masses are as bought up to the pot.

    Cooking gains water or loses it, which has its own node, so each node balances.
    """
    return [*_raw(day), *_cooked(day)]


def sankey(day: DayBalance) -> tuple[dict[str, Any], ChartTable]:
    """The day's flows; the table adds grams and yuan for each guest."""
    shown = [flow for flow in flows(day) if flow[2] >= LEAST_KG]
    names = list(
        dict.fromkeys(name for source, target, *_rest in shown for name in (source, target))
    )
    option = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "data": [{"name": name} for name in names],
                "links": [
                    {"source": source, "target": target, "value": round(float(kg), 1)}
                    for source, target, kg, _yuan in shown
                ],
                "emphasis": {"focus": "adjacency"},
                "nodeAlign": "justify",
                "left": 8,
                "right": 110,
                "top": 16,
                "bottom": 16,
                "lineStyle": {"color": "gradient", "opacity": 0.4},
            }
        ],
    }
    headers = [_("From"), _("To"), "kg", _("yuan"), _("g per guest"), _("yuan per guest")]
    guests = day.diners or 0
    rows = [
        (
            source,
            target,
            round(kg, 1),
            round(yuan, 2),
            round(kg * 1000 / guests) if guests else None,
            round(yuan / guests, 2) if guests else None,
        )
        for source, target, kg, yuan in shown
    ]
    return option, ChartTable(headers, rows)


def _raw(day: DayBalance) -> list[Flow]:
    """From delivery and store to the pots."""
    store, kitchen = _("in the store"), _("in the kitchen")
    found: list[Flow] = []
    terms = day.terms
    found.append((_("bought today"), store, terms.received_kg, _worth(day, "received_kg")))
    if terms.store_change_kg < 0:
        kg = -terms.store_change_kg
        found.append((_("held before"), store, kg, -_worth(day, "store_change_kg")))
    else:
        kg = terms.store_change_kg
        found.append((store, _("still held"), kg, _worth(day, "store_change_kg")))
    from_store_kg = terms.used_kg + min(terms.drawn_ahead_kg, NOTHING)
    found += [
        (store, _("spoiled in the store"), terms.spoiled_kg, _worth(day, "spoiled_kg")),
        (store, _("sent back"), terms.supplier_return_kg, _worth(day, "supplier_return_kg")),
        (store, _("for other days"), terms.drawn_ahead_kg, _worth(day, "drawn_ahead_kg")),
        (_("drawn before"), kitchen, -terms.drawn_ahead_kg, -_worth(day, "drawn_ahead_kg")),
        (
            store,
            kitchen,
            from_store_kg,
            _worth(day, "used_kg"),
        ),
        (
            kitchen,
            _("trimmed off"),
            terms.trimmings_kg,
            _worth(day, "trimmings_kg"),
        ),
        (kitchen, _("pots"), terms.cooked_kg, _worth(day, "cooked_kg")),
        (kitchen, _("left raw"), terms.in_kitchen_kg, _worth(day, "in_kitchen_kg")),
    ]
    lost = [row for row in day.groups if row.balance.unexplained_kg > 0]
    extra = [row for row in day.groups if row.balance.unexplained_kg < 0]
    found.append(
        (
            kitchen,
            _("unexplained"),
            sum((row.balance.unexplained_kg for row in lost), NOTHING),
            sum((row.unexplained_yuan for row in lost), NOTHING),
        )
    )
    found.append(
        (
            _("more than drawn"),
            kitchen,
            -sum((row.balance.unexplained_kg for row in extra), NOTHING),
            -sum((row.unexplained_yuan for row in extra), NOTHING),
        )
    )
    return found


def _cooked(day: DayBalance) -> list[Flow]:
    """From the pots to the plates, worth what went into the pots."""
    serving, pots, cooked = day.serving, _("pots"), _("cooked food")
    value = _worth(day, "cooked_kg")
    per_kg = value / serving.cooked_kg if serving.cooked_kg else NOTHING
    raw_kg = day.terms.cooked_kg
    gain_kg = serving.cooked_kg - raw_kg
    found: list[Flow] = [
        (pots, cooked, min(raw_kg, serving.cooked_kg), value),
        (_("water and broth"), cooked, gain_kg, NOTHING),
        (pots, _("boiled away"), -gain_kg, NOTHING),
    ]
    served = _("served to guests")
    parts = (
        (cooked, served, serving.served_kg),
        (cooked, _("left unserved"), serving.unserved_kg),
        (cooked, _("kept or staff meal"), serving.kept_kg),
        (cooked, _("not accounted for"), serving.unexplained_kg),
        (_("ladled beyond the portion"), served, -serving.unexplained_kg),
        (served, _("left on plates"), serving.plate_kg),
        (served, _("eaten by guests"), serving.eaten_kg),
    )
    return found + [(source, target, kg, kg * per_kg) for source, target, kg in parts]


def _worth(day: DayBalance, term: str) -> Decimal:
    """A term in yuan, each group at its own price."""
    return sum(
        (getattr(row.balance.terms, term) * (row.yuan_per_kg or NOTHING) for row in day.groups),
        NOTHING,
    )
