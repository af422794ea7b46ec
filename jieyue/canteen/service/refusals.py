"""What the till and the meal accounts refuse, with what would have allowed it."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from jieyue.canteen.diners.models import Meal


class ServiceRefused(Exception):
    """Base of what this topic refuses."""


class AccountBlocked(ServiceRefused):
    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class AlreadyCancelled(ServiceRefused):
    def __init__(self, *, by: str, at: datetime) -> None:
        super().__init__(by, at)
        self.by, self.at = by, f"{timezone.localtime(at):%H:%M}"


class AteAlready(ServiceRefused):
    def __init__(self, *, name: str, at: datetime) -> None:
        super().__init__(name, at)
        self.name, self.at = name, f"{timezone.localtime(at):%H:%M}"


class BadAmount(ServiceRefused):
    """An amount to credit or pay out lies above zero and within `most_yuan`."""

    def __init__(self, *, amount_yuan: Decimal, most_yuan: Decimal) -> None:
        super().__init__(amount_yuan, most_yuan)
        self.amount_yuan, self.most_yuan = amount_yuan, most_yuan


class BadDiners(ServiceRefused):
    def __init__(self, *, diners: int, most: int) -> None:
        super().__init__(diners, most)
        self.diners, self.most = diners, most


class BadPrice(ServiceRefused):
    """A subsidy lies between zero and the price."""

    def __init__(self, *, price_yuan: Decimal, subsidy_yuan: Decimal) -> None:
        super().__init__(price_yuan, subsidy_yuan)
        self.price_yuan, self.subsidy_yuan = price_yuan, subsidy_yuan


class BookedElsewhere(ServiceRefused):
    def __init__(self, *, day: date, meal: str) -> None:
        super().__init__(day, meal)
        self.day, self.meal_label = day, Meal(meal).label


class BookingCancelled(ServiceRefused):
    """The unit has cancelled these guests."""


class CardTaken(ServiceRefused):
    def __init__(self, *, card_number: str, name: str) -> None:
        super().__init__(card_number, name)
        self.card_number, self.name = card_number, name


class CompanionsPay(ServiceRefused):
    """Companions pay with their own cards."""


class HasAccount(ServiceRefused):
    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoAccount(ServiceRefused):
    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotEnoughMoney(ServiceRefused):
    def __init__(self, *, name: str, balance_yuan: Decimal, needed_yuan: Decimal) -> None:
        super().__init__(name, balance_yuan, needed_yuan)
        self.name, self.balance_yuan, self.needed_yuan = name, balance_yuan, needed_yuan


class OneDinerKind(ServiceRefused):
    """A sale is for one card, one person, one booking, or diners counted by hand."""


class PriceDated(ServiceRefused):
    def __init__(self, *, effective_on: date, today: date) -> None:
        super().__init__(effective_on, today)
        self.effective_on, self.today = effective_on, today


class ReasonMissing(ServiceRefused):
    """A cancelled sale and a blocked account need a reason."""


class TillCodeTaken(ServiceRefused):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooManyGuests(ServiceRefused):
    def __init__(self, *, asked: int, left: int) -> None:
        super().__init__(asked, left)
        self.asked, self.left = asked, left


class UnknownCard(ServiceRefused):
    def __init__(self, card_number: str) -> None:
        super().__init__(card_number)
        self.card_number = card_number
