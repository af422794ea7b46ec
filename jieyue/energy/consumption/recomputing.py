"""Makes use anew from readings, instruments and corrections."""

from collections.abc import Mapping


def recompute(touched: Mapping[int, tuple[int, int]], *, site_id: int) -> None:
    """Derive what readings in these spans may have changed.

    touched: meter to first and last instant, both included, seconds since 1970 UTC. Call it in
    the transaction that wrote the readings.
    """
