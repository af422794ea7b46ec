"""Reads the content tables that lie beside this module. UTF-8, English headers, Chinese values."""

import csv
from collections.abc import Iterator
from pathlib import Path

CONTENT = Path(__file__).parent / "content"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one table, in the order of the file."""
    with (CONTENT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
