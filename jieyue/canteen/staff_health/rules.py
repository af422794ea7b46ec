"""Who may work with food today: health certificate, morning check, clearance (STANDARDS 2.7)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Symptom(StrEnum):
    """What keeps somebody from food."""

    FEVER = "fever"
    DIARRHOEA = "diarrhoea"
    VOMITING = "vomiting"
    COUGH = "cough"
    SORE_THROAT = "sore_throat"
    SKIN = "skin"
    JAUNDICE = "jaundice"


class Fault(StrEnum):
    """What is put right on the spot."""

    HANDS = "hands"
    NAILS = "nails"
    JEWELLERY = "jewellery"
    UNIFORM = "uniform"
    MASK = "mask"


class Conclusion(StrEnum):
    FIT = "fit"
    SUSPENDED = "suspended"
    REASSIGNED = "reassigned"


class Reason(StrEnum):
    """Why somebody may not work with food."""

    NOT_REGISTERED = "not_registered"
    NO_CERTIFICATE = "no_certificate"
    CERTIFICATE_EXPIRED = "certificate_expired"
    NOT_CHECKED = "not_checked"
    SUSPENDED = "suspended"
    REASSIGNED = "reassigned"
    NOT_CLEARED = "not_cleared"


class ConclusionContradicts(Exception):
    """Somebody with a symptom was called fit, or somebody without one was sent off."""

    def __init__(self, *, conclusion: Conclusion, symptoms: Sequence[str]) -> None:
        super().__init__(conclusion, tuple(symptoms))
        self.conclusion, self.symptoms = conclusion, tuple(symptoms)


class ImpossibleTemperature(Exception):
    """No living person has this temperature."""

    lowest, highest = Decimal(34), Decimal(43)

    def __init__(self, temperature_c: Decimal) -> None:
        super().__init__(temperature_c)
        self.temperature_c = temperature_c


@dataclass(frozen=True)
class Checked:
    """The latest morning check of a person on or before a day.

    cleared_on: from when a suspension is lifted; None while it stands.
    """

    day: date
    conclusion: Conclusion
    cleared_on: date | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may work with food; the reason when not."""

    may: bool
    reason: Reason | None = None


def symptoms_with_fever(
    symptoms: Iterable[Symptom], *, temperature_c: Decimal | None, limit_c: Decimal
) -> list[Symptom]:
    """The symptoms in their fixed order; fever too when the temperature reaches the limit.

    Raises ImpossibleTemperature.
    """
    found = set(symptoms)
    if temperature_c is not None:
        if not ImpossibleTemperature.lowest <= temperature_c <= ImpossibleTemperature.highest:
            raise ImpossibleTemperature(temperature_c)
        if temperature_c >= limit_c:
            found.add(Symptom.FEVER)
    return [symptom for symptom in Symptom if symptom in found]


def check_conclusion(conclusion: Conclusion, symptoms: Sequence[Symptom]) -> None:
    """Whoever has a symptom leaves the post at once; nobody is sent off for nothing.

    Raises ConclusionContradicts.
    """
    if (conclusion is Conclusion.FIT) == bool(symptoms):
        raise ConclusionContradicts(conclusion=conclusion, symptoms=symptoms)


def verdict(
    *,
    on: date,
    is_registered: bool,
    valid_to: date | None,
    today: Checked | None,
    suspended: Checked | None,
) -> Verdict:
    """Whether somebody may work with food on a day.

    valid_to: the latest end of a health certificate, None without any. today: the day's latest
    check. suspended: the latest earlier check that sent the person off.
    """
    if not is_registered:
        return Verdict(False, Reason.NOT_REGISTERED)
    if valid_to is None:
        return Verdict(False, Reason.NO_CERTIFICATE)
    if valid_to < on:
        return Verdict(False, Reason.CERTIFICATE_EXPIRED)
    if suspended is not None and (suspended.cleared_on is None or suspended.cleared_on > on):
        return Verdict(False, Reason.NOT_CLEARED)
    if today is None:
        return Verdict(False, Reason.NOT_CHECKED)
    if today.conclusion is Conclusion.SUSPENDED:
        return Verdict(False, Reason.SUSPENDED)
    if today.conclusion is Conclusion.REASSIGNED:
        return Verdict(False, Reason.REASSIGNED)
    return Verdict(True)


def warning_due(*, on: date, valid_to: date, days_before: Collection[int]) -> int | None:
    """The warning that falls due today, as days before the end; 0 or less when it has passed.

    On the first day after the end the answer is -1; on later days None, as it was said.
    """
    left = (valid_to - on).days
    return left if left in {*days_before, -1} else None
