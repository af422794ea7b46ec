"""Door 4: what follows each recorded fact. One line per step of a story."""

from collections.abc import Sequence

from jieyue.kit.journal import Fact, Reaction

REACTIONS: dict[type[Fact], Sequence[Reaction]] = {}
