from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class BooksClosed(Fact):
    """A month's books are closed; `month` is its first day, figures are text by name."""

    name: ClassVar[str] = "canteen.books.closed"
    label = _("Month closed")

    canteen_id: int
    month: date
    figures: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class BooksReopened(Fact):
    """A closed month may be written again."""

    name: ClassVar[str] = "canteen.books.reopened"
    label = _("Month opened again")

    canteen_id: int
    month: date
    reason: str
