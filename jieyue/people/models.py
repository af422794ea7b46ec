"""Django finds tables here; each is defined beside its topic."""

from jieyue.people.accounts.models import Account, PastPassword, SignIn
from jieyue.people.approvals.models import Approval, ChainStep, Step
from jieyue.people.messages.models import Message, Notice
from jieyue.people.persons.models import Person, Posting
from jieyue.people.roles.models import Assignment, Role, RoleGrant
from jieyue.people.units.models import HeadCount, Unit

__all__ = [
    "Account",
    "Approval",
    "Assignment",
    "ChainStep",
    "HeadCount",
    "Message",
    "Notice",
    "PastPassword",
    "Person",
    "Posting",
    "Role",
    "RoleGrant",
    "SignIn",
    "Step",
    "Unit",
]
