"""Sentences about suppliers' papers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jieyue.canteen.suppliers.models import CertificateKind
from jieyue.canteen.suppliers.rules import PaperCode, PaperProblem
from jieyue.kit import formats

PAPER_PROBLEMS: dict[PaperCode, Promise] = {
    PaperCode.EXPIRED: _("The %(kind)s %(number)s ended on %(day)s."),
    PaperCode.MISSING: _("There is no %(kind)s."),
    PaperCode.UNVERIFIED: _("Nobody has verified the %(kind)s %(number)s yet."),
}


def paper_problem(problem: PaperProblem) -> str:
    """The sentence for a compulsory paper that does not stand, in the active language."""
    return str(PAPER_PROBLEMS[problem.code]) % {
        "kind": kind_name(problem.kind),
        "number": problem.number,
        "day": formats.day(problem.valid_to, "long"),
    }


def kind_name(kind: str) -> str:
    """A certificate kind in words; a kind that only a parameter names stays as written."""
    return str(CertificateKind(kind).label) if kind in CertificateKind.values else kind
