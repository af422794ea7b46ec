"""What is checked at the loading bay, line by line (STANDARDS 2.3).

A line is weighed, then looked at; what is out of line is a finding. A finding is noted, needs a
reason if the goods are accepted all the same, or forbids accepting them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from jieyue.canteen.receiving import refusals

SENSES = ("colour", "smell", "package", "label")
COLDEST_C, WARMEST_C = Decimal(-60), Decimal(90)  # beyond these somebody mistyped


class Severity(StrEnum):
    """What follows from a finding."""

    NOTE = "note"
    REASON = "reason"
    REJECT = "reject"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing out of line. `values` are figures as text, for its sentence."""

    code: str
    severity: Severity
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The site's figures for acceptance; shares and per cents as named."""

    tolerance_pct: Decimal
    chilled_from_c: Decimal
    chilled_to_c: Decimal
    frozen_to_c: Decimal
    least_shelf_share: Decimal
    survey_above_pct: Decimal


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What was ordered and is still to come, in the base unit, and what its kind asks for.

    cooling: "chilled", "frozen" or "" when no temperature is taken. papers: each entry is a
    choice of kinds, one of which must come along. Prices are for one base unit, in yuan.
    """

    open_quantity: Decimal
    price_yuan: Decimal
    contract_yuan: Decimal | None
    survey_yuan: Decimal | None
    cooling: str
    is_dated: bool
    papers: Sequence[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What came, in the base unit. senses: of SENSES, False is a fault."""

    net: Decimal
    accepted: Decimal
    price_yuan: Decimal
    temperature_c: Decimal | None
    senses: Mapping[str, bool]
    produced_on: date | None
    expires_on: date | None
    papers: Iterable[str]


def net_of(weighings: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal, Decimal]:
    """Sums of gross and tare over several weighings, and the net between them.

    Raises NegativeWeight, TareAboveGross, NothingWeighed.
    """
    for gross, tare in weighings:
        if gross < 0 or tare < 0:
            raise refusals.NegativeWeight(gross=gross, tare=tare)
        if tare > gross:
            raise refusals.TareAboveGross(gross=gross, tare=tare)
    gross = sum((each for each, _ in weighings), Decimal(0))
    tare = sum((each for _, each in weighings), Decimal(0))
    if gross == tare:
        raise refusals.NothingWeighed
    return gross, tare, gross - tare


def findings(
    expected: Expected, delivered: Delivered, *, limits: Limits, on: date
) -> list[Finding]:
    """All that is out of line with goods delivered on a day, worst kinds not first.

    Raises the LineRefused kinds for what cannot be so. What is wholly sent back is only weighed.
    """
    if not 0 <= delivered.accepted <= delivered.net:
        raise refusals.AcceptedBeyondWeight(accepted=delivered.accepted, net=delivered.net)
    if delivered.price_yuan < 0:
        raise refusals.BadPrice(price=delivered.price_yuan)
    found = [*_of_quantity(expected, delivered, limits), *_of_price(expected, delivered, limits)]
    found += _of_temperature(expected, delivered, limits)
    found += _of_senses(delivered)
    found += _of_dates(expected, delivered, limits, on)
    if delivered.accepted > 0:
        found += _of_papers(expected, delivered)
    return found


def check(found: Sequence[Finding], *, delivered: Delivered, reason: str) -> None:
    """Raises MustBeRejected or ReasonMissing for the first finding that asks for it."""
    if delivered.accepted > 0:
        for finding in found:
            if finding.severity is Severity.REJECT:
                raise refusals.MustBeRejected(finding.code, what=finding.values.get("what", ""))
    if reason.strip():
        return
    if delivered.accepted < delivered.net:
        raise refusals.ReasonMissing("sent_back")
    for finding in found:
        if finding.severity is Severity.REASON:
            raise refusals.ReasonMissing(finding.code, what=finding.values.get("what", ""))


def usable_until(
    *, received_on: date, produced_on: date | None, expires_on: date | None, keeps_days: int | None
) -> date | None:
    """Last day of use: as printed, else counted from making, else from delivery; None unknown."""
    if expires_on is not None or keeps_days is None:
        return expires_on
    return (produced_on or received_on) + timedelta(days=keeps_days)


def _of_quantity(expected: Expected, delivered: Delivered, limits: Limits) -> list[Finding]:
    most = expected.open_quantity * (100 + limits.tolerance_pct) / 100
    least = expected.open_quantity * (100 - limits.tolerance_pct) / 100
    values = {"net": str(delivered.net), "open": str(expected.open_quantity)}
    if delivered.net > most:
        return [Finding(code="over_delivered", severity=Severity.REASON, values=values)]
    if delivered.net < least:
        return [Finding(code="short_delivered", severity=Severity.NOTE, values=values)]
    return []


def _of_price(expected: Expected, delivered: Delivered, limits: Limits) -> list[Finding]:
    price, found = delivered.price_yuan, []
    if price > expected.price_yuan:
        values = {"price": str(price), "basis": str(expected.price_yuan)}
        found.append(Finding(code="dearer_than_ordered", severity=Severity.REASON, values=values))
    if expected.contract_yuan is not None and price > expected.contract_yuan:
        values = {"price": str(price), "basis": str(expected.contract_yuan)}
        found.append(Finding(code="above_contract", severity=Severity.NOTE, values=values))
    survey = expected.survey_yuan
    if survey is not None and price > survey * (100 + limits.survey_above_pct) / 100:
        values = {"price": str(price), "basis": str(survey)}
        found.append(Finding(code="above_survey", severity=Severity.NOTE, values=values))
    return found


def _of_temperature(expected: Expected, delivered: Delivered, limits: Limits) -> list[Finding]:
    found = delivered.temperature_c
    if found is None:
        if expected.cooling and delivered.accepted > 0:
            raise refusals.TemperatureMissing
        return []
    if not COLDEST_C <= found <= WARMEST_C:
        raise refusals.AbsurdTemperature(temperature_c=found)
    warmest = {"chilled": limits.chilled_to_c, "frozen": limits.frozen_to_c}.get(expected.cooling)
    values = {"what": f"{found} °C", "temperature": str(found), "limit": str(warmest)}
    if warmest is not None and found > warmest:
        return [Finding(code="too_warm", severity=Severity.REJECT, values=values)]
    if expected.cooling == "chilled" and found < limits.chilled_from_c:
        values |= {"limit": str(limits.chilled_from_c)}
        return [Finding(code="too_cold", severity=Severity.REASON, values=values)]
    return []


def _of_senses(delivered: Delivered) -> list[Finding]:
    missing = [sense for sense in SENSES if sense not in delivered.senses]
    if missing and delivered.accepted > 0:
        raise refusals.SensoryCheckMissing(missing)
    faults = [sense for sense in SENSES if delivered.senses.get(sense) is False]
    return [Finding(code=f"fault_{sense}", severity=Severity.REASON) for sense in faults]


def _of_dates(expected: Expected, delivered: Delivered, limits: Limits, on: date) -> list[Finding]:
    made, until = delivered.produced_on, delivered.expires_on
    if made is not None and made > on:
        raise refusals.DatesReversed(produced_on=made, until=on)
    if made is not None and until is not None and until < made:
        raise refusals.DatesReversed(produced_on=made, until=until)
    if expected.is_dated and (made is None or until is None) and delivered.accepted > 0:
        raise refusals.DatesMissing
    if until is not None and until < on:
        values = {"what": until.isoformat(), "expires_on": until.isoformat()}
        return [Finding(code="expired", severity=Severity.REJECT, values=values)]
    if made is None or until is None or until == made:
        return []
    share = Decimal((until - on).days) / (until - made).days
    if share >= limits.least_shelf_share:
        return []
    values = {"left_days": str((until - on).days), "of_days": str((until - made).days)}
    return [Finding(code="short_shelf_life", severity=Severity.REASON, values=values)]


def _of_papers(expected: Expected, delivered: Delivered) -> list[Finding]:
    there = set(delivered.papers)
    return [
        Finding(code="paper_missing", severity=Severity.REJECT, values={"what": "|".join(choice)})
        for choice in expected.papers
        if not there.intersection(choice)
    ]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """When something happened, by the best clock we have.

    skew_s: the device's clock minus ours at sending; None when it was not told. `is_off`: the
    skew is larger than tolerated, and `happened_at` is corrected by it.
    """

    happened_at: datetime
    skew_s: int | None
    is_off: bool


def clock(
    *, happened_at: datetime, skew_s: int | None, received_at: datetime, most_skew_s: int
) -> Clock:
    """Puts a device's time right by its skew, when that is more than tolerated.

    Nothing happens after we hear of it.
    """
    is_off = skew_s is not None and abs(skew_s) > most_skew_s
    true = happened_at - timedelta(seconds=skew_s) if is_off and skew_s else happened_at
    ahead = (true - received_at).total_seconds() > most_skew_s
    return Clock(happened_at=min(true, received_at), skew_s=skew_s, is_off=is_off or ahead)
