"""Why a slip is not issued or a batch not recorded."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone


class KitchenRefused(Exception):
    """Base of what the kitchen refuses, so that a page can say why."""


class NoPlan(KitchenRefused):
    """No plan in force has this meal."""

    def __init__(self, *, day: date, meal: str) -> None:
        super().__init__(day, meal)
        self.day, self.meal = day, meal


class NothingToDraw(KitchenRefused):
    """What the plan needs is on slips already."""

    def __init__(self, *, plan_number: str) -> None:
        super().__init__(plan_number)
        self.plan_number = plan_number


class NothingToIssue(KitchenRefused):
    """No line of the slip takes anything from a lot."""


class ReasonMissing(KitchenRefused):
    """A slip without a plan, goods given back and a batch taken back need a reason."""


class UnknownIngredient(KitchenRefused):
    """The site has no such ingredient in use."""

    def __init__(self, ingredient_id: int) -> None:
        super().__init__(ingredient_id)
        self.ingredient_id = ingredient_id


class BadQuantity(KitchenRefused):
    """A quantity is above 0."""

    def __init__(self, quantity: Decimal) -> None:
        super().__init__(quantity)
        self.quantity = quantity


class SlipSettled(KitchenRefused):
    """Somebody issued or cancelled the slip before."""

    def __init__(self, *, number: str, status: str, by: str, at: datetime | None) -> None:
        super().__init__(number, status, by, at)
        self.number, self.status, self.by, self.at = number, status, by, at
        self.said_at = moment(at)


class SlipIssued(SlipSettled):
    """The slip was issued before."""


class SlipCancelled(SlipSettled):
    """The slip was cancelled before."""


class SlipNotIssued(KitchenRefused):
    """Only what the store has issued can be received or given back."""

    def __init__(self, *, number: str) -> None:
        super().__init__(number)
        self.number = number


class SlipReceived(KitchenRefused):
    """Somebody confirmed the receipt before."""

    def __init__(self, *, number: str, by: str, at: datetime | None) -> None:
        super().__init__(number, by, at)
        self.number, self.by, self.at = number, by, at
        self.said_at = moment(at)


class SamePerson(KitchenRefused):
    """Whoever issued the goods does not confirm that they arrived."""

    def __init__(self, *, number: str, issued_by: str) -> None:
        super().__init__(number, issued_by)
        self.number, self.issued_by = number, issued_by


class WrongLot(KitchenRefused):
    """The lot holds something else, or lies in another canteen's store."""

    def __init__(self, *, lot_id: int, ingredient: str) -> None:
        super().__init__(lot_id, ingredient)
        self.lot_id, self.ingredient = lot_id, ingredient


class LotOutOfOrder(KitchenRefused):
    """Another lot expires first; taking this one needs a reason."""

    def __init__(self, *, ingredient: str, lot: str, first: str) -> None:
        super().__init__(ingredient, lot, first)
        self.ingredient, self.lot, self.first = ingredient, lot, first


class MoreThanAsked(KitchenRefused):
    """More is handed out than the slip asks for; that needs a reason."""

    def __init__(self, *, ingredient: str, asked: Decimal) -> None:
        super().__init__(ingredient, asked)
        self.ingredient, self.asked = ingredient, asked


class MoreThanIssued(KitchenRefused):
    """More would come back than left."""

    def __init__(self, *, issued: Decimal, asked: Decimal) -> None:
        super().__init__(issued, asked)
        self.issued, self.asked = issued, asked


class BadPortions(KitchenRefused):
    """A batch has from 1 to `most` portions."""

    def __init__(self, portions: int, *, most: int) -> None:
        super().__init__(portions, most)
        self.portions, self.most = portions, most


class BadTemperature(KitchenRefused):
    """No thermometer in a kitchen shows this."""

    def __init__(self, temperature_c: Decimal, *, lowest: int, highest: int) -> None:
        super().__init__(temperature_c, lowest, highest)
        self.temperature_c, self.lowest, self.highest = temperature_c, lowest, highest


class BadMass(KitchenRefused):
    """A batch weighs more than nothing and at most `most_kg`."""

    def __init__(self, mass_kg: Decimal, *, most_kg: int) -> None:
        super().__init__(mass_kg, most_kg)
        self.mass_kg, self.most_kg = mass_kg, most_kg


class NotANumber(KitchenRefused):
    """A figure is missing, or is none."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotATime(KitchenRefused):
    """A time is given as hours and minutes."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class BadMoment(KitchenRefused):
    """A batch was finished on the day of its meal and in the past."""

    def __init__(self, given: datetime, *, earliest: datetime, latest: datetime) -> None:
        super().__init__(given, earliest, latest)
        self.given, self.earliest, self.latest = given, earliest, latest
        self.said, self.said_earliest = moment(given), moment(earliest)
        self.said_latest = moment(latest)


class TooLate(KitchenRefused):
    """The meal is too long ago to be recorded from memory."""

    def __init__(self, day: date, *, first: date) -> None:
        super().__init__(day, first)
        self.day, self.first = day, first


class DayAhead(KitchenRefused):
    """Nothing is cooked for a day to come."""

    def __init__(self, day: date, *, today: date) -> None:
        super().__init__(day, today)
        self.day, self.today = day, today


class NotReheatable(KitchenRefused):
    """Heating again raises the centre to the limit; less does not mend the batch."""

    def __init__(self, temperature_c: Decimal, *, limit_c: Decimal) -> None:
        super().__init__(temperature_c, limit_c)
        self.temperature_c, self.limit_c = temperature_c, limit_c


class BatchGone(KitchenRefused):
    """The batch left the counter before."""

    def __init__(self, *, number: str, off_at: datetime) -> None:
        super().__init__(number, off_at)
        self.number, self.off_at = number, off_at
        self.said_at = moment(off_at)


class NotFitForWork(KitchenRefused):
    """The morning check or the health certificate keeps the cook from the stove."""

    def __init__(self, *, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


def moment(at: datetime | None) -> str:
    """Local time to the minute, as refusals say it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
