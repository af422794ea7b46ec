"""What the scorecards refuse, so that a page can say why."""


class ScorecardRefused(Exception):
    """Base of every expected refusal of this domain."""
