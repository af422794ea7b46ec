"""Django finds tables here; each is defined beside its topic."""

from jieyue.people.accounts.models import Account
from jieyue.people.persons.models import Person
from jieyue.people.roles.models import Assignment, Role, RoleGrant
from jieyue.people.units.models import Unit

__all__ = ["Account", "Assignment", "Person", "Role", "RoleGrant", "Unit"]
