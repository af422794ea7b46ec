"""The list of cards a till keeps for when the network is gone, without numbers or names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import get_random_string

from jieyue.canteen.service.models import MealAccount
from jieyue.canteen.service.rules import card_digest

SALT = "canteen.service.card_list"


@dataclass(frozen=True)
class CardList:
    """State by card digest: "ok", "blocked" or "empty". `signature` goes back with each sale."""

    salt: str
    issued_at: datetime
    signature: str
    cards: dict[str, str]


def card_list(*, site_id: int, canteen_id: int, at: datetime) -> CardList:
    """Every card of the site. One query."""
    salt = get_random_string(16)
    rows = MealAccount.objects.filter(site_id=site_id).exclude(card_number="")
    fields = ("card_number", "balance_yuan", "may_be_negative_yuan", "is_blocked")
    cards = {
        card_digest(number, salt=salt): _state(balance + limit > 0, is_blocked)
        for number, balance, limit, is_blocked in rows.values_list(*fields)
    }
    signature = signing.dumps({"canteen": canteen_id, "at": at.isoformat()}, salt=SALT)
    return CardList(salt, at, signature, cards)


def is_fresh(signature: str, *, canteen_id: int, at: datetime, kept: timedelta) -> bool:
    """Whether the list was ours, this canteen's, and not older than `kept` at the sale."""
    try:
        content = signing.loads(signature, salt=SALT)
    except signing.BadSignature:
        return False
    issued_at = datetime.fromisoformat(content["at"])
    return content["canteen"] == canteen_id and at - issued_at <= kept


def _state(has_money: bool, is_blocked: bool) -> str:
    if is_blocked:
        return "blocked"
    return "ok" if has_money else "empty"
