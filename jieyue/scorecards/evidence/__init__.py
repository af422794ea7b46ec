"""凭据: where the points of a criterion come from: a query over live data, or a person."""

from jieyue.scorecards.evidence.registry import (
    Evidence,
    Source,
    Span,
    Subject,
    SubjectChoice,
    SubjectKind,
    find,
    gather,
    register,
    register_subjects,
    sources,
    subject_kind,
    subject_kinds,
)

__all__ = [
    "Evidence",
    "Source",
    "Span",
    "Subject",
    "SubjectChoice",
    "SubjectKind",
    "find",
    "gather",
    "register",
    "register_subjects",
    "sources",
    "subject_kind",
    "subject_kinds",
]
