from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from jieyue.kit.journal import Fact


@dataclass(frozen=True, kw_only=True)
class CardDrafted(Fact):
    """A subject's card was begun."""

    name: ClassVar[str] = "scorecards.cards.drafted"
    label = _("Scorecard drafted")

    card_id: int
    number: str
    standard: str
    version: int
    subject_kind: str
    subject_id: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class LineSet(Fact):
    """A person set a line's points or veto, or (`new` None) went back to what live data says.

    old and new are points, or for a veto 1 (struck) and 0.
    """

    name: ClassVar[str] = "scorecards.cards.line_set"
    label = _("Points of a scorecard set by hand")

    number: str
    criterion: str
    old: Decimal | None
    new: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class CardConfirmed(Fact):
    """A card's evidence is frozen; its subject may contest until `contest_until`."""

    name: ClassVar[str] = "scorecards.cards.confirmed"
    label = _("Scorecard confirmed")

    card_id: int
    number: str
    subject_kind: str
    subject_id: int
    unit_id: int | None
    points: Decimal
    grade: str
    vetoed: bool


@dataclass(frozen=True, kw_only=True)
class LineContested(Fact):
    """The scored unit contests a line."""

    name: ClassVar[str] = "scorecards.cards.contested"
    label = _("Points of a scorecard contested")

    number: str
    criterion: str
    contest_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContestDecided(Fact):
    """A contest was upheld or rejected; points as in LineSet."""

    name: ClassVar[str] = "scorecards.cards.contest_decided"
    label = _("Contest of a scorecard decided")

    number: str
    criterion: str
    contest_id: int
    upheld: bool
    old: Decimal | None
    new: Decimal | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class CardFinal(Fact):
    """A card will not change any more; a payment by points may rest on it."""

    name: ClassVar[str] = "scorecards.cards.final"
    label = _("Scorecard final")

    card_id: int
    number: str
    standard: str
    version: int
    subject_kind: str
    subject_id: int
    subject: str
    unit_id: int | None
    first: date
    last: date
    points: Decimal
    grade: str
    vetoed: bool
