"""What the watch refuses, with what was wrong. Words for people are in `messages.py`."""

from datetime import date, datetime

from django.utils import timezone


class WatchRefused(Exception):
    """The watch cannot do what was asked."""


class EpisodeMovedOn(WatchRefused):
    """Somebody else did something about it since it was on the screen, or before."""

    def __init__(self, *, number: str, status: str, by: str, at: datetime) -> None:
        super().__init__(number, status, by)
        self.number, self.status, self.by, self.at = number, status, by, at
        self.said = timezone.localtime(at).strftime("%m-%d %H:%M")


class StillThere(WatchRefused):
    """A leak is over only when the readings show no flow any more."""

    def __init__(self, *, number: str, last_seen_at: datetime) -> None:
        super().__init__(number)
        self.number, self.last_seen_at = number, last_seen_at
        self.said = timezone.localtime(last_seen_at).strftime("%m-%d %H:%M")


class CauseNeeded(WatchRefused):
    """What was it? A resolved episode says so."""


class ReasonNeeded(WatchRefused):
    """Why?"""


class NoSuchPerson(WatchRefused):
    """Nobody of that number works here."""

    def __init__(self, *, person_id: int) -> None:
        super().__init__(person_id)
        self.person_id = person_id


class TooManyAtOnce(WatchRefused):
    """More episodes at once than one may decide on."""

    def __init__(self, *, asked: int, most: int) -> None:
        super().__init__(asked, most)
        self.asked, self.most = asked, most


class BadExemption(WatchRefused):
    """An exemption ends in the past, or lasts longer than it may."""

    def __init__(self, *, until_on: date, latest: date) -> None:
        super().__init__(until_on, latest)
        self.until_on, self.latest = until_on, latest
