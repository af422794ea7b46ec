"""A site's parameter values on one day, and which versions of them were used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation

from jieyue.kit.editions import Kept, renew
from jieyue.kit.parameters.registry import (
    FROM_THE_BEGINNING,
    Parameter,
    definitions,
    parse,
)

if TYPE_CHECKING:
    from jieyue.kit.parameters.models import ParameterVersion

SUBJECT = "parameters"


@dataclass(frozen=True)
class Version:
    """One approved version, as `Values` needs it."""

    id: int
    effective_from: date
    value: str


class HasBeginning(Protocol):
    @property
    def effective_from(self) -> date: ...


Dated = TypeVar("Dated", bound=HasBeginning)
History = Mapping[str, list[Version]]


class WrongKind(Exception):
    """A parameter was asked for as another kind than it is defined as."""

    def __init__(self, parameter: Parameter, asked: str) -> None:
        super().__init__(parameter.code, parameter.kind, asked)
        self.parameter, self.asked = parameter, asked


class NotInForce(Exception):
    """A parameter has no version that early."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(code, on)
        self.code, self.on = code, on


@dataclass
class Values:
    """Typed look-up by definition; `used` gathers `{code: version id}` of whatever was asked."""

    on: date
    history: History
    used: dict[str, int] = field(default_factory=dict)

    def decimal(self, parameter: Parameter) -> Decimal:
        value: Decimal = self._get(parameter, "decimal")
        return value

    def integer(self, parameter: Parameter) -> int:
        value: int = self._get(parameter, "integer")
        return value

    def text(self, parameter: Parameter) -> str:
        value: str = self._get(parameter, "text")
        return value

    def boolean(self, parameter: Parameter) -> bool:
        value: bool = self._get(parameter, "boolean")
        return value

    def time(self, parameter: Parameter) -> time:
        value: time = self._get(parameter, "time")
        return value

    def json(self, parameter: Parameter) -> Any:
        return self._get(parameter, "json")

    def _get(self, parameter: Parameter, kind: str) -> Any:
        if parameter.kind != kind:
            raise WrongKind(parameter, kind)
        version = in_force(self.history.get(parameter.code, []), on=self.on)
        if version is None:
            raise NotInForce(parameter.code, self.on)
        self.used[parameter.code] = version.id
        return parse(parameter, version.value)


def read(*, site_id: int, on: date) -> Values:
    """The site's values in force on a local day. One query, whatever number is then asked."""
    history = _kept.get(site_id)
    if definitions().keys() - history.keys():
        seed(site_id=site_id)
        history = _kept.get(site_id)
    return Values(on=on, history=history)


def in_force(versions: Iterable[Dated], *, on: date) -> Dated | None:
    """The last of `versions` (any order) that has begun by `on`."""
    begun = [version for version in versions if version.effective_from <= on]
    return max(begun, key=lambda version: version.effective_from, default=None)


def seed(*, site_id: int) -> int:
    """Give every defined parameter its first version where it has none; returns how many.

    Idempotent, and safe when two processes do it at once.
    """
    from jieyue.kit.parameters.models import ParameterVersion, VersionStatus

    approved = ParameterVersion.objects.filter(site_id=site_id, status=VersionStatus.APPROVED)
    known = set(approved.values_list("code", flat=True))
    missing = [p for code, p in definitions().items() if code not in known]
    if missing:
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            first = [_first(parameter, site_id) for parameter in missing]
            ParameterVersion.objects.bulk_create(first, ignore_conflicts=True)
            renew(SUBJECT, site_id=site_id)
    return len(missing)


def _first(parameter: Parameter, site_id: int) -> "ParameterVersion":
    from jieyue.kit.parameters.models import ParameterVersion, VersionStatus

    return ParameterVersion(
        site_id=site_id,
        code=parameter.code,
        value=parameter.value,
        unit=parameter.unit,
        source_text=str(parameter.source),
        evidence=parameter.evidence,
        effective_from=FROM_THE_BEGINNING,
        status=VersionStatus.APPROVED,
        proposed_by="jieyue",
        approved_by="jieyue",
    )


def _load(site_id: int) -> History:
    from jieyue.kit.parameters.models import ParameterVersion, VersionStatus

    rows = ParameterVersion.objects.filter(site_id=site_id, status=VersionStatus.APPROVED)
    history: dict[str, list[Version]] = {}
    for code, id_, begins, value in rows.values_list("code", "id", "effective_from", "value"):
        history.setdefault(code, []).append(Version(id_, begins, value))
    return history


_kept: Kept[History] = Kept(SUBJECT, _load)
