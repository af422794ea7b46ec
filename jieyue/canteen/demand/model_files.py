"""A model as one file: gzipped JSON with the trees as text. Never pickle: no file is trusted."""

import gzip
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import lightgbm

from jieyue.canteen.demand.calibration import EVERY_KIND, Calibration
from jieyue.canteen.demand.quantiles import GRID
from jieyue.canteen.demand.trees import Trees

FORMAT = 1
SETS = ("low", "median", "high")


class UnreadableModel(Exception):
    """Not a model file, or one of another format."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


@dataclass(frozen=True)
class Metadata:
    """Where a model comes from. `version` is a hash of the trees, the tables and all of this."""

    version: str
    trained_until: date
    rows: int
    series: tuple[str, ...]
    features: tuple[str, ...]
    horizons: tuple[int, ...]
    without: tuple[str, ...]
    library: str


def metadata_of(
    trees: Trees | None,
    calibration: Calibration,
    *,
    trained_until: date,
    rows: int,
    series: tuple[str, ...],
    horizons: tuple[int, ...],
    without: tuple[str, ...],
) -> Metadata:
    """Describe a model just fitted, and name its version."""
    features = trees.names if trees else ()
    library = f"lightgbm {lightgbm.__version__}"
    known = Metadata("", trained_until, rows, series, features, horizons, without, library)
    content = json.dumps([_texts(trees), asdict(calibration), asdict(known)], default=str)
    version = hashlib.sha256(content.encode()).hexdigest()[:12]
    return Metadata(**(asdict(known) | {"version": version}))


def save_parts(
    path: Path, trees: Trees | None, calibration: Calibration, metadata: Metadata
) -> None:
    """Write beside, then rename: a reader sees the old file or the new one."""
    content = {
        "format": FORMAT,
        "grid": GRID,
        "metadata": asdict(metadata),
        "calibration": asdict(calibration),
        "trees": _texts(trees),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    beside.write_bytes(gzip.compress(json.dumps(content, default=str).encode(), mtime=0))
    beside.replace(path)


def load_parts(path: Path) -> tuple[Trees | None, Calibration, Metadata]:
    """Raises UnreadableModel, and OSError as open() does."""
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
    except (gzip.BadGzipFile, EOFError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableModel(path, "not a model file") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnreadableModel(path, "another format")
    if tuple(content["grid"]) != GRID:
        raise UnreadableModel(path, "another grid of quantiles")
    kept = content["calibration"]
    tables = {kind: tuple(table) for kind, table in kept["tables"].items()}
    if EVERY_KIND not in tables:
        raise UnreadableModel(path, "no calibration")
    metadata = _metadata(content["metadata"])
    trees = None
    if content["trees"]:
        boosters = {name: lightgbm.Booster(model_str=content["trees"][name]) for name in SETS}
        trees = Trees(metadata.features, **boosters)
    return trees, Calibration(tables, kept["rows"]), metadata


def _texts(trees: Trees | None) -> dict[str, str]:
    return {name: getattr(trees, name).model_to_string() for name in SETS} if trees else {}


def _metadata(kept: dict[str, Any]) -> Metadata:
    lists = {name: tuple(kept[name]) for name in ("series", "features", "horizons", "without")}
    until = date.fromisoformat(kept["trained_until"])
    return Metadata(**(kept | lists | {"trained_until": until}))
