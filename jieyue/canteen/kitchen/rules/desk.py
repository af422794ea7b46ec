"""How many portions a dish's next batch has: purchase = processing = serving."""


def next_portions(*, first: int, released: int | None, cooked: int) -> int:
    """Portions still to cook by the plan: the first batch, then what was released of the second.

    0 when all is cooked; before the release the second batch waits.
    """
    return max(first + (released or 0) - cooked, 0)


def left_over(*, cooked: int, served: int | None) -> int | None:
    """Portions at the counter; None while nobody counts. Never below 0."""
    return None if served is None else max(cooked - served, 0)
