"""What a guard reads: the reason whole, warnings short when what they would name is not known."""

from django.utils import translation

from jieyue.access.decisions.rules import Reason, Verdict
from jieyue.access.decisions.words import sentence


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
