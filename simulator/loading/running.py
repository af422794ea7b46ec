"""Runs the product over the last weeks day by day, as if it had been there."""

from rich.progress import Progress

from simulator.loading.stage import Stage


def bring_up_to_date(stage: Stage, *, bar: Progress) -> None:
    pass
