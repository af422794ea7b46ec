"""What can be asked of live data, and who can be scored. Domains fill both in at start."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils.functional import Promise


@dataclass(frozen=True)
class Subject:
    """Who is scored: `kind` such as "canteen" and the row's id there."""

    site_id: int
    kind: str
    id: int
    label: str = ""


@dataclass(frozen=True)
class Span:
    """The days scored, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def until(self, day: date) -> "Span":
        """The part that is over on `day`; the whole span once it is."""
        return Span(self.first, max(self.first, min(self.last, day)))

    def before(self, days: int) -> "Span":
        """As long a span, `days` earlier."""
        return Span(self.first - timedelta(days=days), self.last - timedelta(days=days))


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One cell. `value` None: live data cannot tell, so a person must.

    coverage: 0 to 1, how much of what should be known was; None when that has no meaning.
    text and values: an English source with %(placeholders)s, translated when shown.
    url: the page that shows the rows behind it. parameters: what it rests on, by code.
    """

    value: Decimal | None
    unit: str = ""
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    coverage: Decimal | None = None
    parameters: Mapping[str, int | str] = field(default_factory=dict)


Query = Callable[[Subject, Span], Evidence]


@dataclass(frozen=True)
class Source:
    """One question to live data."""

    code: str
    label: "str | Promise"
    query: Query


@dataclass(frozen=True)
class SubjectChoice:
    """One subject that can be scored. `unit_id`: the unit whose work it is, which may contest."""

    id: int
    label: str
    unit_id: int | None = None


@dataclass(frozen=True)
class SubjectKind:
    """One kind of scored subject, and what lists those of a site."""

    code: str
    label: "str | Promise"
    choices: Callable[[int], Sequence[SubjectChoice]]


class RegisteredTwice(Exception):
    """Two different sources or kinds share a code."""


_sources: dict[str, Source] = {}
_kinds: dict[str, SubjectKind] = {}


def register(code: str, label: "str | Promise", query: Query) -> None:
    """Offer a source to standards. Raises RegisteredTwice."""
    known = _sources.get(code)
    if known is not None and known.query is not query:
        raise RegisteredTwice(code)
    _sources[code] = Source(code, label, query)


def register_subjects(
    code: str, label: "str | Promise", choices: Callable[[int], Sequence[SubjectChoice]]
) -> None:
    """Offer a kind of subject; `choices(site_id)` lists those of a site. Raises RegisteredTwice."""
    known = _kinds.get(code)
    if known is not None and known.choices is not choices:
        raise RegisteredTwice(code)
    _kinds[code] = SubjectKind(code, label, choices)


def find(code: str) -> Source | None:
    """The source of a code; None when no part of the product offers it."""
    return _sources.get(code)


def gather(code: str, subject: Subject, span: Span) -> Evidence:
    """Ask a source; one that nobody offers knows nothing."""
    source = find(code)
    return source.query(subject, span) if source else Evidence(value=None)


def sources() -> list[Source]:
    """Every source, by code."""
    return [_sources[code] for code in sorted(_sources)]


def subject_kind(code: str) -> SubjectKind | None:
    return _kinds.get(code)


def subject_kinds() -> list[SubjectKind]:
    """Every kind of subject, by code."""
    return [_kinds[code] for code in sorted(_kinds)]
