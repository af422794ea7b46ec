"""What the health topic refuses, with what was wrong. Words for people are in `messages.py`."""


class HealthRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class AnswersUnlike(HealthRefused):
    """Not every question of the order has its yes or no."""


class AlreadyIsolated(HealthRefused):
    """The isolation log has them already: title, room, said."""


class IsolationOverAlready(HealthRefused):
    """Somebody closed it before: said."""


class MeasuredTwice(HealthRefused):
    """The second measurement was taken already: by, said."""


class NoBasis(HealthRefused):
    """An order without its document."""


class NobodyKnown(HealthRefused):
    """No living credential or staff number is: number."""


class NoLimit(HealthRefused):
    """Meetings are limited without a number."""


class NoMeasures(HealthRefused):
    """An order that asks nothing."""


class NoOrder(HealthRefused):
    """No order is in force, or none that asks this."""


class NoPurpose(HealthRefused):
    """Contacts are traced only for a written purpose: least."""


class NoQuestions(HealthRefused):
    """Declarations without a question."""


class NoSlots(HealthRefused):
    """Dining is staggered without a slot."""


class NotACheckedHolder(HealthRefused):
    """The order asks nothing of this kind of holder: title."""


class OrderInForce(HealthRefused):
    """There is one already: number, by, said."""


class OrderOver(HealthRefused):
    """It ended before: number, by, said."""


class SlotUnlike(HealthRefused):
    """A dining slot that ends before it begins: title."""


class SunsetTooFar(HealthRefused):
    """It ends later than an order may run: most, last."""


class SunsetTooSoon(HealthRefused):
    """It would end before it begins."""


class WrongMeasurement(HealthRefused):
    """The thermometer is wrong: coldest, warmest."""


class WrongSecond(HealthRefused):
    """The second measurement does not count: due."""


class WrongThermometer(HealthRefused):
    """The second measurement needs another thermometer: title."""
