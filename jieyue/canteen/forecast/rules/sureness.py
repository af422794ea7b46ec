"""How sure a forecast is (把握), in three steps, and why it is not surer."""

FEW_DAYS, MANY_DAYS = 20, 120  # recorded days of the meal
FAR_DAYS = 7
WIDE, VERY_WIDE = 0.25, 0.5  # width of the 80 % interval as a share of the number
LEVELS = ("low", "medium", "high")


def sureness(
    *, days_known: int, horizon: int, expected: float, low: float, high: float
) -> tuple[str, list[str]]:
    """The level, and the codes of what holds it down: few_days, far_ahead, wide_interval."""
    steps, reasons = 2, []
    if days_known < MANY_DAYS:
        steps = min(steps, 0 if days_known < FEW_DAYS else 1)
        reasons.append("few_days")
    if horizon > FAR_DAYS:
        steps = min(steps, 1)
        reasons.append("far_ahead")
    width = (high - low) / expected if expected > 0 else VERY_WIDE
    if width > WIDE:
        steps = min(steps, 0 if width >= VERY_WIDE else 1)
        reasons.append("wide_interval")
    return LEVELS[steps], reasons
