"""What a guard reads: the reason whole, warnings short when what they would name is not known."""

from django.utils import translation

from jieyue.access.decisions.rules import Reason, Verdict
from jieyue.access.decisions.words import Names, sentence


def said(**needs: str | int) -> str:
    verdict = Verdict(
        outcome="deny",
        reason=Reason.QR_REPLAYED,
        warnings=("already_inside",),
        needs=tuple(needs.items()),
    )
    with translation.override("en"):
        return sentence(verdict)


def test_a_warning_names_what_is_known() -> None:
    assert "by gate A1" in said(since_ms=0, gate="A1")


def test_a_warning_leaves_no_gaps() -> None:
    assert said().endswith("already inside")
    assert "–" not in said()


def test_zones_and_gates_are_called_by_their_names() -> None:
    needs = (("zone", "B-AR"), ("zones", "A,B"), ("gate", "GA01"))
    verdict = Verdict(outcome="deny", reason=Reason.ZONE_NOT_ALLOWED, needs=needs)
    names = Names(zones={"A": "Hall", "B-AR": "Archive"})
    with translation.override("en"):
        assert sentence(verdict, names=names) == "Opens Hall, B, not zone Archive."
        assert sentence(verdict) == "Opens A, B, not zone B-AR."
