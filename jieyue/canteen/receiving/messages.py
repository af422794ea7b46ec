"""What the loading bay says: why something is refused, and what was out of line."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.books.refusals import BooksRefused
from jieyue.canteen.receiving import refusals
from jieyue.canteen.receiving.models import LotPaperKind
from jieyue.canteen.stock.refusals import StockRefused
from jieyue.kit import formats, problems
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.idempotency import KeyReused
from jieyue.kit.problems import Words

EXPECTED = (refusals.ReceiptRefused, BooksRefused, StockRefused, FileRefused, KeyReused)

SENSES: dict[str, Promise] = {
    "colour": _("colour"),
    "smell": _("smell"),
    "package": _("package"),
    "label": _("labelling"),
}

MUST_REJECT: dict[str, Promise] = {
    "expired": _("%(ingredient)s: expired on %(what)s. Send it back and say so."),
    "paper_missing": _(
        "%(ingredient)s: without “%(what)s” it is not accepted. Enter the paper's number, or send "
        "the goods back."
    ),
    "too_warm": _("%(ingredient)s: %(what)s is too warm. Send it back and say so."),
}

NEEDS_REASON: dict[str, Promise] = {
    "dearer_than_ordered": _(
        "%(ingredient)s: the price is above the one ordered. Give a reason, or send it back."
    ),
    "fault_colour": _("%(ingredient)s: the colour is at fault. Say what is accepted and why."),
    "fault_label": _("%(ingredient)s: the label is at fault. Say what is accepted and why."),
    "fault_package": _("%(ingredient)s: the package is at fault. Say what is accepted and why."),
    "fault_smell": _("%(ingredient)s: the smell is at fault. Say what is accepted and why."),
    "over_delivered": _(
        "%(ingredient)s: more came than was ordered. Give a reason for the excess, or accept less."
    ),
    "sent_back": _("%(ingredient)s: say why goods go back."),
    "short_shelf_life": _(
        "%(ingredient)s: too little of its shelf life is left. Give a reason, or send it back."
    ),
    "too_cold": _("%(ingredient)s: %(what)s is too cold. Give a reason, or send it back."),
}

FLAGS: dict[str, Promise] = {
    "above_contract": _("price %(price)s above the contract's %(basis)s"),
    "above_survey": _("price %(price)s well above the market's %(basis)s"),
    "clock_skew": _("the phone's clock was off: it said %(device)s, taken as %(corrected)s"),
    "dearer_than_ordered": _("price %(price)s above the ordered %(basis)s"),
    "expired": _("expired on %(expires_on)s"),
    "fault_colour": _("colour at fault"),
    "fault_label": _("label at fault"),
    "fault_package": _("package at fault"),
    "fault_smell": _("smell at fault"),
    "over_delivered": _("%(net)s came, %(open)s was still to come"),
    "paper_missing": _("without %(what)s"),
    "short_delivered": _("only %(net)s came of %(open)s"),
    "short_shelf_life": _("%(left_days)s of %(of_days)s days of shelf life left"),
    "too_cold": _("%(temperature)s °C, below %(limit)s °C"),
    "too_warm": _("%(temperature)s °C, above %(limit)s °C"),
}


class Spoken(Words):
    """Says days, moments and figures as people write them."""

    def say(self, error: Exception) -> str:
        return str(self.text) % {name: _spoken(value) for name, value in vars(error).items()}


class ByCode(Words):
    """The sentence of what is wrong with a line, by the refusal's `code`."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, refusals.MustBeRejected | refusals.ReasonMissing)
        texts = MUST_REJECT if isinstance(error, refusals.MustBeRejected) else NEEDS_REASON
        values = {"ingredient": error.ingredient, "what": paper_names(error.what)}
        return str(texts[error.code]) % values


class MissingSenses(Words):
    """Names what was not looked at."""

    def say(self, error: Exception) -> str:
        assert isinstance(error, refusals.SensoryCheckMissing)
        missing = "、".join(str(SENSES[sense]) for sense in error.missing.split(", "))
        return str(self.text) % {"ingredient": error.ingredient, "missing": missing}


def flag_text(flag: Mapping[str, Any]) -> str:
    """One stored flag for people."""
    values = {name: _of_flag(name, value) for name, value in flag.items()}
    return str(FLAGS[flag["code"]]) % values


def paper_names(what: str) -> str:
    """Kinds of papers joined by `|`, named; other text as it is."""
    kinds = what.split("|")
    if not all(kind in LotPaperKind.values for kind in kinds):
        return what
    return " / ".join(str(LotPaperKind(kind).label) for kind in kinds)


def _of_flag(name: str, value: Any) -> str:
    if name in ("device", "corrected"):
        return formats.moment(datetime.fromisoformat(value))
    if name == "what":
        return paper_names(str(value))
    if name in ("price", "basis", "net", "open"):
        return _spoken(Decimal(value))
    return str(value)


def _spoken(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value, "long")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


problems.connect(
    {
        refusals.AbsurdTemperature: Spoken(
            422, _("%(ingredient)s: %(temperature_c)s °C cannot be. Read the thermometer again.")
        ),
        refusals.AcceptedBeyondWeight: Spoken(
            422,
            _("%(ingredient)s: %(accepted)s of %(net)s cannot be accepted. Accept from 0 to all."),
        ),
        refusals.BadPrice: Spoken(422, _("%(ingredient)s: a price is never below 0.")),
        refusals.BuyerCannotAccept: Spoken(
            409,
            _(
                "%(name)s ordered %(number)s, so others accept it: two persons who are not the "
                "buyer."
            ),
        ),
        refusals.DatesMissing: Spoken(
            422, _("%(ingredient)s: give the production date and the expiry on the package.")
        ),
        refusals.DatesReversed: Spoken(
            422,
            _(
                "%(ingredient)s: made on %(produced_on)s is after %(until)s. Read the dates on "
                "the package again."
            ),
        ),
        refusals.LineTwice: Spoken(
            422, _("%(ingredient)s stands in the receipt twice. Add the weighings to one line.")
        ),
        refusals.MustBeRejected: ByCode(422, ""),
        refusals.NegativeWeight: Spoken(
            422, _("%(ingredient)s: %(gross)s gross, %(tare)s tare. A weight is never below 0.")
        ),
        refusals.NoSuchLine: Spoken(422, _("Line %(line_id)s is none of order %(number)s.")),
        refusals.NoSuchOrder: Spoken(
            404,
            _(
                "There is no order %(number)s. Goods without an order are not received: have the "
                "buyer place an emergency order."
            ),
        ),
        refusals.NobodyAccepts: Words(
            422, _("This account belongs to no person. Log in as the person who accepts.")
        ),
        refusals.NothingReceived: Words(422, _("Weigh at least one line of the order.")),
        refusals.NothingWeighed: Spoken(
            422, _("%(ingredient)s: give its weight, or untick it if it did not come.")
        ),
        refusals.OrderNotOpen: Spoken(
            409,
            _("Order %(number)s is %(status_label)s; nothing more is received on it."),
        ),
        refusals.PaperFromTheFuture: Spoken(
            422,
            _(
                "%(ingredient)s: paper %(number)s is dated %(issued_on)s, after the delivery on "
                "%(today)s."
            ),
        ),
        refusals.PaperUnnumbered: Spoken(422, _("%(ingredient)s: give the paper's number.")),
        refusals.ReasonMissing: ByCode(422, ""),
        refusals.ReceivedMeanwhile: Spoken(
            409,
            _(
                "%(accepted_by)s received of order %(number)s at %(received_at)s already "
                "(%(receipt)s: %(taken)s). Open the order again and enter only what came besides."
            ),
        ),
        refusals.SensoryCheckMissing: MissingSenses(
            422, _("%(ingredient)s: look at %(missing)s too.")
        ),
        refusals.SupplierPapersMissing: Spoken(
            409,
            _(
                "%(supplier)s may not deliver on %(on)s: %(problems)s. Once the certificate is "
                "entered and verified, send this again."
            ),
        ),
        refusals.TareAboveGross: Spoken(
            422,
            _("%(ingredient)s: tare %(tare)s is above gross %(gross)s. Are they exchanged?"),
        ),
        refusals.TemperatureMissing: Spoken(
            422, _("%(ingredient)s: chilled and frozen goods need their temperature.")
        ),
        refusals.WitnessMissing: Words(
            422, _("Name the second person at the scale; it is somebody else than you.")
        ),
    }
)
