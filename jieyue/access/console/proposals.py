"""Whom a refused plate may have been: those one character away, proposed and never opened."""

from dataclasses import dataclass

from jieyue.access.credentials.models import Credential, Kind, Status
from jieyue.access.credentials.words import COLOURS
from jieyue.access.decisions.inputs import BadInputs, unpacked
from jieyue.access.decisions.models import Decision

MOST = 3


@dataclass(frozen=True)
class Proposal:
    """A plate that is known and nearly what was read; id of its credential."""

    id: int
    plate: str
    colour: str
    label: str


def proposals(decision_id: int, *, site_id: int) -> list[Proposal]:
    """Valid plates near what was read, or the same in another colour. Two queries at most."""
    decision = Decision.objects.filter(id=decision_id, kind=Kind.PLATE).only("inputs").first()
    if decision is None or not decision.inputs:
        return []
    try:
        question, known = unpacked(decision.inputs)
    except BadInputs:
        return []
    plates = set(known.near) | ({question.subject} if known.other_colours else set())
    if not plates:
        return []
    rows = Credential.objects.filter(
        site_id=site_id, kind=Kind.PLATE, subject__in=plates, status=Status.ACTIVE
    )
    return [
        Proposal(row.id, row.subject, str(COLOURS.get(row.colour, "")), row.label)
        for row in rows.order_by("subject", "colour")[:MOST]
    ]
