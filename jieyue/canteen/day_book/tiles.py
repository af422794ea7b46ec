"""What waits for somebody today, step by step along the loop: one tile a step.

Each tile has its right, so the same page shows the manager everything and the buyer two tiles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jieyue.canteen.day_book import counts
from jieyue.canteen.diners.queries import CanteenRow
from jieyue.canteen.permissions import CanteenPermission as Right
from jieyue.kit import formats
from jieyue.kit.actor import Actor


class State(StrEnum):
    """How a step stands: nothing to do, done, still to do, or late."""

    IDLE = "idle"
    DONE = "done"
    DUE = "due"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a tile is reckoned for."""

    place: CanteenRow
    day: date
    at: datetime

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate(self.at)


@dataclass(frozen=True)
class Step:
    """How a step stands, in a few words."""

    state: State
    text: str


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One step as the page shows it."""

    label: "str | Promise"
    icon: str
    url: str
    step: Step


@dataclass(frozen=True, kw_only=True)
class _Kind:
    label: "str | Promise"
    icon: str
    url_name: str
    right: str
    step: Callable[[Moment], Step]


def has_steps(actor: Actor) -> bool:
    """Whether the actor has a hand in any step."""
    return any(actor.may(kind.right) for kind in KINDS)


def tiles(actor: Actor, moment: Moment) -> list[Tile]:
    """The steps the actor has a hand in, in the order of the loop."""
    return [
        Tile(
            label=kind.label,
            icon=kind.icon,
            url=reverse(kind.url_name),
            step=kind.step(moment),
        )
        for kind in KINDS
        if actor.may(kind.right)
    ]


def _todo(count: int, text: str, done: str) -> Step:
    return Step(State.DUE, text) if count else Step(State.DONE, done)


def _of(done: int, wanted: int, nothing: str) -> Step:
    """So many of so many."""
    if not wanted:
        return Step(State.IDLE, nothing)
    text = _("%(done)s of %(wanted)s") % {"done": done, "wanted": wanted}
    return Step(State.DONE if done >= wanted else State.DUE, text)


def _proposals(moment: Moment) -> Step:
    count = counts.proposals(moment.place.id)
    return _todo(count, _("%(n)s goods to request") % {"n": count}, _("everything is requested"))


def _requests(moment: Moment) -> Step:
    count = counts.requests_waiting(moment.place.id)
    return _todo(count, _("%(n)s wait for approval") % {"n": count}, _("none waits"))


def _deliveries(moment: Moment) -> Step:
    received, orders = counts.deliveries(moment.place.id, moment.day)
    return _of(received, orders, _("none ordered for the day"))


def _tests(moment: Moment) -> Step:
    found = counts.tests(moment.place.id)
    if found.held:
        return Step(State.LATE, _("%(n)s lots held or failed") % {"n": found.held})
    return _todo(found.due, _("%(n)s samples to test") % {"n": found.due}, _("none is due"))


def _store(moment: Moment) -> Step:
    expired, near = counts.expiring(moment.place, moment.day)
    if expired:
        return Step(State.LATE, _("%(n)s lots expired") % {"n": expired})
    return _todo(near, _("%(n)s lots near their end") % {"n": near}, _("nothing near its end"))


def _fridges(moment: Moment) -> Step:
    if not moment.is_today:
        return Step(State.IDLE, "")
    count = counts.fridges_unread(moment.place, moment.at)
    return _todo(count, _("%(n)s not read yet") % {"n": count}, _("all read"))


def _morning(moment: Moment) -> Step:
    checked, handlers, off = counts.morning(moment.place.id, moment.day)
    if off:
        return Step(State.LATE, _("%(n)s sent off or moved") % {"n": off})
    return _of(checked, handlers, _("nobody registered"))


def _slips(moment: Moment) -> Step:
    issued, slips = counts.slips(moment.place.id, moment.day)
    return _of(issued, slips, _("none drawn up"))


def _batches(moment: Moment) -> Step:
    cooked, planned = counts.dishes_cooked(moment.place.id, moment.day)
    return _of(cooked, planned, _("nothing planned"))


def _samples(moment: Moment) -> Step:
    kept, needed = counts.samples(moment.place, moment.day)
    return _of(kept, needed, _("no menu"))


def _daily_check(moment: Moment) -> Step:
    if counts.is_checked(moment.place.id, moment.day):
        return Step(State.DONE, _("made"))
    late = not moment.is_today or timezone.localtime(moment.at).hour >= LATE_FROM_HOUR
    return Step(State.LATE if late else State.DUE, _("not made yet"))


def _served(moment: Moment) -> Step:
    diners = counts.diners(moment.place.id, moment.day)
    text = _("%(n)s diners so far") % {"n": formats.number(diners)}
    return Step(State.DONE if diners else State.IDLE, text)


def _waste(moment: Moment) -> Step:
    kg = counts.waste_kg(moment.place.id, moment.day)
    if not kg:
        return Step(State.DUE, _("nothing weighed yet"))
    return Step(State.DONE, _("%(kg)s kg weighed") % {"kg": formats.number(kg, 1)})


def _hauls(moment: Moment) -> Step:
    count = counts.hauls(moment.place.id, moment.day)
    return Step(State.DONE if count else State.DUE, _("%(n)s collections") % {"n": count})


def _balance(moment: Moment) -> Step:
    count = counts.balance_checks(moment.place.id)
    return _todo(count, _("%(n)s gaps to explain") % {"n": count}, _("nothing unexplained"))


def _month(moment: Moment) -> Step:
    month = counts.month_to_close(moment.place.id, moment.day)
    if month is None:
        return Step(State.DONE, _("last month is closed"))
    return Step(State.DUE, _("%(month)s is open") % {"month": formats.day(month, "month")})


LATE_FROM_HOUR = 17
KINDS = (
    _Kind(
        label=gettext_lazy("Purchase proposals"),
        icon="shopping-cart",
        url_name="canteen:purchasing",
        right=Right.PURCHASING_EDIT,
        step=_proposals,
    ),
    _Kind(
        label=gettext_lazy("Requests"),
        icon="checks",
        url_name="canteen:purchase_requests",
        right=Right.PURCHASING_READ,
        step=_requests,
    ),
    _Kind(
        label=gettext_lazy("Goods to accept"),
        icon="truck-delivery",
        url_name="canteen:receiving",
        right=Right.RECEIVING_READ,
        step=_deliveries,
    ),
    _Kind(
        label=gettext_lazy("Residue tests"),
        icon="test-pipe",
        url_name="canteen:residue_tests",
        right=Right.RESIDUE_TESTS_READ,
        step=_tests,
    ),
    _Kind(
        label=gettext_lazy("Store"),
        icon="building-warehouse",
        url_name="canteen:stock_desk",
        right=Right.STOCK_READ,
        step=_store,
    ),
    _Kind(
        label=gettext_lazy("Fridges"),
        icon="temperature",
        url_name="canteen:fridges",
        right=Right.STOCK_READ,
        step=_fridges,
    ),
    _Kind(
        label=gettext_lazy("Morning check"),
        icon="stethoscope",
        url_name="canteen:morning_checks",
        right=Right.FOOD_SAFETY_READ,
        step=_morning,
    ),
    _Kind(
        label=gettext_lazy("Issue slips"),
        icon="clipboard-list",
        url_name="canteen:kitchen_slips",
        right=Right.KITCHEN_READ,
        step=_slips,
    ),
    _Kind(
        label=gettext_lazy("Dishes cooked"),
        icon="chef-hat",
        url_name="canteen:kitchen",
        right=Right.KITCHEN_READ,
        step=_batches,
    ),
    _Kind(
        label=gettext_lazy("Retained samples"),
        icon="box",
        url_name="canteen:samples",
        right=Right.SAMPLES_READ,
        step=_samples,
    ),
    _Kind(
        label=gettext_lazy("Daily food-safety check"),
        icon="shield-check",
        url_name="canteen:food_safety",
        right=Right.FOOD_SAFETY_READ,
        step=_daily_check,
    ),
    _Kind(
        label=gettext_lazy("Meals served"),
        icon="soup",
        url_name="canteen:meals_served",
        right=Right.SERVICE_READ,
        step=_served,
    ),
    _Kind(
        label=gettext_lazy("Waste weighed"),
        icon="scale",
        url_name="canteen:waste",
        right=Right.WASTE_READ,
        step=_waste,
    ),
    _Kind(
        label=gettext_lazy("Waste taken away"),
        icon="truck",
        url_name="canteen:hauls",
        right=Right.WASTE_READ,
        step=_hauls,
    ),
    _Kind(
        label=gettext_lazy("Mass balance"),
        icon="scale-outline",
        url_name="canteen:balance",
        right=Right.BALANCE_READ,
        step=_balance,
    ),
    _Kind(
        label=gettext_lazy("Month's books"),
        icon="lock",
        url_name="canteen:costs_closing",
        right=Right.COSTS_READ,
        step=_month,
    ),
)
