"""Files of water registers: `meter`, a time, `register_l` or `register_m3`; CSV, maybe gzipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from math import isfinite
from pathlib import Path

from jieyue.energy.watch import plain_files
from jieyue.energy.water.leak_rules import Reading

TIME_COLUMNS = ("local_time", "time", "at", "utc")
LITRES = {"register_l": 1.0, "register_m3": 1000.0}
ONE_HOUR = timedelta(hours=1)
MOST_NAMED = 200  # letters of a strange header


class NotRegisters(Exception):
    """The file has not the columns of registers. wanted: those it needs; found: what it has."""

    def __init__(self, path: Path, wanted: str, found: str) -> None:
        super().__init__(path, wanted, found)
        self.path, self.wanted, self.found = path, wanted, found


class BadLine(Exception):
    """A line's time or register cannot be read."""

    def __init__(self, path: Path, line: int, value: str) -> None:
        super().__init__(path, line, value)
        self.path, self.line, self.value = path, line, value


@dataclass(frozen=True)
class Registers:
    """Readings of each meter by instant, each instant once, and how the file wrote its times."""

    readings: dict[str, list[Reading]]
    zone: tzinfo
    is_naive: bool

    def written(self, at_s: int) -> str:
        """The instant as the file writes times: without offset where it has none."""
        at = datetime.fromtimestamp(at_s, self.zone)
        return (at.replace(tzinfo=None) if self.is_naive else at).isoformat()


def read_registers(path: Path, *, zone: tzinfo = UTC) -> Registers:
    """Read a file. zone: of times that name none; an hour told twice in autumn is told apart by
    the order of its lines. Of two values of one instant the smaller stands. Raises NotRegisters,
    BadLine, plain_files.NotText and OSError."""
    found: dict[str, dict[int, float]] = {}
    latest: dict[str, datetime] = {}
    is_naive = False
    for line, meter, time_text, litres_text, factor in _lines(path):
        try:
            at = datetime.fromisoformat(time_text)
            litres = float(litres_text) * factor
        except ValueError:
            litres = float("nan")
        if not isfinite(litres):
            raise BadLine(path, line, f"{time_text}, {litres_text}") from None
        if at.tzinfo is None:
            is_naive = True
            at = _told_apart(at.replace(tzinfo=zone), latest.get(meter))
        latest[meter] = at
        of_meter = found.setdefault(meter, {})
        at_s = round(at.timestamp())
        of_meter[at_s] = min(litres, of_meter.get(at_s, litres))
    return Registers({m: sorted(of.items()) for m, of in found.items()}, zone, is_naive)


def _told_apart(at: datetime, latest: datetime | None) -> datetime:
    """The second of an hour that comes twice, when the first would go back before `latest`."""
    second = at.replace(fold=1)
    is_twice = second.utcoffset() != at.utcoffset()
    if latest is None or not is_twice:
        return at
    back = latest.timestamp() - at.timestamp()
    return second if 0 <= back <= ONE_HOUR.total_seconds() else at


def _lines(path: Path) -> Iterator[tuple[int, str, str, str, float]]:
    rows = plain_files.rows(path)
    header = [name.strip() for name in next(rows, [])]
    time_at = next((header.index(n) for n in TIME_COLUMNS if n in header), None)
    value = next((n for n in LITRES if n in header), None)
    if "meter" not in header or time_at is None or value is None:
        found = ", ".join(header)[:MOST_NAMED] or "–"
        raise NotRegisters(path, "meter, local_time, register_l", found)
    meter_at, value_at, factor = header.index("meter"), header.index(value), LITRES[value]
    for line, row in enumerate(rows, 2):
        if len(row) > max(meter_at, time_at, value_at) and row[value_at].strip():
            yield line, row[meter_at].strip(), row[time_at].strip(), row[value_at].strip(), factor
