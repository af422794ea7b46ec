"""The reasons in words: whole for a guard, at most 12 characters for a reader's display.

A display says nothing about who somebody is, nor that they are on a list.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jieyue.access.decisions.local_time import instant
from jieyue.access.decisions.rules import Verdict
from jieyue.kit.formats import moment

LONGEST_DISPLAY = 12
NAMED = re.compile(r"%\((\w+)\)s")


class Names(NamedTuple):
    """What zones, gates and devices are called, by the codes a decision holds."""

    zones: Mapping[str, str] = {}
    gates: Mapping[str, str] = {}
    devices: Mapping[str, str] = {}


CODES = Names()  # a reader and a gate room know only codes


REASONS: dict[str, "str | Promise"] = {
    "already_inside": gettext_lazy("Already inside since %(since)s by gate %(gate)s."),
    "blocked": gettext_lazy("On the block list: %(block)s. Ask security."),
    "clock_ahead": gettext_lazy(
        "The device's clock runs ahead; noted only. Set its clock by the network."
    ),
    "colour_differs": gettext_lazy(
        "The plate is registered in another colour: %(colours)s. Check the car."
    ),
    "colour_unread": gettext_lazy("The camera did not see the plate's colour."),
    "confidence_low": gettext_lazy(
        "Read with a confidence of %(confidence)s; %(least)s is needed. Check by eye."
    ),
    "credential_blocked": gettext_lazy("This credential is blocked. Security can unblock it."),
    "credential_lost": gettext_lazy(
        "This credential was reported lost. Once it is found, security makes it good again."
    ),
    "device_faulty": gettext_lazy("The reader cannot decide: %(fault)s. Open by hand."),
    "expired": gettext_lazy("Was valid until %(valid_until)s. It can be renewed."),
    "fire_release": gettext_lazy("Fire: the gates stand open."),
    "gate_locked": gettext_lazy("The gate is locked by its plan. It opens %(opens_at)s."),
    "historical": gettext_lazy("Filled in afterwards; noted only."),
    "late": gettext_lazy("Came too late to act on; noted only."),
    "measure": gettext_lazy("Not met: %(measure)s. Whoever meets it may pass."),
    "never_came_in": gettext_lazy(
        "Went out already at %(since)s by gate %(gate)s; another way in is missing."
    ),
    "not_now": gettext_lazy("This credential does not open at this hour. It opens %(opens_at)s."),
    "not_yet_valid": gettext_lazy("Valid from %(valid_from)s."),
    "open": gettext_lazy("The gate stands open."),
    "passes": gettext_lazy("May pass."),
    "qr_forged": gettext_lazy("The QR pass is not one of this site. Show the pass itself."),
    "qr_from_future": gettext_lazy(
        "The QR pass is not good yet. The reader's or the phone's clock is wrong."
    ),
    "qr_replayed": gettext_lazy("The QR pass was used already. The next one opens."),
    "qr_stale": gettext_lazy("The QR pass is too old. The page shows a fresh one."),
    "repeated": gettext_lazy("Passed here just now. Again from %(again)s."),
    "replay_differs": gettext_lazy("The rule of today would have said something else."),
    "unknown": gettext_lazy("Nobody known bears this. Near: %(near)s."),
    "wrong_traffic": gettext_lazy("This is a gate for %(traffic)s."),
    "zone_full": gettext_lazy("Full: %(inside)s of %(limit)s are inside."),
    "zone_not_allowed": gettext_lazy("Opens %(zones)s, not zone %(zone)s."),
}
WITHOUT: dict[str, "str | Promise"] = {  # where nothing can be named
    "gate_locked": gettext_lazy("The gate is locked by its plan."),
    "not_now": gettext_lazy("This credential does not open at this hour."),
    "unknown": gettext_lazy("Nobody known bears this."),
}
DISPLAYS: dict[str, "str | Promise"] = {
    "already_inside": gettext_lazy("Been in"),
    "blocked": gettext_lazy("Ask guard"),
    "clock_ahead": gettext_lazy("Clock wrong"),
    "colour_differs": gettext_lazy("Ask guard"),
    "confidence_low": gettext_lazy("Once more"),
    "credential_blocked": gettext_lazy("Ask guard"),
    "credential_lost": gettext_lazy("Ask guard"),
    "device_faulty": gettext_lazy("Out of order"),
    "expired": gettext_lazy("Expired"),
    "fire_release": gettext_lazy("Leave now"),
    "gate_locked": gettext_lazy("Gate closed"),
    "historical": gettext_lazy("Noted"),
    "late": gettext_lazy("Noted"),
    "measure": gettext_lazy("Ask guard"),
    "never_came_in": gettext_lazy("Been out"),
    "not_now": gettext_lazy("Not now"),
    "not_yet_valid": gettext_lazy("Too early"),
    "open": gettext_lazy("Gate open"),
    "passes": gettext_lazy("Please pass"),
    "qr_forged": gettext_lazy("Not valid"),
    "qr_from_future": gettext_lazy("Clock wrong"),
    "qr_replayed": gettext_lazy("Used before"),
    "qr_stale": gettext_lazy("Fresh code"),
    "repeated": gettext_lazy("Wait a bit"),
    "unknown": gettext_lazy("Unknown"),
    "wrong_traffic": gettext_lazy("Other gate"),
    "zone_full": gettext_lazy("Full"),
    "zone_not_allowed": gettext_lazy("Other gate"),
}
REFUSALS: dict[str, "str | Promise"] = {
    "device_differs": gettext_lazy("This site has no device with this serial number."),
    "event_conflicts": gettext_lazy(
        "This event id came before with other content; the first is kept."
    ),
    "inputs_invalid": gettext_lazy("What the decision looked at cannot be read."),
}
SHOWN: dict[str, "str | Promise"] = {  # of a question that cannot be read
    "credential_ambiguous": gettext_lazy(
        "Send one of card, face, plate, qr and staff_no, not several."
    ),
    "credential_missing": gettext_lazy("One of card, face, plate, qr and staff_no is needed."),
}
FAULTS: dict[str, "str | Promise"] = {
    "no_gate": gettext_lazy("it is assigned to no gate"),
    "unknown_device": gettext_lazy("it is not registered or not in use"),
}
MODES: dict[str, "str | Promise"] = {
    "controlled": gettext_lazy("controlled"),
    "free": gettext_lazy("stands open"),
    "locked": gettext_lazy("locked"),
}
ANTIPASSBACK: dict[str, "str | Promise"] = {
    "hard": gettext_lazy("refuses a second way in"),
    "off": gettext_lazy("no anti-passback"),
    "soft": gettext_lazy("warns of a second way in"),
    "timed": gettext_lazy("refuses repeats for a while"),
}
TRAFFIC: dict[str, "str | Promise"] = {
    "people": gettext_lazy("people"),
    "vehicles": gettext_lazy("vehicles"),
}
COLOURS: dict[str, "str | Promise"] = {
    "black": gettext_lazy("black"),
    "blue": gettext_lazy("blue"),
    "green": gettext_lazy("green"),
    "white": gettext_lazy("white"),
    "yellow": gettext_lazy("yellow"),
    "yellow_green": gettext_lazy("yellow-green"),
}


def sentence(verdict: Verdict, *, names: Names = CODES) -> str:
    """Why, for a guard, with what would have let them pass; warnings after it."""
    said = [_said(verdict.reason, verdict, names)]
    said += [_warned(code, verdict, names) for code in verdict.warnings]
    return " ".join(said)


def listed(codes: Iterable[str], names: Mapping[str, str] = CODES.zones) -> str:
    """Names one after the other; a code that has none stands for itself."""
    return _(", ").join(names.get(code, code) for code in codes)


def display(code: str) -> str:
    """Why, for a reader's display: at most 12 characters, without personal data."""
    return _in(get_language(), "display", code)


def refusal(code: str) -> str:
    """Why a row was not taken."""
    return str(REFUSALS.get(code, code))


def reason_words(code: str) -> str:
    """The reason by itself, for lists and filters: a short phrase."""
    return str(PHRASES.get(code, code))


@lru_cache(maxsize=512)
def _in(_language: str | None, use: str, code: str) -> str:
    """The words of a code in the language in force; looked up once, as gates ask all the time."""
    return str(REASONS.get(code, code) if use == "sentence" else DISPLAYS.get(code, ""))


def _said(code: str, verdict: Verdict, names: Names) -> str:
    text = _in(get_language(), "sentence", code)
    if "%(" not in text:
        return text
    values = _values(verdict, names)
    if code in WITHOUT and any(name not in values for name in NAMED.findall(text)):
        return str(WITHOUT[code])
    return text % values


def _warned(code: str, verdict: Verdict, names: Names) -> str:
    """A warning as its sentence, or in short when what it would name is not known."""
    text, values = _in(get_language(), "sentence", code), _values(verdict, names)
    if any(name not in values for name in NAMED.findall(text)):
        return reason_words(code)
    return _said(code, verdict, names)


class _Values(dict[str, str]):
    """What is not known reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _values(verdict: Verdict, names: Names) -> dict[str, str]:
    values = _Values()
    for name, value in verdict.needs:
        if name.endswith("_ms"):
            values[name.removesuffix("_ms")] = moment(instant(int(value)))
        elif name == "fault":
            values[name] = str(FAULTS.get(str(value), value))
        elif name == "traffic":
            values[name] = str(TRAFFIC.get(str(value), value))
        elif name == "colours":
            values[name] = listed(str(COLOURS.get(c, c)) for c in str(value).split(","))
        elif name in ("near", "zone", "zones"):
            values[name] = listed(str(value).split(","), names.zones)
        elif name == "gate":
            values[name] = names.gates.get(str(value), str(value))
        elif isinstance(value, float):
            values[name] = f"{value:.0%}"
        elif value != "":
            values[name] = str(value)
    return values


PHRASES: dict[str, "str | Promise"] = {
    "already_inside": gettext_lazy("already inside"),
    "blocked": gettext_lazy("on the block list"),
    "clock_ahead": gettext_lazy("device's clock ahead"),
    "colour_differs": gettext_lazy("plate in another colour"),
    "colour_unread": gettext_lazy("colour not seen"),
    "confidence_low": gettext_lazy("read unsurely"),
    "credential_blocked": gettext_lazy("credential blocked"),
    "credential_lost": gettext_lazy("credential lost"),
    "device_faulty": gettext_lazy("reader out of order"),
    "expired": gettext_lazy("expired"),
    "fire_release": gettext_lazy("fire release"),
    "gate_locked": gettext_lazy("gate locked"),
    "historical": gettext_lazy("filled in afterwards"),
    "late": gettext_lazy("came late"),
    "measure": gettext_lazy("condition not met"),
    "never_came_in": gettext_lazy("went out before"),
    "not_now": gettext_lazy("not at this hour"),
    "not_yet_valid": gettext_lazy("not valid yet"),
    "open": gettext_lazy("gate stands open"),
    "passes": gettext_lazy("may pass"),
    "qr_forged": gettext_lazy("QR pass forged"),
    "qr_from_future": gettext_lazy("QR pass from the future"),
    "qr_replayed": gettext_lazy("QR pass used before"),
    "qr_stale": gettext_lazy("QR pass too old"),
    "repeated": gettext_lazy("again too soon"),
    "replay_differs": gettext_lazy("replay differs"),
    "unknown": gettext_lazy("unknown"),
    "wrong_traffic": gettext_lazy("wrong kind of gate"),
    "zone_full": gettext_lazy("zone full"),
    "zone_not_allowed": gettext_lazy("zone not allowed"),
}
