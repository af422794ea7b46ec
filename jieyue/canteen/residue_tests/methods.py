"""The rapid methods every site knows, with thresholds from its parameters."""

from dataclasses import dataclass
from datetime import date

from jieyue.canteen.residue_tests.models import ResidueMethod
from jieyue.canteen.residue_tests.parameters import (
    GB_ATTENTION_PCT,
    GB_THRESHOLD_PCT,
    NY_ATTENTION_PCT,
    NY_THRESHOLD_PCT,
)
from jieyue.kit import parameters
from jieyue.kit.parameters import Parameter, Values


@dataclass(frozen=True)
class KnownMethod:
    """A published method; `name` is stored as the table shows it."""

    code: str
    name: str
    standard: str
    threshold: Parameter
    attention: Parameter


KNOWN = (
    KnownMethod(
        "GB5009.199", "酶抑制率法(国标)", "GB/T 5009.199-2003", GB_THRESHOLD_PCT, GB_ATTENTION_PCT
    ),
    KnownMethod(
        "NY448", "酶抑制率法(农业行业标准)", "NY/T 448-2001", NY_THRESHOLD_PCT, NY_ATTENTION_PCT
    ),
)


def of_site(*, site_id: int, on: date) -> list[ResidueMethod]:
    """The site's methods in use, the known ones with today's thresholds; made where missing."""
    values = parameters.read(site_id=site_id, on=on)
    rows = {row.code: row for row in ResidueMethod.objects.filter(site_id=site_id)}
    for known in KNOWN:
        rows[known.code] = _kept(rows.get(known.code), known, values, site_id)
    return [row for row in rows.values() if row.is_active]


def _kept(
    row: ResidueMethod | None, known: KnownMethod, values: Values, site_id: int
) -> ResidueMethod:
    limits = {
        "threshold_pct": values.decimal(known.threshold),
        "attention_pct": values.decimal(known.attention),
    }
    if row is None:
        named = {"name": known.name, "standard": known.standard}
        row, _made = ResidueMethod.objects.get_or_create(
            site_id=site_id, code=known.code, defaults=named | limits
        )
    elif any(getattr(row, field) != value for field, value in limits.items()):
        ResidueMethod.objects.filter(id=row.id).update(**limits)
        row.threshold_pct, row.attention_pct = limits["threshold_pct"], limits["attention_pct"]
    return row
