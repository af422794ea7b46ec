"""An order as the text that goes to the supplier, and word of it to the buyer."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jieyue.canteen.purchasing.models import PurchaseOrder
from jieyue.kit import formats
from jieyue.kit.actor import Actor
from jieyue.kit.unit_labels import label_of
from jieyue.people.messages import actions as messages
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text

READY = gettext_noop("Order %(number)s for %(supplier)s is ready: pass it on")


def order_text(order: PurchaseOrder) -> str:
    """The order in the office's language, one line an ingredient, to copy into any message."""
    with translation.override(settings.LANGUAGE_CODE):
        named = {
            "number": order.number,
            "canteen": order.canteen.name,
            "supplier": order.supplier.name,
            "day": formats.day(order.deliver_on, "long"),
        }
        lines = [_("%(supplier)s: order %(number)s of %(canteen)s for delivery on %(day)s") % named]
        for place, line in enumerate(order.lines.select_related("ingredient"), 1):
            unit = label_of(line.ingredient.base_unit)
            lines.append(f"{place}. {line.ingredient.name} {line.quantity.normalize():f} {unit}")
        lines.append(_("Total %(amount)s") % {"amount": formats.yuan(order.amount_yuan)})
    return "\n".join(lines)


def tell_buyer(order: PurchaseOrder, *, actor: Actor, at: datetime) -> None:
    """Put the order's text into the buyer's messages; without a buyer its page is enough."""
    text = Text(
        title=READY,
        text="%(order)s",
        link=reverse("canteen:purchase_order", args=[order.number]),
        values={
            "number": order.number,
            "supplier": order.supplier.name,
            "order": order_text(order),
        },
    )
    try:
        messages.tell(text, to=_buyer(order), actor=actor, at=at)
    except NobodyToTell:
        return


def _buyer(order: PurchaseOrder) -> Recipients:
    return Recipients(person_ids=[order.buyer_id] if order.buyer_id else [])
